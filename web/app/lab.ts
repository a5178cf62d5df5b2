// What a feature of the page may ask of the lab. Features that the first frame does not need live in web/extras.

import type { Assets } from "./load";
import type { Core } from "./core";
import type { SingleKeys } from "./keys";
import type { Changes } from "./nodes";
import type { Parameters } from "./parameters";

export interface Lab {
  core(): Core | undefined;  // none while it loads, and none after a crash
  link(): string;  // "#version=1&…" of the state of now
  open(link: string): string;  // "" or the sentence that says why not; then nothing has changed
  act(id: string, verb: string, text: string): string;  // "" or the sentence that says why nothing happened
  settle(): void;  // shows what was changed by asking the core directly
  announce(sentence: string): void;  // to the polite live region
  warn(sentence: string, help?: Help): void;  // the banner, read out at once
  onChange(listener: Listener): () => void;  // after every change of what is shown; the result ends it
  address(): string;  // the page's own, with the link of now
  pictureSize(): { width: number; height: number } | undefined;  // of what is drawn, in CSS pixels; none where only tables are
  // A copy of it, so many pixels wide; light where it is for paper.
  picture(width: number, onPaper?: boolean): HTMLCanvasElement | undefined;
  readonly ready: Promise<void>;  // all is there; rejects with a sentence when that cannot be
  readonly parameters: Parameters;
  readonly placed: boolean;  // the address names a lesson or a step
  readonly keeps: boolean;  // what is done is kept on the device
  readonly singleKeys: SingleKeys;
  readonly assets: Assets;  // the site's files by their plain names
}

// What can be done about what was said, as a button.
export interface Help {
  words: string;
  act(): void;
}

// `opening`: by a link.
export type Listener = (changes: Changes, opening: boolean) => void;

// Those who want to know of changes.
export class Listeners {
  private all = new Set<Listener>();

  add(listener: Listener): () => void {
    this.all.add(listener);
    return () => this.all.delete(listener);
  }

  tell(changes: Changes, opening: boolean): void {
    for (const listener of [...this.all]) listener(changes, opening);
  }
}

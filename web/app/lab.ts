// What a feature of the page may ask of the lab. Features that the first frame does not need live in web/extras.

import type { Assets } from "./load";
import type { Core } from "./core";
import type { Parameters } from "./parameters";

export interface Lab {
  core(): Core | undefined;  // none while it loads, and none after a crash
  link(): string;  // "#version=1&…" of the state of now
  open(link: string): string;  // "" or the sentence that says why not; then nothing has changed
  act(id: string, verb: string, text: string): string;  // "" or the sentence that says why nothing happened
  settle(): void;  // shows what was changed by asking the core directly
  say(sentence: string): void;  // to the polite live region
  warn(sentence: string): void;  // the banner, read out at once
  onChange(listener: () => void): () => void;  // after every change of the state; the result ends it
  address(): string;  // the page's own, with the link of now
  pictureSize(): { width: number; height: number } | undefined;  // of what is drawn, in CSS pixels; none where only tables are
  // A copy of it, so many pixels wide; light where it is for paper.
  picture(width: number, onPaper?: boolean): HTMLCanvasElement | undefined;
  readonly ready: Promise<void>;  // all is there; rejects with a sentence when that cannot be
  readonly parameters: Parameters;
  readonly assets: Assets;  // the site's files by their plain names
}

// Those who want to know of changes.
export class Listeners {
  private all = new Set<() => void>();

  add(listener: () => void): () => void {
    this.all.add(listener);
    return () => this.all.delete(listener);
  }

  tell(): void {
    for (const listener of [...this.all]) listener();
  }
}

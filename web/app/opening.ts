// Opening links: at once, or when the code that they need has come.

import type { Core } from "./core";
import type { Assets } from "./load";
import { say } from "./say";
import { SecondModule } from "./second";

export interface OpeningHost {
  core(): Core | undefined;
  absent(): string;  // why there is no core
  settle(ok: boolean): void;  // a link was opened or refused
  completed(): void;  // all code is there
  warn(sentence: string, help?: { words: string; act: () => void }): void;
  failed(why: Error): void;
}

export class Opening {
  private awaited = "";  // a link that waits for the second module
  readonly second: SecondModule;

  constructor(assets: Assets, private host: OpeningHost) {
    this.second = new SecondModule(assets, () => host.completed());
  }

  get waits(): boolean {
    return this.awaited !== "";
  }

  // "" or the sentence of the error.
  open(link: string): string {
    const core = this.host.core();
    if (!core) return this.host.absent();
    if (core.mustWait(link)) {
      void this.openLater(link);
      return "";
    }
    this.awaited = "";
    const error = core.open(link);
    if (!this.host.core()) return this.host.absent();
    this.host.settle(error === "");
    return error;
  }

  // Brings what is not on the board; false, and said, when it cannot be had now.
  async rest(): Promise<boolean> {
    try {
      await this.second.arrive();
      return true;
    } catch (error) {
      this.host.warn((error as Error).message);
      this.host.failed(error as Error);
      return false;
    }
  }

  private async openLater(link: string): Promise<void> {
    this.awaited = link;
    const there = await this.rest();
    if (this.awaited !== link) return;
    this.awaited = "";
    const error = there ? this.open(link) : "";
    if (error !== "") this.refused(link, error);
  }

  // Says why a link was not opened, and offers what can be read of it.
  refused(link: string, sentence: string): void {
    if (!this.host.core()?.salvages) return this.host.warn(sentence);
    const act = async () => {
      const there = !this.host.core()?.mustWait(link) || (await this.rest());
      const core = this.host.core();
      if (!core || !there) return;
      const left = core.salvage(link);
      this.host.settle(true);
      if (left !== "") this.host.warn(left.replaceAll("\n", " "));
    };
    this.host.warn(sentence, { words: say("Open what can be read"), act: () => void act() });
  }
}

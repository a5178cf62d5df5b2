// What the first frame does not need, and comes after it: sharing, opening files, printing, messages.

import type { Extras } from "../extras/extras";
import type { Lab } from "./lab";

export class Later {
  private coming: Promise<Extras | undefined> | undefined;

  constructor(private lab: Lab) {}

  // Once; after a failure the next call tries again.
  arrive(): Promise<Extras | undefined> {
    return (this.coming ??= this.lab.assets.extras().then((extras) => extras.start(this.lab), (error: unknown) => {
      console.warn("A part of the page could not be fetched.", error);
      this.coming = undefined;
      return undefined;
    }));
  }

  // `failure`: what is said where they cannot be had.
  async use(failure: string, act: (extras: Extras) => void): Promise<void> {
    const extras = await this.arrive();
    if (extras) act(extras);
    else this.lab.warn(failure);
  }
}

// The second module of the wasm: everything but the board of softmax attention. It comes after the first frame,
// or when something asks for it, and joins the memory and the table of the first.

import type { Assets } from "./load";
import { say } from "./say";

export class SecondModule {
  // Called with what the first module imports and exports, once it runs.
  join!: (first: WebAssembly.Imports) => void;
  private first = new Promise<WebAssembly.Imports>((resolve) => (this.join = resolve));
  private coming: Promise<void> | undefined;
  private there = false;

  constructor(private assets: Assets, private joined: () => void) {}

  get arrived(): boolean {
    return this.there;
  }

  // After a failure the next call tries again.
  arrive(): Promise<void> {
    this.coming ??= this.bring().catch((error: unknown) => {
      this.coming = undefined;
      throw new Error(say("The other mechanisms and the studies could not be fetched: {0}. The board goes on working.", reason(error)));
    });
    return this.coming;
  }

  private async bring(): Promise<void> {
    const response = await this.assets.fetch("lookback.second.wasm");
    if (!response.ok) throw new Error(say("the server answered {0}", response.status));
    // Some servers send wasm as plain bytes, which cannot be streamed.
    const body = new Response(response.body, { headers: { "Content-Type": "application/wasm" } });
    await WebAssembly.instantiateStreaming(body, await this.first);
    this.there = true;
    this.joined();
  }
}

function reason(error: unknown): string {
  if (error instanceof TypeError) return say("the network does not answer");
  return error instanceof Error ? error.message : String(error);
}

// What course pages and tests may ask: window.lookback.

import type { Kernels } from "../kernels/kernels";
import type { Core } from "./core";

export function publish(ready: Promise<void>, core: () => Core | undefined, open: (link: string) => string, kernels: (workers?: number) => Promise<Kernels>): void {
  const lookback = {
    // Resolves when the lab shows its state, takes input and is all there; rejects with a sentence when that
    // cannot be.
    ready,
    link: () => core()?.link() ?? "",
    // "" when the link was opened, or will be once what it needs is loaded; else the sentence that says why not,
    // and nothing has changed.
    open,
    // Every matrix and counter, as `lookback eval` prints them.
    values: () => JSON.parse(core()?.values() || "null") as unknown,
    // Whether a lesson's condition holds now; undefined when the condition is broken.
    check: (condition: string) => {
      const result = core()?.check(condition) ?? -1;
      return result < 0 ? undefined : result === 1;
    },
    // What an expression of a lesson's check is worth now; undefined when it has no value.
    value: (expression: string) => core()?.value(expression),
    // The fast kernels in a few Workers: `attention({ heads, q, k, v, mask })` and what else they compute.
    kernels,
    // The texts that the canvas has no room for and ends in an ellipsis. The tables have them whole.
    get cut() {
      return (core()?.cut() ?? "").split("\n").filter(Boolean);
    },
    get frames() {
      return core()?.frames() ?? 0;
    },
    get renderer() {
      return core()?.renderer() ?? "";
    },
  };
  Object.defineProperty(window, "lookback", { value: Object.freeze(lookback) });
}

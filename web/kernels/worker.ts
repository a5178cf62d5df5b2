// One Worker: a piece of work at a time, in parts, between which it looks for a message to stop.

import { arraysOf, type FromWorker, type ToWorker } from "./messages";
import type { Attention } from "./attention";
import { KernelModule } from "./module";

const page = globalThis as unknown as {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  onmessage: (event: MessageEvent<ToWorker>) => void;
};

let kernels: KernelModule | undefined;
let cancelled = false;

// A turn of the event loop, which a timer would stretch to milliseconds.
const turns = new MessageChannel();
const turn = () => new Promise<void>((resolve) => {
  turns.port1.onmessage = () => resolve();
  turns.port2.postMessage(0);
});

async function run(attention: Attention): Promise<void> {
  cancelled = false;
  const parts = kernels!.attention(attention);
  for (let part = parts.next(); ; part = parts.next()) {
    if (part.done) return page.postMessage({ result: part.value }, arraysOf(part.value));
    page.postMessage({ done: part.value });
    await turn();
    if (cancelled) return page.postMessage({ cancelled: true });
  }
}

page.onmessage = ({ data }) => {
  if ("cancel" in data) cancelled = true;
  else if ("module" in data) kernels = new KernelModule(data.module);
  else run(data.attention).catch((error: unknown) => page.postMessage({ failed: String(error) }));
};

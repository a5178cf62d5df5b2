// One Worker: a piece of work at a time, in parts, between which it looks for a message to stop.

import { arraysOf, type Answer, type FromWorker, type Question, type Result, type ToWorker } from "./messages";
import { KernelModule } from "./module";

const page = globalThis as unknown as {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  onmessage: (event: MessageEvent<ToWorker>) => void;
};

let kernels: KernelModule;
let earlier = Promise.resolve();
const cancelled = new Set<number>();

// A turn of the event loop, which a timer would stretch to milliseconds.
const turns = new MessageChannel();
const turn = () => new Promise<void>((resolve) => {
  turns.port1.onmessage = () => resolve();
  turns.port2.postMessage(0);
});

function spareOf(question: Question, result: Result): ArrayBuffer[] {
  const taken = arraysOf(result);
  return arraysOf(question.asked).filter((buffer) => !taken.includes(buffer));
}

async function run(number: number, question: Question): Promise<Answer> {
  for (const parts = kernels.parts(question); !cancelled.has(number); await turn()) {
    const part = parts.next();
    if (part.done) return { result: part.value, spare: spareOf(question, part.value) };
    page.postMessage({ done: part.value });
  }
  return { cancelled: true };
}

async function answer(number: number, question: Question): Promise<void> {
  const said = await run(number, question).catch((error: unknown) => ({ failed: String(error) }));
  cancelled.delete(number);
  page.postMessage(said, "result" in said ? [...arraysOf(said.result), ...said.spare] : []);
}

page.onmessage = ({ data }) => {
  if ("module" in data) kernels = new KernelModule(data.module);
  else if ("cancel" in data) cancelled.add(data.cancel);
  else earlier = earlier.then(() => answer(data.number, data.question));
};

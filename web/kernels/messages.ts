// What the page and its Workers tell each other.

import type { Attention } from "./attention";
import type { AttentionResult } from "./module";

export type ToWorker = { module: WebAssembly.Module } | { attention: Attention } | { cancel: true };

export type FromWorker = { done: number } | { result: AttentionResult } | { cancelled: true } | { failed: string };

// The arrays of a message change hands: they are not copied.
export const arraysOf = (record: object): ArrayBuffer[] =>
  Object.values(record).filter((value): value is Float32Array<ArrayBuffer> => value instanceof Float32Array).map(({ buffer }) => buffer);

// What the page and its Workers tell each other.

import type { Attention } from "./attention";
import type { AttentionResult } from "./module";

// Questions are answered in the order in which they came.
export type ToWorker = { module: WebAssembly.Module } | { question: number; attention: Attention } | { cancel: number };

export type Answer = { result: AttentionResult } | { cancelled: true } | { failed: string };

export type FromWorker = { done: number } | Answer;

// The arrays of a message change hands: they are not copied.
export const arraysOf = (record: object): ArrayBuffer[] =>
  Object.values(record).filter((value): value is Float32Array<ArrayBuffer> => value instanceof Float32Array).map(({ buffer }) => buffer);

// What the page and its Workers tell each other.

import type { Attention, AttentionResult } from "./attention";
import type { Retention, RetentionResult } from "./retention";

export type Question = { kind: "attention"; asked: Attention } | { kind: "retention"; asked: Retention };
export type Result = AttentionResult | RetentionResult;

// Questions are answered in the order in which they came.
export type ToWorker = { module: WebAssembly.Module } | { number: number; question: Question } | { cancel: number };

// With a result come the question's arrays that are not part of it, for the next.
export type Answer = { result: Result; spare: ArrayBuffer[] } | { cancelled: true } | { failed: string };

export type FromWorker = { done: number } | Answer;

// The arrays of a message change hands: they are not copied.
export const arraysOf = (record: object): ArrayBuffer[] =>
  Object.values(record).filter((value): value is Float32Array<ArrayBuffer> => value instanceof Float32Array).map(({ buffer }) => buffer);

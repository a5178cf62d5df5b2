// What can be asked of the fast attention, and how it is cut into pieces of work. Arrays are dense and row-major:
// q [heads, queries, keyWidth], k [kvHeads, keys, keyWidth], v [kvHeads, keys, valueWidth]; consecutive heads share a
// head of keys and values.

import { say } from "../app/say";
import type { Piece } from "./hand";
import type { Spares } from "./spares";

export interface Shape {
  heads: number;
  kvHeads: number;
  queries: number;
  keys: number;
  keyWidth: number;
  valueWidth: number;
}

// Query i stands at position i + keys − queries, so that the last query is at the last key.
export type Mask = "none" | "causal" | { left: number; right: number };

export interface AttentionAsked extends Partial<Omit<Shape, "heads">> {
  heads: number;
  q: Float32Array;
  k: Float32Array;
  v: Float32Array;
  mask?: Mask;  // "none" if not given
  scale?: number;  // σ, 1 / √keyWidth if not given
}

export interface Attention extends Shape {
  q: Float32Array;
  k: Float32Array;
  v: Float32Array;
  left: number;
  right: number;
  offset: number;
  scale: number;
}

export interface AttentionResult {
  output: Float32Array;  // [heads, queries, valueWidth]
  logSumExp: Float32Array;  // [heads, queries]; −∞ where a query sees nothing
}

// Some queries of the heads that share one head of keys and values.
interface Cut {
  kvHead: number;
  firstQuery: number;
  endQuery: number;
}

export const unbounded = 2 ** 31;  // more than there are keys

const sizeNames = ["heads", "kvHeads", "queries", "keys", "keyWidth", "valueWidth"] as const;

// The whole question, or a RangeError that says what was wrong with it.
function completed(asked: AttentionAsked): Attention {
  const kvHeads = asked.kvHeads ?? asked.heads;
  const keyWidth = asked.keyWidth ?? 64;
  const valueWidth = asked.valueWidth ?? keyWidth;
  const shape = {
    heads: asked.heads, kvHeads, keyWidth, valueWidth,
    queries: asked.queries ?? asked.q.length / asked.heads / keyWidth, keys: asked.keys ?? asked.k.length / kvHeads / keyWidth,
  };
  for (const name of sizeNames)
    if (!Number.isSafeInteger(shape[name]) || shape[name] < 1) throw new RangeError(say("{0} is {1}; it must be a whole number from 1 on.", name, shape[name]));
  if (shape.heads % kvHeads !== 0) throw new RangeError(say("{0} is {1}; it must be a multiple of {2}, {3}.", "heads", shape.heads, "kvHeads", kvHeads));
  const expected = { q: shape.heads * shape.queries * keyWidth, k: kvHeads * shape.keys * keyWidth, v: kvHeads * shape.keys * valueWidth };
  for (const name of ["q", "k", "v"] as const)
    if (asked[name].length !== expected[name]) throw new RangeError(say("{0} has {1} numbers; by the sizes it must have {2}.", name, asked[name].length, expected[name]));
  const mask = asked.mask ?? "none";
  const { left, right } = mask === "none" ? { left: unbounded, right: unbounded } : mask === "causal" ? { left: unbounded, right: 0 } : mask;
  for (const side of [left, right])
    if (!Number.isSafeInteger(side) || side < 0) throw new RangeError(say("A side of the mask is {0}; it must be a whole number from 0 on.", side));
  const scale = asked.scale ?? 1 / Math.sqrt(keyWidth);
  return { ...shape, q: asked.q, k: asked.k, v: asked.v, left: Math.min(left, unbounded), right: Math.min(right, unbounded), offset: shape.keys - shape.queries, scale };
}

const between = (low: number, x: number, high: number) => Math.max(low, Math.min(x, high));

// The keys that the queries from `first` to before `end` see: [begin, end).
export function keysOf({ left, right, offset, keys }: Attention, first: number, end: number): [begin: number, end: number] {
  return [between(0, first + offset - left, keys), between(0, end + offset + right, keys)];
}

// Visible pairs of the queries before `end`, for one head.
function visiblePairs(asked: Attention, end: number): number {
  let pairs = 0;
  for (let i = 0; i < end; ++i) {
    const [first, last] = keysOf(asked, i, i + 1);
    pairs += Math.max(0, last - first);
  }
  return pairs;
}

// A multiple of the rows that the kernels take at a time, in every variant.
export const granule = 96;

// At least two pieces for each Worker where there are rows enough, of about as many visible pairs each.
function cuts(asked: Attention, workers: number): Cut[] {
  const count = workers === 1 || asked.kvHeads % workers === 0 ? 1 : Math.ceil((2 * workers) / asked.kvHeads);
  const bounds = [0];
  const share = visiblePairs(asked, asked.queries) / count;
  let pairs = 0;
  for (let i = 0; i < asked.queries; ++i) {
    const [first, last] = keysOf(asked, i, i + 1);
    pairs += Math.max(0, last - first);
    if (pairs >= share * bounds.length && bounds.length < count) bounds.push(Math.min(asked.queries, Math.ceil((i + 1) / granule) * granule));
  }
  bounds.push(asked.queries);
  const result: Cut[] = [];
  for (let kvHead = 0; kvHead < asked.kvHeads; ++kvHead)
    for (let cut = 0; cut + 1 < bounds.length; ++cut)
      if (bounds[cut]! < bounds[cut + 1]!) result.push({ kvHead, firstQuery: bounds[cut]!, endQuery: bounds[cut + 1]! });
  return result;
}

// A copy of some rows of some heads, of an array [heads, rows, width].
function cut(spares: Spares, array: Float32Array, rows: number, width: number, firstHead: number, endHead: number, first: number, end: number): Float32Array {
  const result = spares.take((endHead - firstHead) * (end - first) * width);
  for (let head = firstHead; head < endHead; ++head)
    result.set(array.subarray((head * rows + first) * width, (head * rows + end) * width), (head - firstHead) * (end - first) * width);
  return result;
}

// The question of one piece, with arrays of its own.
function cutOut(spares: Spares, asked: Attention, { kvHead, firstQuery, endQuery }: Cut): Attention {
  const { queries, keys, keyWidth, valueWidth } = asked;
  const shared = asked.heads / asked.kvHeads;
  const [seenFrom, seenTo] = keysOf(asked, firstQuery, endQuery);
  const first = Math.min(seenFrom, keys - 1);
  const end = Math.max(seenTo, first + 1);
  return {
    ...asked, heads: shared, kvHeads: 1, queries: endQuery - firstQuery, keys: end - first, offset: asked.offset + firstQuery - first,
    q: cut(spares, asked.q, queries, keyWidth, kvHead * shared, (kvHead + 1) * shared, firstQuery, endQuery),
    k: cut(spares, asked.k, keys, keyWidth, kvHead, kvHead + 1, first, end),
    v: cut(spares, asked.v, keys, valueWidth, kvHead, kvHead + 1, first, end),
  };
}

// Puts the rows of a piece where they belong.
function place(asked: Attention, { kvHead, firstQuery, endQuery }: Cut, part: AttentionResult, whole: AttentionResult): void {
  const shared = asked.heads / asked.kvHeads;
  const count = endQuery - firstQuery;
  for (let head = 0; head < shared; ++head) {
    const row = (kvHead * shared + head) * asked.queries + firstQuery;
    const from = head * count;
    whole.output.set(part.output.subarray(from * asked.valueWidth, (from + count) * asked.valueWidth), row * asked.valueWidth);
    whole.logSumExp.set(part.logSumExp.subarray(from, from + count), row);
  }
}

export function attentionPieces(question: AttentionAsked, workers: number, spares: Spares): { pieces: Piece<AttentionResult>[]; whole: AttentionResult } {
  const asked = completed(question);
  const rows = asked.heads * asked.queries;
  const whole = { output: new Float32Array(rows * asked.valueWidth), logSumExp: new Float32Array(rows) };
  const pieces = cuts(asked, workers).map((cut) => ({
    size: Math.max(1, visiblePairs(asked, cut.endQuery) - visiblePairs(asked, cut.firstQuery)),
    question: () => ({ kind: "attention", asked: cutOut(spares, asked, cut) }) as const,
    place: (part: AttentionResult) => place(asked, cut, part, whole),
  }));
  return { pieces, whole };
}

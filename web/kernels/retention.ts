// What can be asked of fast retention: q and k [heads, tokens, keyWidth], v [heads, tokens, valueWidth], dense and
// row-major, and a decay for each head. Every head is a piece of its own.

import { say } from "../app/say";
import type { Piece } from "./hand";
import type { Spares } from "./spares";

export interface RetentionAsked {
  heads: number;
  keyWidth?: number;
  valueWidth?: number;
  q: Float32Array;
  k: Float32Array;
  v: Float32Array;
  decays?: ArrayLike<number>;  // γ of each head, 1 − 2^(−5 − head) if not given
  scale?: number;  // σ, 1 / √keyWidth if not given
}

export interface Retention {
  heads: number;
  tokens: number;
  keyWidth: number;
  valueWidth: number;
  q: Float32Array;
  k: Float32Array;
  v: Float32Array;
  decays: Float32Array;
  scale: number;
}

export interface RetentionResult {
  output: Float32Array;  // [heads, tokens, valueWidth]
  state: Float32Array;  // [heads, keyWidth, valueWidth], after the last token
}

const sizeNames = ["heads", "tokens", "keyWidth", "valueWidth"] as const;

// The whole question, or a RangeError that says what was wrong with it.
function completed(asked: RetentionAsked): Retention {
  const { heads, keyWidth = 64, valueWidth = keyWidth, q, k, v, scale = 1 / Math.sqrt(keyWidth) } = asked;
  const sizes = { heads, keyWidth, valueWidth, tokens: q.length / heads / keyWidth };
  for (const name of sizeNames)
    if (!Number.isSafeInteger(sizes[name]) || sizes[name] < 1) throw new RangeError(say("{0} is {1}; it must be a whole number from 1 on.", name, sizes[name]));
  const decays = Float32Array.from(asked.decays ?? Array.from({ length: heads }, (_, head) => 1 - 2 ** (-5 - head)));
  const expected = { k: q.length, v: heads * sizes.tokens * valueWidth, decays: heads };
  for (const [name, array] of Object.entries({ k, v, decays }))
    if (array.length !== expected[name as keyof typeof expected]) throw new RangeError(say("{0} has {1} numbers; by the sizes it must have {2}.", name, array.length, expected[name as keyof typeof expected]));
  return { ...sizes, q, k, v, decays, scale };
}

export function retentionPieces(question: RetentionAsked, spares: Spares): { pieces: Piece<RetentionResult>[]; whole: RetentionResult } {
  const asked = completed(question);
  const { heads, tokens, keyWidth, valueWidth } = asked;
  const whole = { output: new Float32Array(heads * tokens * valueWidth), state: new Float32Array(heads * keyWidth * valueWidth) };
  const rows = (array: Float32Array, head: number) => spares.copy(array.subarray((head * array.length) / heads, ((head + 1) * array.length) / heads));
  const pieces = Array.from({ length: heads }, (_, head) => ({
    size: 1,
    question: () => ({
      kind: "retention",
      asked: { ...asked, heads: 1, q: rows(asked.q, head), k: rows(asked.k, head), v: rows(asked.v, head), decays: rows(asked.decays, head) },
    }) as const,
    place: ({ output, state }: RetentionResult) => {
      whole.output.set(output, head * tokens * valueWidth);
      whole.state.set(state, head * keyWidth * valueWidth);
    },
  }));
  return { pieces, whole };
}

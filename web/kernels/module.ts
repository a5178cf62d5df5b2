// The kernels' wasm in a memory of its own: arrays go in, parts are run, arrays come out.

import { granule, keysOf, unbounded, type Attention, type AttentionResult } from "./attention";
import { Memory, type MemoryExports } from "./memory";
import type { Question, Result } from "./messages";
import type { Retention, RetentionResult } from "./retention";

// Addresses, sizes and numbers, in the order of src/kernels/module.cpp.
interface Exports extends MemoryExports {
  _initialize?(): void;
  attention_forward_scratch_bytes(keyWidth: number, valueWidth: number): number;
  attention_forward(...rest: number[]): void;
  chunkwise_scratch_bytes(keyWidth: number, valueWidth: number): number;
  retention_chunkwise(...rest: number[]): void;
}

// A part is so many multiply–adds: some milliseconds.
const partSize = 2 ** 27;

// What a token of a chunk costs, in passes over a state of keyWidth × valueWidth, about.
const chunkWork = 4;

// Into an array that is not needed any more, where it has the size.
function copied(array: Float32Array, into: Float32Array): Float32Array {
  if (into.length !== array.length) return array.slice();
  into.set(array);
  return into;
}

export class KernelModule {
  readonly exports: Exports;
  readonly memory: Memory;

  constructor(module: WebAssembly.Module) {
    this.exports = new WebAssembly.Instance(module).exports as unknown as Exports;
    this.exports._initialize?.();
    this.memory = new Memory(this.exports);
  }

  // Yields how much of the work is done, from 0 to 1, after every part. The question's arrays may become the result's.
  parts(question: Question): Generator<number, Result> {
    return question.kind === "attention" ? this.attention(question.asked) : this.retention(question.asked);
  }

  private *attention(asked: Attention): Generator<number, AttentionResult> {
    const { memory } = this;
    memory.clear();
    const { heads, queries, valueWidth } = asked;
    const addresses = [
      memory.put(asked.q), memory.put(asked.k), memory.put(asked.v), memory.place(heads * queries * valueWidth), memory.place(heads * queries),
      memory.place(this.exports.attention_forward_scratch_bytes(asked.keyWidth, valueWidth) / 4),
    ] as const;
    const sizes = [heads, asked.kvHeads, queries, asked.keys, asked.keyWidth, valueWidth];
    const visible = [asked.left, asked.right].map((bound) => (bound === unbounded ? -1 : bound));
    const parts = [...partsOf(asked)];
    const all = parts.reduce((sum, part) => sum + part.size, 0);
    let done = 0;
    for (const { head, first, end, size } of parts) {
      this.exports.attention_forward(...addresses, ...sizes, asked.scale, ...visible, asked.offset, head, head + 1, first, end);
      done += size;
      yield done / all;
    }
    const [, , , output, logSumExp] = addresses;
    return { output: copied(memory.view(output, heads * queries * valueWidth), asked.q), logSumExp: memory.view(logSumExp, heads * queries).slice() };
  }

  private *retention(asked: Retention): Generator<number, RetentionResult> {
    const { memory } = this;
    memory.clear();
    const { heads, tokens, keyWidth, valueWidth } = asked;
    const [outputs, states] = [heads * tokens * valueWidth, heads * keyWidth * valueWidth];
    const addresses = [
      memory.put(asked.q), memory.put(asked.k), memory.put(asked.v), memory.place(outputs), memory.put(new Float32Array(states)),
      memory.put(asked.decays), memory.place(this.exports.chunkwise_scratch_bytes(keyWidth, valueWidth) / 4),
    ] as const;
    const step = Math.ceil(partSize / (keyWidth * valueWidth * chunkWork) / granule) * granule;
    for (let head = 0; head < heads; ++head)
      for (let first = 0; first < tokens; first += step) {
        const end = Math.min(tokens, first + step);
        this.exports.retention_chunkwise(...addresses, heads, tokens, keyWidth, valueWidth, asked.scale, head, head + 1, first, end);
        yield (head + end / tokens) / heads;
      }
    const [, , , output, state] = addresses;
    return { output: copied(memory.view(output, outputs), asked.q), state: memory.view(state, states).slice() };
  }
}

function* partsOf(asked: Attention): Generator<{ head: number; first: number; end: number; size: number }> {
  for (let head = 0; head < asked.heads; ++head) {
    let size = 0;
    for (let first = 0, end = 0; first < asked.queries; first = end) {
      for (size = 0; end < asked.queries && size < partSize; ) {
        const next = Math.min(asked.queries, end + granule);
        const [begin, last] = keysOf(asked, end, next);
        size += Math.max(1, last - begin) * (next - end) * (asked.keyWidth + asked.valueWidth);
        end = next;
      }
      yield { head, first, end, size };
    }
  }
}

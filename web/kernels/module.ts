// The kernels' wasm in a memory of its own: arrays go in, parts are run, arrays come out.

import { granule, keysOf, unbounded, type Attention } from "./attention";
import { Memory, type MemoryExports } from "./memory";

// Addresses, sizes and numbers, in the order of src/kernels/module.cpp.
interface Exports extends MemoryExports {
  _initialize?(): void;
  attention_forward_scratch_bytes(keyWidth: number, valueWidth: number): number;
  attention_forward(...rest: number[]): void;
}

export interface AttentionResult {
  output: Float32Array;  // [heads, queries, valueWidth]
  logSumExp: Float32Array;  // [heads, queries]; −∞ where a query sees nothing
}

// A part is so many multiply–adds: some milliseconds.
const partSize = 2 ** 27;

export class KernelModule {
  readonly exports: Exports;
  readonly memory: Memory;

  constructor(module: WebAssembly.Module) {
    this.exports = new WebAssembly.Instance(module).exports as unknown as Exports;
    this.exports._initialize?.();
    this.memory = new Memory(this.exports);
  }

  // Yields how much of the work is done, from 0 to 1, after every part.
  *attention(asked: Attention): Generator<number, AttentionResult> {
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
    return { output: memory.view(output, heads * queries * valueWidth).slice(), logSumExp: memory.view(logSumExp, heads * queries).slice() };
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

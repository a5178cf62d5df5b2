// The memory of a wasm module that keeps nothing of its own in it: arrays get places one after the other.

export interface MemoryExports {
  memory: WebAssembly.Memory;
  __heap_base: WebAssembly.Global;
}

const pageBytes = 65_536;
const lineBytes = 64;

const whole = (bytes: number) => Math.ceil(bytes / lineBytes) * lineBytes;

export class Memory {
  private next: number;  // bytes

  constructor(private exports: MemoryExports) {
    this.next = this.start;
  }

  get bytes(): number {
    return this.exports.memory.buffer.byteLength;
  }

  // Everything that has a place loses it.
  clear(): void {
    this.next = this.start;
  }

  // The address of so many floats.
  place(floats: number): number {
    const address = this.next;
    const end = address + whole(floats * 4);
    if (end > this.bytes) this.grow(Math.ceil((end - this.bytes) / pageBytes));
    this.next = end;
    return address;
  }

  put(array: Float32Array): number {
    const address = this.place(array.length);
    this.view(address, array.length).set(array);
    return address;
  }

  // As it is now: growing the memory ends it.
  view(address: number, floats: number): Float32Array {
    return new Float32Array(this.exports.memory.buffer, address, floats);
  }

  private get start(): number {
    return whole(this.exports.__heap_base.value as number);
  }

  private grow(pages: number): void {
    try {
      this.exports.memory.grow(pages);
    } catch {
      throw new RangeError(`There is no memory for another ${pages * pageBytes} bytes.`);
    }
  }
}

// Buffers that come back from the Workers, for the next pieces: memory that is asked for anew costs a fault a page.

const mostBytes = 2 ** 25;  // of all that are kept
const leastBytes = 2 ** 16;

export class Spares {
  private buffers: ArrayBuffer[] = [];

  give(buffers: ArrayBuffer[]): void {
    for (const buffer of buffers) if (buffer.byteLength >= leastBytes) this.buffers.push(buffer);
    let bytes = 0;
    this.buffers = this.buffers.reverse().filter((buffer) => (bytes += buffer.byteLength) <= mostBytes).reverse();
  }

  // So many floats, whatever is in them, of a buffer of at most twice the size.
  take(floats: number): Float32Array<ArrayBuffer> {
    const at = this.buffers.findIndex(({ byteLength }) => byteLength >= floats * 4 && byteLength <= floats * 8);
    return at < 0 ? new Float32Array(floats) : new Float32Array(this.buffers.splice(at, 1)[0]!, 0, floats);
  }

  copy(array: Float32Array): Float32Array<ArrayBuffer> {
    const copied = this.take(array.length);
    copied.set(array);
    return copied;
  }
}

// WebAssembly taken apart by kinds of numbers: instructions, the variables that they name, the places in memory, and so
// on. Each kind repeats in its own way, so that packed one by one they are a tenth smaller than the module. The grammar
// stands here once: taking apart and putting together differ in their port only.

import type { LzmaSettings } from "./lzma";

const settings = (lc: number, lp: number, pb: number): LzmaSettings => ({ lc, lp, pb });

// The kinds, and how each is packed best. `rest` is all that is no code, other files too.
export const kinds = {
  rest: settings(3, 0, 0), instructions: settings(2, 0, 0), locals: settings(0, 0, 0), globals: settings(0, 0, 0),
  functions: settings(2, 0, 0), types: settings(0, 0, 0), labels: settings(0, 0, 0), alignments: settings(4, 0, 0),
  offsets: settings(2, 0, 0), integers: settings(2, 0, 0), longs: settings(0, 0, 0), floats: settings(0, 2, 2),
  lanes: settings(0, 0, 0),
} satisfies Record<string, LzmaSettings>;
export type Kind = keyof typeof kinds;

export type Streams = Record<Kind, Uint8Array>;

interface Port {
  place: number;
  bytes(kind: Kind, count: number): void;
  byte(kind: Kind, expected?: number): number;  // packed as what differs from the expected
  number(kind: Kind): number;                   // LEB128
  begin(): void;                                // a body, whose length is not packed
  end(): void;
}

// The alignment of a number's own size, as a power of two, of the instructions from i32.load to i64.store32.
const natural = [2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 3, 2, 3, 0, 1, 0, 1, 2];
const firstLoad = 0x28;

// WebAssembly 2.0, 5.4; with relaxed SIMD.
function operands(port: Port, instruction: number): void {
  const numbers = (kind: Kind, count: number) => {
    for (; count > 0; --count) port.number(kind);
  };
  if (instruction >= 0x02 && instruction <= 0x04) port.number("types");
  else if (instruction === 0x0c || instruction === 0x0d) port.number("labels");
  else if (instruction === 0x0e) numbers("labels", port.number("labels") + 1);
  else if (instruction === 0x10 || instruction === 0xd2) port.number("functions");
  else if (instruction === 0x11) numbers("types", 2);
  else if (instruction === 0x1c) numbers("types", port.number("types"));
  else if (instruction >= 0x20 && instruction <= 0x22) port.number("locals");
  else if (instruction >= 0x23 && instruction <= 0x26) port.number("globals");
  else if (instruction >= firstLoad && instruction < firstLoad + natural.length) {
    port.byte("alignments", natural[instruction - firstLoad]);
    port.number("offsets");
  } else if (instruction === 0x3f || instruction === 0x40 || instruction === 0xd0) port.number("types");
  else if (instruction === 0x41) port.number("integers");
  else if (instruction === 0x42) port.number("longs");
  else if (instruction === 0x43) port.bytes("floats", 4);
  else if (instruction === 0x44) port.bytes("floats", 8);
  else if (instruction === 0xfc) moreOperands(port, port.number("instructions"));
  else if (instruction === 0xfd) vectorOperands(port, port.number("instructions"));
}

function moreOperands(port: Port, instruction: number): void {
  if (instruction < 8) return;
  port.number("types");
  if ([8, 10, 12, 14].includes(instruction)) port.number("types");
}

function vectorOperands(port: Port, instruction: number): void {
  const isLane = instruction >= 84 && instruction <= 91;
  if (instruction <= 11 || instruction === 92 || instruction === 93 || isLane) {
    port.byte("alignments");
    port.number("offsets");
  }
  if (isLane || (instruction >= 21 && instruction <= 34)) port.byte("lanes");
  else if (instruction === 12 || instruction === 13) port.bytes("lanes", 16);
}

function body(port: Port): void {
  port.begin();
  for (let groups = port.number("types"); groups > 0; --groups) {
    port.number("types");
    port.byte("types");
  }
  for (let depth = 1; depth > 0;) {
    const instruction = port.byte("instructions");
    if (instruction === 0x0b) --depth;
    else if (instruction >= 0x02 && instruction <= 0x04) ++depth;
    operands(port, instruction);
  }
  port.end();
}

const codeSection = 10;

function walk(port: Port, isModule: boolean, length: number): void {
  if (!isModule) return port.bytes("rest", length);
  const end = port.place + length;
  port.bytes("rest", 8);
  while (port.place < end) {
    const section = port.byte("rest");
    const size = port.number("rest");
    if (section !== codeSection) port.bytes("rest", size);
    else for (let bodies = port.number("rest"); bodies > 0; --bodies) body(port);
  }
}

class Apart implements Port {
  place = 0;
  readonly taken = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []])) as unknown as Record<Kind, number[]>;

  constructor(private whole: Uint8Array) {}

  bytes(kind: Kind, count: number): void {
    for (; count > 0; --count) this.byte(kind);
  }
  byte(kind: Kind, expected = 0): number {
    if (this.place >= this.whole.length) throw new Error("A module ends within an instruction, or has one that web/app/wasm_streams.ts does not know.");
    const byte = this.whole[this.place++];
    this.taken[kind].push(byte ^ expected);
    return byte;
  }
  number(kind: Kind): number {
    return readNumber(() => this.byte(kind));
  }
  begin(): void {
    readNumber(() => this.whole[this.place++]);
  }
  end(): void {}
}

class Together implements Port {
  place = 0;
  readonly whole: Uint8Array;
  private places = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, 0])) as Record<Kind, number>;
  private start = 0;

  constructor(private streams: Streams, length: number) {
    this.whole = new Uint8Array(length);
  }

  bytes(kind: Kind, count: number): void {
    this.whole.set(this.streams[kind].subarray(this.places[kind], (this.places[kind] += count)), this.place);
    this.place += count;
  }
  byte(kind: Kind, expected = 0): number {
    return (this.whole[this.place++] = this.streams[kind][this.places[kind]++] ^ expected);
  }
  number(kind: Kind): number {
    return readNumber(() => this.byte(kind));
  }
  begin(): void {
    this.start = this.place;
  }
  end(): void {
    const length: number[] = [];
    for (let left = this.place - this.start; ; left >>= 7) {
      length.push(left > 127 ? (left & 127) | 128 : left);
      if (left <= 127) break;
    }
    this.whole.copyWithin(this.start + length.length, this.start, this.place);
    this.whole.set(length, this.start);
    this.place += length.length;
  }
}

function readNumber(next: () => number): number {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = next();
    value |= (byte & 127) << shift;
    if (byte < 128) return value;
  }
}

const isModule = (name: string) => name.endsWith(".wasm");

export type Listed = [name: string, length: number][];

// Files one after the other, apart; a list has their names and lengths.
export function takeApart(files: [name: string, bytes: Uint8Array][]): Streams {
  const total = new Uint8Array(files.reduce((length, [, bytes]) => length + bytes.length, 0));
  const port = new Apart(total);
  for (const [name, bytes] of files) {
    total.set(bytes, port.place);
    walk(port, isModule(name), bytes.length);
  }
  return Object.fromEntries(Object.entries(port.taken).map(([kind, bytes]) => [kind, Uint8Array.from(bytes)])) as Streams;
}

export function putTogether(streams: Streams, list: Listed): Map<string, Uint8Array> {
  const port = new Together(streams, list.reduce((length, [, bytes]) => length + bytes, 0));
  return new Map(list.map(([name, length]) => {
    const place = port.place;
    walk(port, isModule(name), length);
    return [name, port.whole.subarray(place, place + length)];
  }));
}

// LZMA, as the tool xz packs it without a header (Igor Pavlov's LZMA specification). Small rather than fast.

// The bits of the byte before, and of the place, that a letter is guessed by; and those of the place for all else.
export interface LzmaSettings { lc: number; lp: number; pb: number }

const states = 12;
const places = 16;  // at most 2^pb
const lengths = 2 + places * 8 * 2 + 256;

// Where each kind of guess stands in one array.
const isMatch = 0;
const isRepeat = isMatch + states * places;
const isOlder = isRepeat + states;
const isSecond = isOlder + states;
const isThird = isSecond + states;
const isLong = isThird + states;
const slots = isLong + states * places;
const nearDistances = slots + 4 * 64;
const lowDistances = nearDistances + 115;
const newLengths = lowDistances + 16;
const repeatedLengths = newLengths + lengths;
const letters = repeatedLengths + lengths;

// The bits of a range coder, each guessed by an adaptive probability.
class Bits {
  private range = 0xffffffff;
  private code = 0;
  private at = 5;
  private guesses: Uint16Array;

  constructor(private packed: Uint8Array, guesses: number) {
    this.guesses = new Uint16Array(guesses).fill(1024);
    for (let i = 1; i < 5; ++i) this.code = ((this.code << 8) | packed[i]) >>> 0;
  }

  bit(guess: number): number {
    const zero = this.guesses[guess];
    const bound = (this.range >>> 11) * zero;
    const isOne = this.code >= bound;
    if (isOne) {
      this.range -= bound;
      this.code -= bound;
      this.guesses[guess] -= zero >> 5;
    } else {
      this.range = bound;
      this.guesses[guess] += (2048 - zero) >> 5;
    }
    if (this.range < 0x1000000) this.refill();
    return Number(isOne);
  }

  // `count` bits, the first the highest, each guessed by those before; then the same with the first the lowest.
  tree(guesses: number, count: number): number {
    let path = 1;
    for (let i = 0; i < count; ++i) path = (path << 1) | this.bit(guesses + path);
    return path - (1 << count);
  }

  reversed(guesses: number, count: number): number {
    let path = 1;
    let value = 0;
    for (let i = 0; i < count; ++i) {
      const bit = this.bit(guesses + path);
      path = (path << 1) | bit;
      value |= bit << i;
    }
    return value;
  }

  // Bits that are not guessed.
  plain(count: number): number {
    let value = 0;
    for (let i = 0; i < count; ++i) {
      this.range >>>= 1;
      const isOne = this.code >= this.range;
      if (isOne) this.code -= this.range;
      value = (value << 1) | Number(isOne);
      if (this.range < 0x1000000) this.refill();
    }
    return value;
  }

  private refill(): void {
    this.range = (this.range << 8) >>> 0;
    this.code = ((this.code << 8) | this.packed[this.at++]) >>> 0;
  }
}

// How much is copied.
function lengthOf(bits: Bits, guesses: number, place: number): number {
  if (!bits.bit(guesses)) return 2 + bits.tree(guesses + 2 + place * 8, 3);
  if (!bits.bit(guesses + 1)) return 10 + bits.tree(guesses + 2 + (places + place) * 8, 3);
  return 18 + bits.tree(guesses + 2 + places * 16, 8);
}

// How far before, less one.
function distanceOf(bits: Bits, length: number): number {
  const slot = bits.tree(slots + Math.min(length - 2, 3) * 64, 6);
  if (slot < 4) return slot;
  const count = (slot >> 1) - 1;
  const high = (2 | (slot & 1)) << count;
  if (slot < 14) return high + bits.reversed(nearDistances + high - slot, count);
  return high + (bits.plain(count - 4) << 4) + bits.reversed(lowDistances, 4);
}

export function unpackLzma(packed: Uint8Array, length: number, { lc, lp, pb }: LzmaSettings): Uint8Array {
  const bits = new Bits(packed, letters + (0x300 << (lc + lp)));
  const out = new Uint8Array(length);
  let distances = [0, 0, 0, 0];
  let state = 0;
  for (let at = 0; at < length;) {
    const place = at & ((1 << pb) - 1);
    if (!bits.bit(isMatch + state * places + place)) {
      const guesses = letters + 0x300 * (((at & ((1 << lp) - 1)) << lc) + ((at ? out[at - 1] : 0) >> (8 - lc)));
      let letter = 1;
      if (state >= 7) {
        // After a copy the letter is guessed by what would have been copied next, until it differs.
        let copied = out[at - distances[0] - 1];
        for (let same = true; same && letter < 256; copied <<= 1) {
          const expected = (copied >> 7) & 1;
          const bit = bits.bit(guesses + ((1 + expected) << 8) + letter);
          letter = (letter << 1) | bit;
          same = bit === expected;
        }
      }
      while (letter < 256) letter = (letter << 1) | bits.bit(guesses + letter);
      out[at++] = letter;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      continue;
    }
    let count = 1;
    if (!bits.bit(isRepeat + state)) {
      count = lengthOf(bits, newLengths, place);
      distances = [distanceOf(bits, count), ...distances.slice(0, 3)];
      state = state < 7 ? 7 : 10;
    } else {
      // One of the last four distances, which moves to the front.
      const which = !bits.bit(isOlder + state) ? 0 : !bits.bit(isSecond + state) ? 1 : !bits.bit(isThird + state) ? 2 : 3;
      if (which === 0 && !bits.bit(isLong + state * places + place)) {
        state = state < 7 ? 9 : 11;
      } else {
        distances.unshift(...distances.splice(which, 1));
        count = lengthOf(bits, repeatedLengths, place);
        state = state < 7 ? 8 : 11;
      }
    }
    for (const back = distances[0] + 1; count > 0; --count, ++at) out[at] = out[at - back];
  }
  return out;
}

// The files of a site of one file: they stand in the page, all in one packed block, of which data-index says what it
// holds; web/site/single.mjs makes it.

import { unpackLzma } from "./lzma";
import { kinds, putTogether, type Kind, type Listed, type Streams } from "./wasm_streams";

export { kinds, takeApart } from "./wasm_streams";  // for those who pack

export interface Index { files: Listed; streams: [kind: Kind, packed: number, length: number][] }

export function unpackAll(packed: Uint8Array, { files, streams }: Index): Map<string, Uint8Array> {
  let place = 0;
  const unpacked = streams.map(([kind, size, length]) => [kind, unpackLzma(packed.subarray(place, (place += size)), length, kinds[kind])]);
  return putTogether(Object.fromEntries(unpacked) as Streams, files);
}

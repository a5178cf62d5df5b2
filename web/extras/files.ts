// Files that are read: NumPy's, tables, safetensors, and our own. The C++ reads them; this unpacks .npz.

import { unzipSync } from "fflate";
import { fileBytes as largestBytes, fileMembers as mostMembers } from "lookback-limits";
import type { Core } from "../app/core";
import { say } from "../app/say";

export interface Target {
  id: string;
  title: string;
  size: string;
  fits: boolean;
  why: string;
  effect?: string;
}

export interface Tensor {
  name: string;
  description: string;
  fault: string;
  batches: number;
  heads: number;
  rows: number;
  columns: number;
  targets: Target[];
}

export interface Offer {
  name: string;
  hash: string;
  notes: string[];
  opened: boolean;
  awaited: string;
  tensors: Tensor[];
}

export const endings = ".npy,.npz,.csv,.tsv,.txt,.safetensors,.json";

const grouped = (count: number) => count.toLocaleString("en");

// The bytes of a file, or the sentence that says why there are none.
export async function bytesOf(file: File): Promise<Uint8Array | string> {
  if (file.size > largestBytes) return say("“{0}” has {1} bytes; at most {2} are read.", file.name, grouped(file.size), grouped(largestBytes));
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    return say("“{0}” could not be read from the disk.", file.name);
  }
}

// What is in the file, or the sentence that says what is wrong with it.
export async function offer(core: Core, file: File): Promise<Offer | string> {
  const bytes = await bytesOf(file);
  if (typeof bytes === "string") return bytes;
  const parts = /\.npz$/i.test(file.name) ? members(file.name, bytes) : new Map([[file.name, bytes]]);
  if (typeof parts === "string") return parts;
  return heard(core, file.name, parts);
}

// Text that was pasted, as if it were a file.
export function offerText(core: Core, text: string): Offer | string {
  if (text.length > largestBytes) return say("That is longer than {0} characters, the most that is read.", largestBytes.toLocaleString("en"));
  return heard(core, "pasted.csv", new Map([["pasted.csv", new TextEncoder().encode(text)]]));
}

function heard(core: Core, name: string, parts: Map<string, Uint8Array>): Offer | string {
  const size = [...parts.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  let said = core.ask("file_begin", name, size);
  for (const [part, bytes] of parts)
    if (said === "" && !core.give("file_part", part, bytes)) said = say("There is not enough memory for this file.");
  if (said === "") said = core.ask("file_end");
  return said.startsWith("{") ? (JSON.parse(said) as Offer) : said || say("The lab is not there to read the file.");
}

// The arrays of an .npz, which is a zip. What they would take unpacked is asked before anything is unpacked; a list
// that announces billions of members, or the same bytes for many, is not believed.
function members(name: string, bytes: Uint8Array): Map<string, Uint8Array> | string {
  let total = 0;
  let packed = 0;
  let count = 0;
  try {
    const found = unzipSync(bytes, {
      filter: (member) => {
        count += 1;
        packed += member.size;
        if (count > mostMembers) throw new Error(say("it lists more than {0} members", grouped(mostMembers)));
        if (packed > bytes.length) throw new Error(say("its members overlap, or lie beyond its end"));
        if (!member.name.endsWith(".npy")) return false;
        total += member.originalSize;
        return total <= largestBytes;
      },
    });
    if (total > largestBytes) return say("“{0}” unpacks to more than {1} bytes, the most that is read.", name, grouped(largestBytes));
    const parts = new Map(Object.entries(found));
    return parts.size > 0 ? parts : say("“{0}” has no array in it; the members of an .npz are .npy files.", name);
  } catch (error) {
    return say("“{0}” is not an .npz file, or is cut off: {1}.", name, (error as Error).message);
  }
}

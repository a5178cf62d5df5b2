// The files of a site of one file: they stand in the page, all in one packed block.

import { unpackAll } from "./packed";

const block = document.getElementById("files")!;
const content = (async () => {
  const packed = Uint8Array.from(atob(block.textContent!), (letter) => letter.charCodeAt(0));
  return unpackAll(packed, JSON.parse(block.dataset.index!));
})();

export async function unpack(name: string): Promise<Response> {
  const bytes = (await content).get(name);
  return bytes ? new Response(bytes as BodyInit) : new Response(null, { status: 404 });
}

// The page's own letters, from the same bytes as the canvas's.
export async function addFace(name: string, family: string, weight: number): Promise<void> {
  const bytes = await (await unpack(name)).arrayBuffer();
  document.fonts.add(new FontFace(family, bytes, { weight: String(weight) }));
}

// The files of a site of one file: they stand in the page, all in one packed block.

import { XzReadableStream } from "xz-decompress";

const block = document.getElementById("files")!;
const places = new Map((JSON.parse(block.dataset.index!) as [name: string, place: number, length: number][]).map(([name, ...where]) => [name, where]));
const content = (async () => {
  const letters = atob(block.textContent!);
  const packed = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  return new Uint8Array(await new Response(new XzReadableStream(new Blob([packed]).stream())).arrayBuffer());
})();

export async function unpack(name: string): Promise<Response> {
  const where = places.get(name);
  return where ? new Response((await content).subarray(where[0], where[0] + where[1]) as BodyInit) : new Response(null, { status: 404 });
}

// The page's own letters, from the same bytes as the canvas's.
export async function addFace(name: string, family: string, weight: number): Promise<void> {
  const bytes = await (await unpack(name)).arrayBuffer();
  document.fonts.add(new FontFace(family, bytes, { weight: String(weight) }));
}

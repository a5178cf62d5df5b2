// The files of a site of one file: they stand in the page, packed.

import { gunzipSync } from "fflate";

export async function unpack(name: string): Promise<Response> {
  const block = document.querySelector<HTMLElement>(`script[data-file="${CSS.escape(name)}"]`);
  if (!block) return new Response(null, { status: 404 });
  const letters = atob(block.textContent!);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; ++i) bytes[i] = letters.charCodeAt(i);
  if (block.dataset.packing === "plain") return new Response(bytes);
  if (typeof DecompressionStream === "undefined") return new Response(gunzipSync(bytes) as BodyInit);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}

// The page's own letters, from the same bytes as the canvas's.
export async function addFace(name: string, family: string, weight: number): Promise<void> {
  const bytes = await (await unpack(name)).arrayBuffer();
  document.fonts.add(new FontFace(family, bytes, { weight: String(weight) }));
}

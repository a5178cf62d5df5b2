// The whole lab in one file: scripts, style, both parts of the wasm, fonts and lessons. It opens from a disk and
// in any frame, so it fetches nothing.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { bundleSingle } from "./bundle.mjs";

const budgetBytes = 700_000;  // gzip
const worthPacking = 0.95;

const quoted = (bytes) => `'sha256-${createHash("sha256").update(bytes).digest("base64")}'`;

// A file as base64 of gzip, in an element that is not run.
function block(name, bytes) {
  const packed = gzipSync(bytes, { level: 9 });
  const kept = packed.length < bytes.length * worthPacking ? ["gzip", packed] : ["plain", bytes];
  return `<script type="application/octet-stream" data-file="${name}" data-packing="${kept[0]}">${kept[1].toString("base64")}</script>`;
}

// `files`: what the scripts fetch, by plain name; `render` fills the page's template.
export async function writeSingle(folder, { here, glue, files, assets, catalogue, style, icon, directives, render }) {
  const script = await bundleSingle(here, glue, assets, catalogue);
  const policy = { ...directives, "script-src": `${quoted(script)} 'wasm-unsafe-eval'`, "style-src": quoted(style), "font-src": "'none'", "connect-src": "'none'" };
  const head = `<link rel="icon" href="data:image/svg+xml;base64,${icon.toString("base64")}" type="image/svg+xml">
<style>${style}</style>
<script type="module">${script}</script>`;
  const blocks = Object.entries(files).map(([name, bytes]) => block(name, bytes)).join("\n");
  const path = join(folder, "lookback.html");
  writeFileSync(path, render({ head, tail: blocks, policy }));
  const size = gzipSync(readFileSync(path), { level: 9 }).length;
  console.log(`lookback.html, the whole lab in one file: ${size} bytes of gzip, of ${budgetBytes}`);
  return size <= budgetBytes;
}

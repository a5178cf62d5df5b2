// The whole lab in one file: scripts, style, both parts of the wasm, fonts and lessons. It opens from a disk and
// in any frame, so it fetches nothing.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { bundleSingle } from "./bundle.mjs";
import { escaped } from "./words.mjs";

const budgetBytes = 700_000;  // gzip

const quoted = (bytes) => `'sha256-${createHash("sha256").update(bytes).digest("base64")}'`;

// All files, one after the other, as base64 of xz: a fifth less than gzip makes of them. It stands in an element that
// is not run, with each file's name, place and length.
function archive(files) {
  let place = 0;
  const index = Object.entries(files).map(([name, bytes]) => [name, place, (place += bytes.length) && bytes.length]);
  const packed = execFileSync("xz", ["--format=xz", "--check=crc32", "-9e", "--stdout"], { input: Buffer.concat(Object.values(files)), maxBuffer: 1 << 26 });
  return `<script type="application/octet-stream" id="files" data-index="${escaped(JSON.stringify(index))}">${packed.toString("base64")}</script>`;
}

// `files`: what the scripts fetch, by plain name; `render` fills the page's template.
export async function writeSingle(folder, { here, glue, files, assets, catalogue, style, icon, directives, render }) {
  const script = await bundleSingle(here, glue, assets, catalogue);
  const policy = { ...directives, "script-src": `${quoted(script)} 'wasm-unsafe-eval'`, "style-src": quoted(style), "font-src": "'none'", "connect-src": "'none'" };
  const head = `<link rel="icon" href="data:image/svg+xml;base64,${icon.toString("base64")}" type="image/svg+xml">
<style>${style}</style>
<script type="module">${script}</script>`;
  const path = join(folder, "lookback.html");
  writeFileSync(path, render({ head, tail: archive(files), policy }));
  const size = gzipSync(readFileSync(path), { level: 9 }).length;
  console.log(`lookback.html, the whole lab in one file: ${size} bytes of gzip, of ${budgetBytes}`);
  return size <= budgetBytes;
}

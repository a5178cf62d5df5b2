// The whole lab in one file: scripts, style, both parts of the wasm, fonts and lessons. It opens from a disk and
// in any frame, so it fetches nothing.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { bundleSingle, runAtBuild } from "./bundle.mjs";
import { escaped } from "./words.mjs";

const budgetBytes = 700_000;  // gzip

const quoted = (bytes) => `'sha256-${createHash("sha256").update(bytes).digest("base64")}'`;

// All files, taken apart by kinds of numbers, each kind packed by itself: a quarter less than gzip makes of them. It
// stands as base64 in an element that is not run.
async function archive(here, files) {
  const { kinds, takeApart, unpackAll } = await runAtBuild(here, "app/packed.ts");
  const taken = takeApart(Object.entries(files));
  const packed = Object.entries(kinds).map(([kind, { lc, lp, pb }]) => {
    const words = ["--format=raw", `--lzma1=preset=9e,lc=${lc},lp=${lp},pb=${pb}`, "--stdout"];
    return [kind, execFileSync("xz", words, { input: taken[kind], maxBuffer: 1 << 26 })];
  });
  const index = {
    files: Object.entries(files).map(([name, bytes]) => [name, bytes.length]),
    streams: packed.map(([kind, bytes]) => [kind, bytes.length, taken[kind].length]),
  };
  const block = Buffer.concat(packed.map(([, bytes]) => bytes));
  for (const [name, bytes] of unpackAll(block, index))
    if (!files[name].equals(bytes)) throw new Error(`${name} is not the same when it is packed and unpacked again; web/app/wasm_streams.ts does not know what is in it.`);
  return `<script type="application/octet-stream" id="files" data-index="${escaped(JSON.stringify(index))}">${block.toString("base64")}</script>`;
}

// `files`: what the scripts fetch, by plain name; `render` fills the page's template.
export async function writeSingle(folder, { here, glue, files, assets, catalogue, limits, style, icon, directives, render }) {
  const script = await bundleSingle(here, glue, assets, catalogue, limits);
  const policy = { ...directives, "script-src": `${quoted(script)} 'wasm-unsafe-eval'`, "style-src": quoted(style), "font-src": "'none'", "connect-src": "'none'" };
  const head = `<link rel="icon" href="data:image/svg+xml;base64,${icon.toString("base64")}" type="image/svg+xml">
<style>${style}</style>
<script type="module">${script}</script>`;
  const path = join(folder, "lookback.html");
  writeFileSync(path, render({ head, tail: await archive(here, files), policy }));
  const size = gzipSync(readFileSync(path), { level: 9 }).length;
  console.log(`lookback.html, the whole lab in one file: ${size} bytes of gzip, of ${budgetBytes}`);
  return size <= budgetBytes;
}

// Every file also as .br and .gz, and the budget of the first load.

import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const budgetBytes = 350_000;  // brotli

export function compress(folder, paths) {
  for (const path of paths) {
    const bytes = readFileSync(join(folder, path));
    const parameters = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(join(folder, `${path}.br`), brotliCompressSync(bytes, { params: parameters }));
    writeFileSync(join(folder, `${path}.gz`), gzipSync(bytes, { level: 9 }));
  }
}

// Prints the table; false when the first load is too large. `later` is what comes after it.
export function budget(folder, paths, later) {
  let total = 0;
  const line = (name, plain, brotli) => console.log(`${name.padEnd(44)}${plain.padStart(12)}${brotli.padStart(12)}`);
  const measured = (path) => {
    const brotli = statSync(join(folder, `${path}.br`)).size;
    line(path, String(statSync(join(folder, path)).size), String(brotli));
    return brotli;
  };
  line("first load", "bytes", "brotli");
  for (const path of paths) total += measured(path);
  line("sum", "", String(total));
  line("budget", "", String(budgetBytes));
  line("after the first frame", "bytes", "brotli");
  for (const path of later) measured(path);
  return total <= budgetBytes;
}

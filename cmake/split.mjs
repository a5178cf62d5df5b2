// Splits the page's wasm in two: the board of softmax attention starts, everything else joins it after the first
// frame. Run by CMake; see the target lookback_split.
//   node split.mjs BINARYEN_FOLDER WHOLE.wasm FIRST.wasm SECOND.wasm

import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [folder, whole, first, second] = process.argv.slice(2);
const binaryen = (tool, ...words) => execFileSync(join(folder, tool), words, { encoding: "utf8", maxBuffer: 1 << 30 });

// The rule. Second are the folders of mechanisms and studies but these, the scalars that these do not use, maps with
// their kernels, and what leaves the lab or comes from files or is asked by lessons, with the functions of src/main that
// the page calls for it.
const firstFolders = { mechanisms: ["softmax_attention"], studies: ["board"] };
const otherNamespaces = ["exports", "files", "kernels", "lessons", "map", "maps"];
const secondFunctions = ["lookback_check", "lookback_value", "lookback_salvage", "lookback_exportable", "lookback_export",
  "lookback_file(?:_begin|_part|_end|_awaited)?", "lookback_place", "lookback_window(?:_copy)?", "lookback_paste"];
const secondScalars = ["Dual", "BFloat16", "Rational", "LogRational"];

// What Dear ImGui calls by name and the lab never reaches: tables, of which it has none, the recovery of a frame that
// did not end what it began, which src/platform/browser/screen.cpp turns off, and settings in a file.
const isUnreached = /^_ZN5ImGui(?:8EndTableEv|36ErrorRecoveryTryToRecoverWindowStateE\w+)$|SettingsHandler_/;

// Sheets, which only studies have: how they are listed and drawn. The first part calls some by name, when there is a
// sheet, and the others through tables.
const isOfSheets = /^_ZN8lookback(?:2ui(?:10draw_sheetE|13lay_out_sheetE)|4view12_GLOBAL__N_112add_sections)/;
const isOfBlocks = /^_ZN8lookback2ui(?:16draw_sheet_chart|18sheet_chart_height|10draw_beams|12beams_height|11beams_width)E|10BlockNodes/;

// Names are mangled: "9retention" is a namespace where another name follows it, and a function or a class where
// nothing does. "If" begins the arguments of a template over float.
const length = (name) => `${name.length}${name}`;
const namespaces = Object.entries(firstFolders).flatMap(([part, kept]) =>
  readdirSync(fileURLToPath(new URL(`../src/${part}`, import.meta.url)), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !kept.includes(entry.name)).map((entry) => entry.name)).concat(otherNamespaces);
const anyOf = (names) => `(?:${names.map(length).join("|")})`;
const isSecond = new RegExp(
  `8lookback.*(?:(?<!\\d)${anyOf(namespaces)}(?![EI])|(?<!\\d)${anyOf(secondScalars)}|[a-z]If[A-Z])|5boost|^(?:${secondFunctions.join("|")})$`);
// Boost's fractions print themselves by the library's locales, which nothing else uses.
const ofLocales = "6locale|8ios_base|8numpunct|5ctype|7codecvt|7collate|8messages|10moneypunct|9(?:money|time)_|8time_|7num_";
const isLocale = new RegExp(`^_ZN?K?.*St3__2.*(?<!\\d)(?:${ofLocales})`);
// The interface is first, but for the namespaces `maps` of src/ui and src/platform.
const isInterface = /^_ZNK?8lookback(?:2ui|3app|4view|8platform)(?=\d)(?!.*4maps\d)/;

// Who calls whom, and what can be called by more than its name: through the table or from outside.
function callsOf(text) {
  const calls = new Map();
  const open = new Set();
  let current;
  for (const line of text.split("\n")) {
    const began = /^ \(func \$(\S+?)\)?(?: |$)/.exec(line);
    if (began) calls.set((current = began[1]), new Set());
    else if (/^ \((?:elem|export|start) /.test(line)) for (const [, name] of line.matchAll(/\$([^\s()]+)/g)) open.add(name);
    for (const [, kind, name] of line.matchAll(/\((call|return_call|ref\.func) \$([^\s()]+)/g)) {
      if (kind === "ref.func") open.add(name);
      else calls.get(current)?.add(name);
    }
  }
  return { calls, open };
}

const isAwaited = (name) => isUnreached.test(name) || isOfSheets.test(name);

function chosen({ calls, open }) {
  const isNamed = (name) => isAwaited(name) || isOfBlocks.test(name) || ((isSecond.test(name) || isLocale.test(name)) && !isInterface.test(name));
  const names = new Set([...calls.keys()].filter(isNamed));
  const callers = new Map([...calls.keys()].map((name) => [name, []]));
  for (const [name, called] of calls) for (const one of called) callers.get(one)?.push(name);
  // What only the second module calls goes with it.
  const follow = () => {
    for (let before = -1; before !== names.size;) {
      before = names.size;
      for (const [name, by] of callers)
        if (!open.has(name) && by.length > 0 && by.every((caller) => caller === name || names.has(caller))) names.add(name);
    }
  };
  // What the first module calls by name must be in it: calls through a table are made only when all is there.
  const kept = [];
  const keep = (name) => {
    if (isAwaited(name) || !names.delete(name)) return;
    kept.push(name);
    calls.get(name).forEach(keep);
  };
  follow();
  for (const [name, called] of calls) if (!names.has(name)) called.forEach(keep);
  follow();
  return { names, kept };
}

const { names, kept } = chosen(callsOf(binaryen("wasm-dis", "--all-features", whole)));
writeFileSync(`${second}.names`, [...names].join("\n") + "\n");
writeFileSync(`${second}.kept`, kept.join("\n") + "\n");
const split = (...words) => binaryen("wasm-split", "--all-features", whole, `--split-funcs=@${second}.names`, "--no-placeholders",
  "--export-prefix=%", "-o1", first, "-o2", second, ...words);
split();

// The first part runs in browsers without SIMD too. Returns what has it, in Binaryen's words.
function simdOfFirst() {
  const words = ["--all-features", "--disable-simd", "--disable-relaxed-simd", first, "-o", `${first}.new`];
  const { status, stderr } = spawnSync(join(folder, "wasm-opt"), words, { encoding: "utf8", maxBuffer: 1 << 30 });
  return status === 0 ? "" : stderr;
}
if (simdOfFirst()) {
  split("--debuginfo");  // with names, which the parts have no room for
  const found = simdOfFirst();
  const names = new Set([...found.matchAll(/in function (\S+?)\]/g)].map(([, name]) => name));
  console.error(`The first part has SIMD in ${[...names].slice(0, 5).join(", ") || found}; name what it belongs to in the rule above.`);
  process.exit(1);
}
for (const part of [first, second]) {
  binaryen("wasm-opt", "--all-features", "--strip-debug", "--strip-producers", "--duplicate-function-elimination", part, "-o", `${part}.new`);
  renameSync(`${part}.new`, part);
}
console.log(`${names.size} functions go to the second module; ${kept.length} that the rule names are called by the first and stay.`);
for (const part of [whole, first, second]) console.log(`${part} ${statSync(part).size}`);

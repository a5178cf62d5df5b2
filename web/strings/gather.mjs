// Gathers the English sentences that the sources say, which are the keys of every table of strings:
//   node web/strings/gather.mjs           writes web/strings/english.json
//   node web/strings/gather.mjs --check   fails when that is not what the sources say
// A sentence is a literal in say("…") of C++ and TypeScript, one of C++ that is marked: "…"_said, or either of
// plural("{0} token", "{0} tokens", count), and what index.html says. The command line speaks English only.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const project = join(here, "../..");
export const tableFile = join(here, "english.json");

const literal = /"(?:[^"\\\n]|\\.)*"/.source;
const literals = `${literal}(?:\\s*${literal})*`;
const inPlural = `\\bplural\\(\\s*(${literals})\\s*,\\s*(${literals})`;
const said = new RegExp(`\\bsay\\(\\s*(${literals})|(${literals})_said\\b|${inPlural}`, "g");

const escapes = { n: "\n", t: "\t" };

// What adjacent literals stand for.
function textOf(pieces) {
  return [...pieces.matchAll(new RegExp(literal, "g"))]
    .map(([piece]) => piece.slice(1, -1).replace(/\\u([0-9a-fA-F]{4})|\\(.)/g,
      (_, code, letter) => code ? String.fromCharCode(parseInt(code, 16)) : escapes[letter] ?? letter))
    .join("");
}

// Comments go, literals stay.
const withoutComments = (text) =>
  text.replace(new RegExp(`${literal}|//[^\\n]*|/\\*[^]*?\\*/`, "g"), (piece) => piece.startsWith('"') ? piece : " ");

// The sentences of one source, in order.
export function sentencesOf(text) {
  return [...withoutComments(text).matchAll(said)]
    .flatMap(([, ...found]) => found.filter((literals) => literals !== undefined).map(textOf));
}

// The words and labels of the page's shell, which are said again when it starts. Without scripts it is English.
export function sentencesOfShell(html) {
  const shell = html.replace(/<noscript>[^]*?<\/noscript>|\{\{\w+\}\}/g, "");
  return [...shell.matchAll(/>([^<]+)<|\baria-label="([^"]+)"/g)].map(([, text, label]) => (text ?? label).trim()).filter(Boolean);
}

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== "node_modules") yield* sources(path);
    else if ([".cpp", ".h", ".ts"].includes(extname(entry.name)) || relative(project, path) === "web/index.html") yield path;
  }
}

// { sentence: [the files that say it] }, sorted.
export function gather() {
  const found = new Map();
  for (const file of [...sources(join(project, "src")), ...sources(join(project, "web"))]) {
    if (relative(project, file).match(/^src\/(base\/say\.|main\/cli)/)) continue;
    for (const sentence of (file.endsWith(".html") ? sentencesOfShell : sentencesOf)(readFileSync(file, "utf8")))
      found.set(sentence, (found.get(sentence) ?? new Set()).add(relative(project, file)));
  }
  const sorted = [...found].sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(sorted.map(([sentence, files]) => [sentence, [...files].sort()]));
}

export const tableText = () => `${JSON.stringify(gather(), null, 1)}\n`;

export const isUpToDate = () => readFileSync(tableFile, "utf8") === tableText();

export const outdated = "web/strings/english.json is not what the sources say; node web/strings/gather.mjs writes it.";

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.argv.includes("--check")) writeFileSync(tableFile, tableText());
  else if (!isUpToDate()) {
    console.error(outdated);
    process.exit(1);
  }
}

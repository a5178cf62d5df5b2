// The site's pages of text: Markdown of web/pages, the README's words about links, the lessons' own README, and the
// titles of tests. {test:TITLE} names one of them, {limit:NAME} is a number of src/base/limits.h.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Marked } from "marked";
import { escaped, idOf } from "./words.mjs";

const pages = [
  { name: "teachers", title: "For teachers" },
  { name: "embedding", title: "Embedding" },
  { name: "address", title: "The address" },
  { name: "lessons", title: "Writing a lesson", source: "lessons/README.md" },
  { name: "promises", title: "Promises" },
  { name: "limits", title: "Limits" },
  { name: "accessibility", title: "Accessibility" },
  { name: "tests", title: "Tests" },
];

export const pageNames = pages.map(({ name }) => name);

// `named`: the HTML of each test that the page names, by how it is written there.
const markedWith = (named) => new Marked({
  extensions: [{
    name: "test",
    level: "inline",
    start: (source) => source.indexOf("{test:"),
    tokenizer(source) {
      const found = /^\{test:[^}]+\}/.exec(source);
      return found ? { type: "test", raw: found[0] } : undefined;
    },
    renderer: ({ raw }) => named.get(raw),
  }],
  renderer: {
    // A heading can be linked to.
    heading({ tokens, depth, text }) {
      return `<h${depth} id="${idOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
    code({ text, lang }) {
      return `<div class="code"><pre tabindex="0"><code data-language="${escaped(lang ?? "")}">${escaped(text)}</code></pre></div>\n`;
    },
    table({ header, rows }) {
      const row = (cells) => `<tr>${cells.join("")}</tr>`;
      const words = (cell, tag) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag.slice(0, 2)}>`;
      // A head without words is none.
      const head = header.some(({ text }) => text) ? `<thead>${row(header.map((cell) => words(cell, cell.text ? 'th scope="col"' : "td")))}</thead>` : "";
      const body = rows.map((cells) => row(cells.map((cell) => words(cell, "td")))).join("");
      return `<div class="wide" role="group" aria-label="Table" tabindex="0"><table>${head}<tbody>${body}</tbody></table></div>\n`;
    },
  },
});

// The section of the README under a heading, without it.
function section(readme, heading) {
  const found = new RegExp(`^## ${heading}\\n([\\s\\S]*?)(?=^## )`, "m").exec(readme);
  if (!found) throw new Error(`README.md has no section "${heading}", which the page about the address needs.`);
  return found[1].trim();
}

// "65,536", or "64 MiB".
function limitText(limits, name, unit, source) {
  if (limits[name] === undefined) throw new Error(`web/${source} names the limit ${name}, which is not in src/base/limits.h.`);
  return `${(limits[name] / (unit ? 2 ** 20 : 1)).toLocaleString("en")}${unit ? "\u00a0MiB" : ""}`;
}

// The page about limits has all of them, each with a test.
function checkLimits(here, limits) {
  const rows = readFileSync(join(here, "pages/limits.md"), "utf8").split("\n");
  for (const name of Object.keys(limits))
    if (!rows.some((row) => row.includes(`{limit:${name}`) && row.includes("{test:"))) throw new Error(`web/pages/limits.md has no row for the limit ${name} with its test.`);
}

// name → HTML of each page. `parts` are the tables that other code owns, as Markdown; `tests` is of tests.mjs.
export function pagesHtml(here, { policy, icon, style, script, parts, limits, tests }) {
  checkLimits(here, limits);
  const fills = { links: section(readFileSync(join(here, "../README.md"), "utf8"), "Links"), tests: tests.browser, ...parts };
  return new Map(pages.map(({ name, title, source = `pages/${name}.md` }) => {
    const markdown = readFileSync(join(here, source), "utf8").replace(/\{\{(\w+)\}\}\n/g, (all, part) => {
      if (fills[part] === undefined) throw new Error(`web/${source}: there is no ${all.trim()}.`);
      return `${fills[part]}\n`;
    }).replace(/\{limit:(\w+)( MiB)?\}/g, (_, limit, unit) => limitText(limits, limit, unit, source));
    const named = [...markdown.matchAll(/\{test:([^}]+)\}/g)].map(([raw, title]) => [raw, tests.named(title.replace(/\s+/g, " "), source)]);
    const others = pages.map((page) =>
      `<a href="${page.name}.html"${page.name === name ? ' aria-current="page"' : ""}>${page.title}</a>`).join("\n");
    return [`${name}.html`, `<!doctype html>
<html lang="en">
<head>
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Lookback</title>
<meta name="color-scheme" content="dark light">
<link rel="icon" href="${icon}" type="image/svg+xml">
<link rel="stylesheet" href="${style}">
<script defer src="${script}"></script>
</head>
<body class="words">
<nav aria-label="Site"><a href="./"><strong>Lookback</strong></a>
${others}</nav>
<main>
${markedWith(new Map(named)).parse(markdown)}</main>
</body>
</html>
`];
  }));
}

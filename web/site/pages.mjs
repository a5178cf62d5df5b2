// The site's pages of text: Markdown of web/pages, the README's words about links, and the lessons' own README.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Marked } from "marked";
import { escaped } from "./words.mjs";

const pages = [
  { name: "teachers", title: "For teachers" },
  { name: "embedding", title: "Embedding" },
  { name: "address", title: "The address" },
  { name: "lessons", title: "Writing a lesson", source: "lessons/README.md" },
];

const marked = new Marked({
  renderer: {
    // A heading can be linked to.
    heading({ tokens, depth, text }) {
      const id = text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
      return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
    code({ text, lang }) {
      return `<div class="code"><pre tabindex="0"><code data-language="${escaped(lang ?? "")}">${escaped(text)}</code></pre></div>\n`;
    },
    table({ header, rows }) {
      const line = (cells, tag) => `<tr>${cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join("")}</tr>`;
      return `<div class="wide"><table><thead>${line(header, 'th scope="col"')}</thead><tbody>${rows.map((row) => line(row, "td")).join("")}</tbody></table></div>\n`;
    },
  },
});

// The section of the README under a heading, without it.
function section(readme, heading) {
  const found = new RegExp(`^## ${heading}\\n([\\s\\S]*?)(?=^## )`, "m").exec(readme);
  if (!found) throw new Error(`README.md has no section "${heading}", which the page about the address needs.`);
  return found[1].trim();
}

// name → HTML of each page. `parts` are the tables that other code owns, as Markdown.
export function pagesHtml(here, { policy, icon, style, script, parts }) {
  const fills = { links: section(readFileSync(join(here, "../README.md"), "utf8"), "Links"), ...parts };
  return new Map(pages.map(({ name, title, source = `pages/${name}.md` }) => {
    const markdown = readFileSync(join(here, source), "utf8").replace(/\{\{(\w+)\}\}\n/g, (all, part) => {
      if (fills[part] === undefined) throw new Error(`web/${source}: there is no ${all.trim()}.`);
      return `${fills[part]}\n`;
    });
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
${marked.parse(markdown)}</main>
</body>
</html>
`];
  }));
}

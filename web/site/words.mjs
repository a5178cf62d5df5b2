// The words of lessons to trees: Markdown by marked, formulas to MathML by temml, {query:q_4} to coloured symbols.

import { parseHTML } from "linkedom";
import { Marked } from "marked";
import temml from "temml";

const tones = "query|key|value|score|weight|output|accent|warning";

const marked = new Marked({
  extensions: [
    {
      name: "formula",
      level: "inline",
      start: (source) => source.indexOf("$"),
      tokenizer(source) {
        const found = /^\$([^$\n]+)\$/.exec(source);
        return found ? { type: "formula", raw: found[0], latex: found[1] } : undefined;
      },
      renderer: (token) => temml.renderToString(token.latex, { throwOnError: true, annotate: false }),
    },
    {
      name: "symbol",
      level: "inline",
      start: (source) => source.indexOf("{"),
      tokenizer(source) {
        const found = new RegExp(`^\\{(${tones}):([^}_]+)(?:_([^}]+))?\\}`).exec(source);
        return found ? { type: "symbol", raw: found[0], tone: found[1], letter: found[2], index: found[3] } : undefined;
      },
      renderer: ({ tone, letter, index }) =>
        `<span class="symbol tone-${tone}">${escaped(letter)}${index ? `<sub>${escaped(index)}</sub>` : ""}</span>`,
    },
  ],
});

// As text of HTML, or in an attribute.
export function escaped(words) {
  return String(words).replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
}

// Of words, what an address can name them by.
export const idOf = (words) => words.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

// The styles that temml writes inline become classes: the page's policy allows no style attributes.
export class WordPress {
  classes = new Map();

  inline(markdown) {
    return this.trees(marked.parseInline(String(markdown)));
  }

  block(markdown) {
    return this.trees(marked.parse(String(markdown)));
  }

  get css() {
    return [...this.classes].map(([style, name]) => `.${name}{${style}}`).join("");
  }

  trees(html) {
    const { document } = parseHTML(`<!doctype html><html><body>${html.trim()}</body></html>`);
    return [...document.body.childNodes].map((node) => this.tree(node));
  }

  tree(node) {
    if (node.nodeType === 3) return node.textContent;
    const attributes = Object.fromEntries([...node.attributes].map(({ name, value }) => [name, value]));
    if (attributes.style) {
      attributes.class = [attributes.class, this.styled(attributes.style)].filter(Boolean).join(" ");
      delete attributes.style;
    }
    const parts = Object.keys(attributes).length > 0 ? [attributes] : [];
    return [node.localName, ...parts, ...[...node.childNodes].map((child) => this.tree(child))];
  }

  styled(style) {
    if (!this.classes.has(style)) this.classes.set(style, `formula-${this.classes.size}`);
    return this.classes.get(style);
  }
}

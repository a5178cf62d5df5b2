// Elements from trees of words. Formulas keep their namespace; nothing is parsed in the page.

import { language } from "../app/say";
import { make } from "../twin/dom";
import type { Attributes, Branch, Tree, Words } from "./shape";

const mathSpace = "http://www.w3.org/1998/Math/MathML";

export function words(document: Document, trees: Words): (Element | string)[] {
  return trees.map((tree) => built(document, tree, false));
}

function built(document: Document, tree: Tree, withinMath: boolean): Element | string {
  if (typeof tree === "string") return tree;
  const [tag, ...rest] = tree as [string, ...Branch];
  const math = withinMath || tag === "math";
  const element = math ? document.createElementNS(mathSpace, tag) : document.createElement(tag);
  for (const part of rest) {
    if (isTree(part)) element.append(built(document, part, math));
    else for (const [name, value] of Object.entries(part)) element.setAttribute(name, value);
  }
  return element;
}

const isTree = (part: Tree | Attributes): part is Tree => typeof part === "string" || Array.isArray(part);

// Lessons are English, whatever the language of the page; what the page says among their words is not.
const isEnglish = () => language().tag === "en" && language().direction === "ltr";

export const ofLessons = (): Attributes => (isEnglish() ? {} : { lang: "en", dir: "ltr" });
export const ofPage = (): Attributes => (isEnglish() ? {} : { lang: language().tag, dir: language().direction });

// A lesson's words among the page's.
export const quoted = (words: Words): Words => (isEnglish() ? words : [["span", ofLessons(), ...words]]);

// What it says, without marks.
export function plain(trees: Words): string {
  const read = (tree: Tree): string =>
    typeof tree === "string" ? tree
      : tree.slice(1).map((part) => (isTree(part) ? read(part) : "")).join("");
  return trees.map(read).join("");
}

export function button(document: Document, label: string, pressed: () => void, look = "button"): HTMLButtonElement {
  const element = make(document, "button", { type: "button", class: look }, label) as HTMLButtonElement;
  element.addEventListener("click", pressed);
  return element;
}

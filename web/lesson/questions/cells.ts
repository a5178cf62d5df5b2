// Cells to be marked: a table of toggles, one stop of Tab, and the arrows within.

import { placed, say } from "../../app/say";
import { make } from "../../twin/dom";
import { plain, quoted, words } from "../elements";
import type { Cell, CellsText, Words } from "../shape";
import type { Body, Verdict } from "./question";

export class Cells implements Body {
  readonly elements: HTMLElement[];
  readonly checked = true;
  private toggles: HTMLButtonElement[][];

  constructor(document: Document, private text: CellsText) {
    this.toggles = text.rows.map((row, r) => text.columns.map((column, c) => {
      const toggle = make(document, "button", {
        type: "button", class: "cell", "aria-pressed": "false", "aria-label": `${plain(row)}, ${plain(column)}`,
        tabindex: r === 0 && c === 0 ? "0" : "-1",
      }) as HTMLButtonElement;
      toggle.addEventListener("click", () => {
        this.mark(toggle, toggle.getAttribute("aria-pressed") === "false");
        this.visit(toggle);
      });
      toggle.addEventListener("keydown", (event) => this.key(event, r, c));
      return toggle;
    }));
    const head = make(document, "tr", {}, make(document, "td"),
      ...text.columns.map((column) => make(document, "th", { scope: "col" }, ...words(document, column))));
    const rows = text.rows.map((row, r) => make(document, "tr", {},
      make(document, "th", { scope: "row" }, ...words(document, row)),
      ...this.toggles[r]!.map((toggle) => make(document, "td", {}, toggle))));
    this.elements = [make(document, "div", { class: "scroll" }, make(document, "table", { class: "cells" },
      make(document, "thead", {}, head), make(document, "tbody", {}, ...rows)))];
  }

  verdict(): Verdict {
    const { right, why, wrong, otherwise } = this.text;
    if (this.are(right)) return { worth: "right", words: why };
    return { worth: "wrong", words: wrong.find(({ cells }) => this.are(cells))?.why ?? otherwise };
  }

  reveal(): Words {
    this.clear();
    for (const [r, c] of this.text.right) this.mark(this.toggles[r]![c]!, true);
    return placed(say("The answer is marked now: {0}"), quoted(this.text.why));
  }

  clear(): void {
    for (const toggle of this.toggles.flat()) this.mark(toggle, false);
  }

  private are(cells: Cell[]): boolean {
    const marked = this.toggles.flat().filter((toggle) => toggle.getAttribute("aria-pressed") === "true");
    const wanted = new Set(cells.map(([r, c]) => this.toggles[r]![c]!));
    return marked.length === wanted.size && marked.every((toggle) => wanted.has(toggle));
  }

  private mark(toggle: HTMLElement, on: boolean): void {
    toggle.setAttribute("aria-pressed", String(on));
  }

  private visit(toggle: HTMLButtonElement): void {
    for (const other of this.toggles.flat()) other.tabIndex = other === toggle ? 0 : -1;
    toggle.focus();
  }

  private key(event: KeyboardEvent, row: number, column: number): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const [rows, columns] = [this.toggles.length - 1, this.text.columns.length - 1];
    const next: Cell | undefined = ({
      ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1],
      Home: [row, 0], End: [row, columns],
    } as Record<string, Cell>)[event.key];
    if (!next) return;
    event.preventDefault();
    this.visit(this.toggles[Math.max(0, Math.min(rows, next[0]))]![Math.max(0, Math.min(columns, next[1]))]!);
  }
}

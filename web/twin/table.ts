// Matrices and counters as real tables. A matrix is a grid: arrow keys move in it, and Tab leaves it.

import { cellText, enabled, exactValue, type Node, type NodeStore } from "../app/nodes";
import { attribute, flag, make, put, text } from "./dom";

// By place: the document that the site builder paints on knows no tBodies.
function partsOf(table: Element): { caption: Element; head: Element; body: Element } {
  const [caption, head, body] = table.children;
  return { caption: caption!, head: head!.firstElementChild!, body: body! };
}

// The tables whose cells are no numbers to visit, only to read.
function isPlain(id: string): boolean {
  return id === "counters";
}

export function createTable(document: Document, node: Node): HTMLElement {
  const caption = make(document, "caption", { id: `caption-${node.id}` });
  const corner = make(document, "td", { class: "corner" });
  const table = make(
    document, "table", { "aria-labelledby": caption.id }, caption,
    make(document, "thead", {}, make(document, "tr", {}, corner)), make(document, "tbody"));
  if (!isPlain(node.id)) table.setAttribute("role", "grid");
  return make(document, "div", { class: `scroll table table-${node.id}` }, table);
}

export function updateTable(element: HTMLElement, node: Node): void {
  const { caption, body } = partsOf(element.firstElementChild!);
  text(caption, node.name ?? node.id);
  attribute(caption, "class", `tone-${node.tone ?? "plain"}`);
  const rows = node.rows ?? 0;
  while (body.children.length < rows) body.append(make(element.ownerDocument, "tr"));
  while (body.children.length > rows) body.lastElementChild!.remove();
}

export function createHeader(document: Document, node: Node): HTMLElement {
  return make(document, "th", { scope: node.role === "row_header" ? "row" : "col" });
}

export function updateHeader(element: HTMLElement, node: Node): void {
  text(element, node.text || node.name || "");
  attribute(element, "class", `tone-${node.tone ?? "plain"}`);
  flag(element, "data-current", node.current);
  attribute(element, "title", node.hint || undefined);
}

export function createCell(document: Document, node: Node): HTMLElement {
  return make(document, "td", isPlain(node.parent ?? "") ? {} : { tabindex: "-1" });
}

export function updateCell(element: HTMLElement, node: Node): void {
  const state = node.state ?? "shown";
  text(element, cellText(node));
  attribute(element, "class", `tone-${node.tone ?? "plain"}`);
  attribute(element, "data-state", state === "shown" ? undefined : state);
  flag(element, "data-current", node.current);
  attribute(element, "title", node.hint || undefined);
  if (isPlain(node.parent ?? "")) return;
  attribute(element, "data-heat", state === "masked" || (state === "pending" && !node.editable) ? undefined : heat(node));
  attribute(element, "aria-readonly", node.editable ? undefined : "true");
  attribute(element, "aria-disabled", enabled(node) ? undefined : "true");
}

// The class of the cell's colour: weights run from 0 to 10, other numbers from -6 to 6.
function heat(node: Node): string | undefined {
  const value = exactValue(node);
  if (value === null) return undefined;
  if (node.tone === "weight") return String(Math.round(10 * Math.min(1, Math.max(0, value))));
  const size = Math.abs(value) / (0.5 + Math.abs(value));
  return String(Math.sign(value) * Math.round(6 * size));
}

// Puts headers and cells where their row and column say.
export function placeTable(element: HTMLElement, ids: string[], store: NodeStore,
                           elementOf: (id: string) => HTMLElement): void {
  const table = element.firstElementChild!;
  const { head, body } = partsOf(table);
  const columns = ids.filter((id) => store.get(id)?.role === "column_header").length;
  for (const id of ids) {
    const node = store.get(id)!;
    const child = elementOf(id);
    if (node.role === "column_header") put(head, child, (node.column ?? 0) + 1);
    else if (node.role === "row_header") put(body.children[node.row ?? 0]!, child, 0);
    else put(body.children[node.row ?? 0]!, child, (node.column ?? 0) + 1);
  }
  while (head.children.length > columns + 1) head.lastElementChild!.remove();
  if (!isPlain(store.get(ids[0] ?? "")?.parent ?? "")) oneTabStop(table);
}

// Exactly one cell of a grid is a tab stop; the one that was, if it is still there.
export function oneTabStop(table: Element, wanted?: HTMLElement): void {
  const { body } = partsOf(table);
  const stops = [...body.querySelectorAll('td[tabindex="0"]')];
  const stop = wanted ?? stops[0] ?? body.querySelector("td");
  for (const other of stops) if (other !== stop) other.setAttribute("tabindex", "-1");
  if (stop) attribute(stop, "tabindex", "0");
}

// The curves of the chart as one table: a row each, a column for every count of tokens.
export function createSeriesTable(document: Document): HTMLElement {
  const caption = make(document, "caption", { id: "caption-series" });
  const table = make(
    document, "table", { "aria-labelledby": caption.id }, caption,
    make(document, "thead", {}, make(document, "tr", {}, make(document, "th", { scope: "col" }, "tokens"))),
    make(document, "tbody"));
  return make(document, "div", { class: "scroll table series" }, table);
}

export function updateSeriesTable(element: HTMLElement, title: string, length: number): void {
  const { caption, head } = partsOf(element.firstElementChild!);
  text(caption, title);
  while (head.children.length <= length)
    head.append(make(element.ownerDocument, "th", { scope: "col" }, String(head.children.length)));
  while (head.children.length > length + 1) head.lastElementChild!.remove();
}

export function createSeries(document: Document): HTMLElement {
  return make(document, "tr", {}, make(document, "th", { scope: "row" }));
}

export function updateSeries(element: HTMLElement, node: Node): void {
  const points = node.points ?? [];
  text(element.firstElementChild!, node.name ?? "");
  attribute(element.firstElementChild!, "class", `tone-${node.tone ?? "plain"}`);
  while (element.children.length <= points.length) element.append(make(element.ownerDocument, "td"));
  while (element.children.length > points.length + 1) element.lastElementChild!.remove();
  points.forEach((point, index) => text(element.children[index + 1]!, point === null ? "" : grouped(point)));
}

// 12345 as "12 345": counters are exact integers, and the exact digits matter.
function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
}


// Matrices and counters as real tables, from left to right in every language. A matrix is a grid: arrow keys move in it,
// and Tab leaves it.

import { cellText, enabled, exactValue, type Node, type NodeStore } from "../app/nodes";
import { attribute, flag, make, put, text } from "./dom";

// By place: the document that the site builder paints on knows no tBodies.
function partsOf(table: Element): { caption: Element; head: Element; body: Element } {
  const [caption, head, body] = table.children;
  return { caption: caption!, head: head!.firstElementChild!, body: body! };
}

// A grid's cells are numbers to visit; a list without one to edit or to press is only read.
export function kindOfTable(node: Node, store: NodeStore): "grid" | "list" {
  if (node.look !== "list") return "grid";
  return store.childrenOf(node.id).some((id) => usable(store.get(id)!)) ? "grid" : "list";
}

function usable(cell: Node): boolean {
  return cell.editable === true || cell.pressable === true;
}

function isPlain(element: Element | null): boolean {
  return element?.getAttribute("data-kind") === "list";
}

export function createTable(document: Document, node: Node, kind: string): HTMLElement {
  const caption = make(document, "caption", { id: `caption-${node.id}` });
  const corner = make(document, "td", { class: "corner" });
  const table = make(
    document, "table", { "aria-labelledby": caption.id }, caption,
    make(document, "thead", {}, make(document, "tr", {}, corner)), make(document, "tbody"));
  if (kind === "grid") table.setAttribute("role", "grid");
  return make(document, "div", { dir: "ltr" }, table);
}

export function updateTable(element: HTMLElement, node: Node): void {
  attribute(element, "class", `scroll table table-${node.look ?? "usual"}`);
  const { caption, body } = partsOf(element.firstElementChild!);
  text(caption, node.name ?? node.id);
  attribute(caption, "class", `tone-${node.tone ?? "plain"}`);
  attribute(caption, "title", node.hint || undefined);
  const rows = node.rows ?? 0;
  while (body.children.length < rows) body.append(make(element.ownerDocument, "tr"));
  while (body.children.length > rows) body.lastElementChild!.remove();
}

export function createHeader(document: Document, node: Node): HTMLElement {
  return make(document, "th", { scope: node.role === "row_header" ? "row" : "col" });
}

export function updateHeader(element: HTMLElement, node: Node): void {
  const label = node.text || node.name || "";
  text(element, label);
  attribute(element, "role", label === "" ? "presentation" : undefined);
  attribute(element, "class", `tone-${node.tone ?? "plain"}`);
  flag(element, "data-current", node.current);
  attribute(element, "title", node.hint || undefined);
}

export function createCell(document: Document, table: Element): HTMLElement {
  return make(document, "td", isPlain(table) ? {} : { tabindex: "-1" });
}

export function updateCell(element: HTMLElement, node: Node, table: Element): void {
  const state = node.state ?? "shown";
  if ((node.marked === true) !== (element.firstElementChild !== null)) {
    element.textContent = "";
    if (node.marked) element.append(make(element.ownerDocument, "mark"));
  }
  text(element.firstElementChild ?? element, cellText(node));
  attribute(element, "class", `tone-${node.tone ?? "plain"}`);
  attribute(element, "data-state", state === "shown" ? undefined : state);
  flag(element, "data-current", node.current);
  attribute(element, "title", node.hint || undefined);
  flag(element, "data-pressable", node.of_sheet && node.pressable);
  if (isPlain(table)) return;
  const read = table.classList.contains("table-list");
  attribute(element, "data-heat", read || state === "masked" || (state === "pending" && !node.editable) ? undefined : heat(node));
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
  if (!isPlain(element)) oneTabStop(table);
}

// Exactly one cell of a grid is a tab stop; the one that was, if it is still there.
export function oneTabStop(table: Element, wanted?: HTMLElement): void {
  const { body } = partsOf(table);
  const stops = [...body.querySelectorAll('td[tabindex="0"]')];
  const stop = wanted ?? stops[0] ?? body.querySelector("td");
  for (const other of stops) if (other !== stop) other.setAttribute("tabindex", "-1");
  if (stop) attribute(stop, "tabindex", "0");
}

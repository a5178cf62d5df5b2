// Curves as tables: a row each, a column for every abscissa. A guess that is drawn into a chart is typed here.

import type { Node, NodeStore } from "../app/nodes";
import { say } from "../app/say";
import { attribute, flag, make, text } from "./dom";

// What a curve shows: numbers to read, or fields to type them into, in the row of the input that the chart takes.
export function kindOfSeries(node: Node, store: NodeStore): string {
  const chart = store.get(node.parent ?? "");
  return chart?.drawn_input !== undefined && node.id === `${chart.id}.${chart.drawn_input}` ? "drawn" : "read";
}

// Of a chart, or of the curves that stand in a group by themselves.
export function createChart(document: Document, id: string, place: string): HTMLElement {
  const caption = make(document, "caption", { id: `caption-${id}` });
  const table = make(
    document, "table", { "aria-labelledby": caption.id }, caption,
    make(document, "thead", {}, make(document, "tr", {}, make(document, "th", { scope: "col" }, place))),
    make(document, "tbody"));
  return make(document, "div", { class: "scroll table series", dir: "ltr" }, table);
}

// `labels` of the columns, after the one of the rows' own headers.
export function updateChart(element: Element, title: string, labels: string[]): void {
  const [caption, head] = element.firstElementChild!.children;
  text(caption!, title);
  const row = head!.firstElementChild!;
  while (row.children.length <= labels.length) row.append(make(element.ownerDocument, "th", { scope: "col" }));
  while (row.children.length > labels.length + 1) row.lastElementChild!.remove();
  labels.forEach((label, index) => text(row.children[index + 1]!, label));
}

// "Score dot products by tokens": what stands in the cells, and over the columns.
export function updateChartNode(element: Element, node: Node): void {
  const axes = node.x_title || node.y_title ? `: ${say("{0} by {1}", node.y_title ?? "", node.x_title ?? "")}` : "";
  text(element.querySelector("th")!, node.x_title ?? "");
  updateChart(element, `${node.name ?? ""}${axes}`, (node.points ?? []).map(shown));
}

export function createSeries(document: Document): HTMLElement {
  return make(document, "tr", {}, make(document, "th", { scope: "row" }));
}

export function updateSeries(element: HTMLElement, node: Node, chart: Node | undefined): void {
  const points = node.points ?? [];
  text(element.firstElementChild!, node.name ?? "");
  attribute(element.firstElementChild!, "class", `tone-${node.tone ?? "plain"}`);
  flag(element, "data-dashed", node.look === "dashed");
  while (element.children.length <= points.length) element.append(make(element.ownerDocument, "td"));
  while (element.children.length > points.length + 1) element.lastElementChild!.remove();
  points.forEach((point, index) => {
    const cell = element.children[index + 1]!;
    if (element.dataset.kind === "drawn") updateField(cell, point, index, node, chart);
    else text(cell, shown(point));
  });
}

function updateField(cell: Element, point: number | null, place: number, node: Node, chart: Node | undefined): void {
  if (!cell.firstElementChild)
    cell.append(make(cell.ownerDocument, "input", { type: "text", inputmode: "decimal", autocomplete: "off", class: "drawn", "data-place": String(place) }));
  const input = cell.firstElementChild as HTMLInputElement;
  const value = point === null ? "" : String(point);
  attribute(input, "aria-label", `${node.name ?? ""}, ${chart?.x_title ?? ""} ${shown(chart?.points?.[place] ?? place)}`);
  attribute(input, "value", value);
  if (input.value !== value) input.value = value;
}

// 12345 as "12 345": exact where it is a whole number, else to six digits.
export function shown(value: number | null): string {
  if (value === null) return "";
  const [whole, ...rest] = String(Number.isInteger(value) ? value : Number(value.toPrecision(6))).split(/(?=[.e])/);
  return [whole!.replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f"), ...rest].join("");
}

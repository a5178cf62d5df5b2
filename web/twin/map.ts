// A map of all pairs of tokens: what is seen of it, in words, and keys to move about in it. The numbers around the
// chosen cell stand in tables beside it.

import type { Node } from "../app/nodes";
import { say } from "../app/say";
import { attribute, make, part, text } from "./dom";

export function createMap(document: Document, node: Node): HTMLElement {
  const described = ["meaning", "keys"].map((name) => `${name}-${node.id}`);
  const picture = make(
    document, "div", { class: "map target", role: "group", tabindex: "0", "aria-describedby": described.join(" ") },
    make(document, "p", { class: "label" }), make(document, "p", { class: "line seen" }));
  return make(document, "div", {}, picture, make(document, "p", { class: "line meaning", id: described[0]! }),
    make(document, "p", { class: "note", id: described[1]! },
      say("Arrows move, Shift and arrows by one cell; + and − zoom, Home shows all, Enter explains the cell in the middle.")));
}

export function updateMap(element: HTMLElement, node: Node): void {
  const name = node.name ?? "";
  const seen = node.text ?? "";
  attribute(part(element, "map"), "aria-label", `${name}: ${seen}`);
  text(part(element, "label"), name);
  text(part(element, "seen"), seen);
  text(part(element, "meaning"), node.hint ?? "");
}

// What a key does: a verb and its text.
export function mapKey(event: KeyboardEvent, node: Node): [verb: string, text: string] | undefined {
  if (event.altKey || event.ctrlKey || event.metaKey || !node.view) return undefined;
  const [row, column, span] = node.view;
  const all = node.rows ?? 1;
  const look = (toRow: number, toColumn: number, cells = span): [string, string] => {
    const within = (at: number): number => Math.min(Math.max(at, cells / 2), all - cells / 2);
    return ["set", `${within(toRow)} ${within(toColumn)} ${cells}`];
  };
  const step = event.shiftKey ? 1 : Math.max(1, Math.round(span / 10));
  switch (event.key) {
    case "ArrowUp": return look(row - step, column);
    case "ArrowDown": return look(row + step, column);
    case "ArrowLeft": return look(row, column - step);
    case "ArrowRight": return look(row, column + step);
    case "+":
    case "=": return look(row, column, Math.max(span / 2, node.min ?? 1));
    case "-":
    case "−": return look(row, column, Math.min(span * 2, all));
    case "Home": return look(row, column, all);
    case "Enter": return ["press", `${Math.min(Math.floor(row), all - 1)} ${Math.min(Math.floor(column), all - 1)}`];
  }
  return undefined;
}

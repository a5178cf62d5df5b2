// Arcs from one token to others as a list: each token with what the arc carries.

import { enabled, exactValue, type Node } from "../app/nodes";
import { shown } from "./chart";
import { attribute, make, part, text } from "./dom";

export function createBeams(document: Document, node: Node): HTMLElement {
  const label = make(document, "p", { class: "label", id: `label-${node.id}` });
  const meaning = make(document, "p", { class: "line meaning" });
  return make(document, "div", { class: "beams" }, label, meaning, make(document, "ul", { class: "tokens", dir: "ltr", "aria-labelledby": label.id }));
}

export function updateBeams(element: HTMLElement, node: Node): void {
  text(part(element, "label"), node.name ?? "");
  text(part(element, "meaning"), node.hint ?? "");
}

export function createBeam(document: Document, pressable: boolean): HTMLElement {
  return make(document, "li", { class: "token" }, pressable
    ? make(document, "button", { type: "button", class: "beam target" })
    : make(document, "span", { class: "beam" }));
}

export function updateBeam(element: HTMLElement, node: Node): void {
  const beam = element.firstElementChild!;
  text(beam, `${node.text ?? ""}: ${shown(exactValue(node))}`);
  attribute(beam, "aria-current", node.checked ? "true" : undefined);
  attribute(beam, "aria-disabled", enabled(node) ? undefined : "true");
}

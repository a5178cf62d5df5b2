// The twin as HTML, for the page before its wasm has arrived.

import { parseHTML } from "linkedom";
import { NodeStore, type Changes } from "../app/nodes";
import { Painter } from "../twin/painter";

export function twinHtml(nodes: Changes): string {
  const { document } = parseHTML("<!doctype html><html><body><div id='twin'></div></body></html>");
  const root = document.getElementById("twin") as unknown as HTMLElement;
  new Painter(root, new NodeStore()).paint(nodes);
  return root.innerHTML;
}

// The list of nodes that src/view makes, as JSON brings it: the only thing the page knows of the lab.
// A key that has its default value is left out.

import { say } from "./say";

export type Role =
  | "group" | "table" | "row_header" | "column_header" | "cell" | "toggle" | "button" | "choice"
  | "option" | "number" | "token" | "text" | "series" | "chart" | "beams" | "map";
export type Tone =
  | "plain" | "dim" | "query" | "key" | "value" | "score" | "weight" | "output" | "accent" | "warning";

export type Look = "usual" | "list" | "headline" | "equation" | "dashed" | "dots" | "play" | "picture";

export interface Node {
  id: string;
  parent?: string;
  role: Role;
  name?: string;
  text?: string;
  hint?: string;
  value?: number | null;
  min?: number;
  max?: number;
  step?: number;
  logarithmic?: boolean;
  slider?: boolean;
  stops?: string[];  // of a slider: what its places are called
  row?: number;
  column?: number;
  rows?: number;
  columns?: number;
  heading?: string;
  enabled?: boolean;
  checked?: boolean;
  editable?: boolean;
  pressable?: boolean;
  of_sheet?: boolean;
  marked?: boolean;
  current?: boolean;
  state?: "shown" | "masked" | "pending";
  tone?: Tone;
  look?: Look;
  runs?: [string, Tone, boolean?][];  // the last one: marked
  points?: (number | null)[];
  x_title?: string;
  y_title?: string;
  drawn_input?: string;
  view?: [row: number, column: number, span: number];  // of a map: the cell in the middle, cells along the shorter side
  pooling?: "mean" | "maximum";
}

// What lookback_changes() says: only what differs from the last time.
export interface Changes {
  order?: string[];
  nodes?: Node[];
  announce?: string;
  alert?: string;
  focus?: string;
  edit?: string;
  link?: string;
  place?: [present: number, end: number];  // with the link: of the present among the study's steps, and behind the last
}

export class NodeStore {
  order: string[] = [];
  private nodes = new Map<string, Node>();
  private children = new Map<string, string[]>();

  get(id: string): Node | undefined {
    return this.nodes.get(id);
  }

  // Ids of the nodes of one parent, in reading order; "" is the top.
  childrenOf(parent: string): string[] {
    return this.children.get(parent) ?? [];
  }

  // Takes the changes in and returns the nodes that are new or different.
  merge(changes: Changes): Node[] {
    const changed = changes.nodes ?? [];
    for (const node of changed) this.nodes.set(node.id, node);
    if (changes.order) {
      this.order = changes.order;
      const alive = new Set(changes.order);
      for (const id of this.nodes.keys()) if (!alive.has(id)) this.nodes.delete(id);
      this.children.clear();
      for (const id of changes.order) {
        const parent = this.nodes.get(id)?.parent ?? "";
        const siblings = this.children.get(parent);
        if (siblings) siblings.push(id);
        else this.children.set(parent, [id]);
      }
    }
    return changed;
  }
}

export function enabled(node: Node): boolean {
  return node.enabled !== false;
}

// What a cell says: its number, or the word for why there is none. An input that has not arrived has its number.
export function cellText(node: Node): string {
  if (node.text) return node.text;
  return node.state === "masked" ? say("masked") : node.state === "pending" ? say("not yet") : "";
}

// The exact number of a cell or a spin button; null when it is not finite.
export function exactValue(node: Node): number | null {
  return node.value === undefined ? 0 : node.value;
}

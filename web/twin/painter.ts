// The second painter of the node list: every node one element, kept by id, written only where it differs.
// It adopts what the site builder painted with the same code, so that nothing flickers when the wasm arrives; but not
// where that is marked as being in another language than the page's.

import type { Changes, Node, NodeStore } from "../app/nodes";
import { say } from "../app/say";
import * as beams from "./beams";
import * as charts from "./chart";
import * as controls from "./controls";
import { attribute, flag, make, part, put, text } from "./dom";
import * as maps from "./map";
import * as tables from "./table";

export class Painter {
  private elements = new Map<string, HTMLElement>();
  private document: Document;
  private unplaced = false;  // an element was replaced, and its children are not in it yet

  constructor(private root: HTMLElement, private store: NodeStore) {
    this.document = root.ownerDocument;
    if (root.hasAttribute("lang")) return;
    for (const element of root.querySelectorAll<HTMLElement>("[data-node]"))
      this.elements.set(element.getAttribute("data-node")!, element);
  }

  element(id: string): HTMLElement | undefined {
    return this.elements.get(id);
  }

  // What takes the focus for a node.
  target(id: string): HTMLElement | undefined {
    const element = this.elements.get(id);
    if (!element || element.matches("td, .target")) return element;
    return (part(element, "target") as HTMLElement | undefined) ?? undefined;
  }

  // What to focus when the node that had the focus is gone: its neighbour, else its table or group.
  nearest(id: string): HTMLElement | undefined {
    const at = /^(.*)\.(\d+)(?:\.(\d+))?$/.exec(id);
    if (at) {
      for (let row = Number(at[2]); row >= 0; --row)
        for (let column = Number(at[3] ?? 0); column >= 0; --column) {
          const target = this.target(at[3] === undefined ? `${at[1]}.${row}` : `${at[1]}.${row}.${column}`);
          if (target) return target;
        }
    }
    return this.root.querySelector<HTMLElement>(".target") ?? undefined;
  }

  paint(changes: Changes): void {
    if (this.root.hasAttribute("lang")) {
      this.root.replaceChildren();
      for (const name of ["lang", "dir"]) this.root.removeAttribute(name);
    }
    const changed = this.store.merge(changes);
    // A choice that is the same may have other options now, and need another element for them.
    for (const id of changes.order ?? []) if (this.store.get(id)!.role === "choice") this.paintNode(this.store.get(id)!);
    for (const node of changed) this.paintNode(node);
    if (changes.order || this.unplaced) this.place("", this.root);
    this.unplaced = false;
    if (changes.order) {
      const alive = new Set(changes.order);
      for (const [id, element] of this.elements) {
        if (alive.has(id)) continue;
        element.remove();
        this.elements.delete(id);
      }
    }
    const choices = new Set(changed.map((node) => (node.role === "option" ? node.parent! : node.role === "choice" ? node.id : "")));
    for (const id of choices) this.select(id);
    const groups = new Set(changed.map((node) => (node.role === "group" ? node.id : node.parent ?? "")));
    for (const id of groups) if (this.store.get(id)?.role === "group") this.paintCurves(id);
  }

  // Shows which option holds, also after the learner chose one that was refused.
  select(choice: string): void {
    const element = this.elements.get(choice);
    const checked = this.store.childrenOf(choice).find((id) => this.store.get(id)?.checked);
    if (element) controls.selectOption(element, this.store.get(choice)!, checked === undefined ? undefined : this.elements.get(checked));
  }

  private paintNode(node: Node): void {
    const element = this.elementFor(node);
    switch (node.role) {
      case "group": return updateGroup(element, node);
      case "table": return tables.updateTable(element, node);
      case "row_header":
      case "column_header": return tables.updateHeader(element, node);
      case "cell": return tables.updateCell(element, node, this.elements.get(node.parent!)!);
      case "toggle": return controls.updateToggle(element, node);
      case "button": return controls.updateButton(element, node);
      case "choice": return controls.updateChoice(element, node);
      case "option": return controls.updateOption(element, node);
      case "number": return controls.updateNumber(element, node);
      case "token": return element.dataset.kind === "token" ? controls.updateToken(element, node) : beams.updateBeam(element, node);
      case "series": return charts.updateSeries(element, node, this.store.get(node.parent ?? ""));
      case "chart": return charts.updateChartNode(element, node);
      case "beams": return beams.updateBeams(element, node);
      case "map": return maps.updateMap(element, node);
      case "text": return updateText(element, node);
    }
  }

  // The node's element; a new one where there is none, or where it is no longer of the right kind.
  private elementFor(node: Node): HTMLElement {
    const old = this.elements.get(node.id);
    const kind = this.kindOf(node);
    if (old && kind === old.dataset.kind) return old;
    const element = this.create(node, kind);
    element.setAttribute("data-node", node.id);
    attribute(element, "data-kind", kind);
    this.elements.set(node.id, element);
    if (old) {
      old.replaceWith(element);
      for (const child of this.store.childrenOf(node.id)) {
        this.elements.delete(child);
        this.paintNode(this.store.get(child)!);
      }
      this.unplaced = true;
    }
    return element;
  }

  // What a node is painted as: mechanisms and studies may use one id for different things, which need different
  // elements. What is part of a table or a choice goes with it.
  private kindOf(node: Node): string | undefined {
    switch (node.role) {
      case "cell":
      case "row_header":
      case "column_header":
      case "option": return undefined;
      case "table": return tables.kindOfTable(node, this.store);
      case "series": return charts.kindOfSeries(node, this.store);
      case "choice": return controls.kindOfChoice(this.store.childrenOf(node.id).length);
      case "number": return controls.kindOfNumber(node);
      case "token":
        if (this.store.get(node.parent ?? "")?.role === "beams") return node.pressable ? "button" : "beam";
        return node.role;
      default: return node.role;
    }
  }

  private create(node: Node, kind: string | undefined): HTMLElement {
    const document = this.document;
    switch (node.role) {
      case "group": {
        const title = make(document, node.parent ? "h3" : "h2", { id: `title-${node.id}` });
        return make(document, "section", { class: `group group-${node.id}` }, title, make(document, "div", { class: "items" }));
      }
      case "table": return tables.createTable(document, node, kind!);
      case "row_header":
      case "column_header": return tables.createHeader(document, node);
      case "cell": return tables.createCell(document, this.elements.get(node.parent!)!);
      case "toggle": return controls.createToggle(document, node);
      case "button": return controls.createButton(document);
      case "choice": return controls.createChoice(document, node, this.store.childrenOf(node.id).length);
      case "option": return controls.createOption(document, node, part(this.elements.get(node.parent ?? "")!, "options"));
      case "number": return controls.createNumber(document, node);
      case "token": return kind === "token" ? controls.createToken(document) : beams.createBeam(document, kind === "button");
      case "series": return charts.createSeries(document);
      case "chart": return charts.createChart(document, node.id, "");
      case "beams": return beams.createBeams(document, node);
      case "map": return maps.createMap(document, node);
      case "text": return make(document, "p", { class: "line" });
    }
  }

  // Brings the children of one parent into the order of the list, moving only what stands elsewhere.
  private place(parent: string, container: Element): void {
    const ids = this.store.childrenOf(parent);
    let place = 0;
    const lists = new Map<string, Element>();
    for (const id of ids) {
      const node = this.store.get(id)!;
      const element = this.elements.get(id)!;
      const list = this.listFor(node.role, container);
      if (list) {
        const inside = list.tagName === "UL" ? list : list.querySelector("tbody")!;
        if (!lists.has(node.role)) {
          lists.set(node.role, list);
          put(container, list, place++);
        }
        put(inside, element, [...ids].filter((other) => this.store.get(other)!.role === node.role).indexOf(id));
      } else {
        put(container, element, place++);
      }
      if (node.role === "group") this.place(id, element.lastElementChild!);
      else if (node.role === "choice") this.placeOptions(id);
      else this.placeChildren(node, element);
    }
  }

  private placeChildren(node: Node, element: HTMLElement): void {
    const ids = this.store.childrenOf(node.id);
    if (node.role === "table") tables.placeTable(element, ids, this.store, (child) => this.elements.get(child)!);
    if (node.role !== "chart" && node.role !== "beams") return;
    const inside = element.querySelector(node.role === "chart" ? "tbody" : "ul")!;
    ids.forEach((id, place) => put(inside, this.elements.get(id)!, place));
  }

  private placeOptions(choice: string): void {
    const nodes = this.store.childrenOf(choice).map((id) => this.store.get(id)!);
    controls.placeOptions(this.elements.get(choice)!, nodes, (id) => this.elements.get(id)!);
  }

  // Tokens stand together in a list, curves together in a table.
  private listFor(role: string, container: Element): Element | undefined {
    if (role === "token")
      return part(container, "tokens") ?? make(this.document, "ul", { class: "tokens", dir: "ltr", "aria-label": say("Tokens") });
    if (role === "series") return curvesIn(container) ?? charts.createChart(this.document, container.parentElement!.dataset.node!, say("tokens"));
    return undefined;
  }

  // The title and the columns of the curves that stand in a group by themselves.
  private paintCurves(id: string): void {
    const nodes = this.store.childrenOf(id).map((child) => this.store.get(child)!);
    const table = curvesIn(this.elements.get(id)!.lastElementChild!);
    if (!table || !nodes.some((node) => node.role === "series")) return;
    const quantity = nodes.find((node) => node.role === "choice");
    const name = this.store.get(id)!.name ?? "";
    const length = Math.max(...nodes.map((node) => (node.role === "series" ? node.points?.length ?? 0 : 0)));
    charts.updateChart(table, quantity?.text ? `${name}: ${quantity.text}` : name, Array.from({ length }, (_, place) => String(place + 1)));
  }
}

function curvesIn(container: Element): HTMLElement | undefined {
  return ([...container.children] as HTMLElement[]).find((child) => child.classList.contains("series") && child.dataset.node === undefined);
}

function updateGroup(element: HTMLElement, node: Node): void {
  const title = element.firstElementChild!;
  text(title, node.name ?? "");
  flag(title, "hidden", !node.name);
  attribute(element, "aria-labelledby", node.name ? title.id : undefined);
}

function updateText(element: HTMLElement, node: Node): void {
  const runs = node.runs ?? (node.text ? [[node.text, node.tone ?? "plain"] as const] : []);
  attribute(element, "class", node.look ? `line ${node.look}` : "line");
  while (element.children.length > runs.length) element.lastElementChild!.remove();
  runs.forEach(([words, tone, marked], index) => {
    const tag = marked ? "mark" : "span";
    const old = element.children[index];
    if (old?.tagName.toLowerCase() !== tag) {
      const run = make(element.ownerDocument, tag);
      if (old) old.replaceWith(run);
      else element.append(run);
    }
    text(element.children[index]!, words);
    attribute(element.children[index]!, "class", `tone-${tone}`);
  });
  flag(element, "hidden", runs.length === 0);
}

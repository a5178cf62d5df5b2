// The second painter of the node list: every node one element, kept by id, written only where it differs.
// It adopts what the site builder painted with the same code, so that nothing flickers when the wasm arrives.

import type { Changes, Node, NodeStore } from "../app/nodes";
import * as controls from "./controls";
import { attribute, flag, make, part, put, text } from "./dom";
import * as tables from "./table";

export class Painter {
  private elements = new Map<string, HTMLElement>();
  private document: Document;

  constructor(private root: HTMLElement, private store: NodeStore) {
    this.document = root.ownerDocument;
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
    const changed = this.store.merge(changes);
    // A choice that is the same may have other options now, and need another element for them.
    for (const id of changes.order ?? []) if (this.store.get(id)!.role === "choice") this.paintNode(this.store.get(id)!);
    for (const node of changed) this.paintNode(node);
    if (changes.order) {
      this.place("", this.root);
      const alive = new Set(changes.order);
      for (const [id, element] of this.elements) {
        if (alive.has(id)) continue;
        element.remove();
        this.elements.delete(id);
      }
    }
    const choices = new Set(changed.map((node) => (node.role === "option" ? node.parent! : node.role === "choice" ? node.id : "")));
    for (const id of choices) this.select(id);
    if (changed.some((node) => node.role === "series" || node.parent === "chart")) this.paintChart();
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
      case "group": return text(element.firstElementChild!, node.name ?? node.id);
      case "table": return tables.updateTable(element, node);
      case "row_header":
      case "column_header": return tables.updateHeader(element, node);
      case "cell": return tables.updateCell(element, node);
      case "toggle": return controls.updateToggle(element, node);
      case "button": return controls.updateButton(element, node);
      case "choice": return controls.updateChoice(element, node);
      case "option": return controls.updateOption(element, node);
      case "number": return controls.updateNumber(element, node);
      case "token": return controls.updateToken(element, node);
      case "series": return tables.updateSeries(element, node);
      case "text": return updateText(element, node);
    }
  }

  // The node's element; a new one where there is none, or where it is no longer of the right kind.
  private elementFor(node: Node): HTMLElement {
    const old = this.elements.get(node.id);
    const kind = controls.kindOf(node, this.store.childrenOf(node.id).length);
    if (old && kind === old.dataset.kind) return old;
    const element = this.create(node);
    element.setAttribute("data-node", node.id);
    attribute(element, "data-kind", kind);
    this.elements.set(node.id, element);
    if (old) {
      old.replaceWith(element);
      for (const child of this.store.childrenOf(node.id)) {
        this.elements.delete(child);
        this.paintNode(this.store.get(child)!);
      }
      if (node.role === "choice") this.placeOptions(node.id);
    }
    return element;
  }

  private create(node: Node): HTMLElement {
    const document = this.document;
    switch (node.role) {
      case "group": {
        const title = make(document, "h2", { id: `title-${node.id}` });
        return make(
          document, "section", { class: `group group-${node.id}`, "aria-labelledby": title.id }, title,
          make(document, "div", { class: "items" }));
      }
      case "table": return tables.createTable(document, node);
      case "row_header":
      case "column_header": return tables.createHeader(document, node);
      case "cell": return tables.createCell(document, node);
      case "toggle": return controls.createToggle(document, node);
      case "button": return controls.createButton(document);
      case "choice": return controls.createChoice(document, node, this.store.childrenOf(node.id).length);
      case "option": return controls.createOption(document, node, part(this.elements.get(node.parent ?? "")!, "options"));
      case "number": return controls.createNumber(document, node);
      case "token": return controls.createToken(document);
      case "series": return tables.createSeries(document);
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
      else if (node.role === "table")
        tables.placeTable(element, this.store.childrenOf(id), this.store, (child) => this.elements.get(child)!);
    }
  }

  private placeOptions(choice: string): void {
    const nodes = this.store.childrenOf(choice).map((id) => this.store.get(id)!);
    controls.placeOptions(this.elements.get(choice)!, nodes, (id) => this.elements.get(id)!);
  }

  // Tokens stand together in a list, curves together in a table.
  private listFor(role: string, container: Element): Element | undefined {
    if (role === "token")
      return part(container, "tokens") ?? make(this.document, "ul", { class: "tokens", "aria-label": "Tokens" });
    if (role === "series") return part(container, "series") ?? tables.createSeriesTable(this.document);
    return undefined;
  }

  private paintChart(): void {
    const ids = this.store.order.filter((id) => this.store.get(id)?.role === "series");
    const table = ids[0] && (this.elements.get(ids[0])!.closest(".series") as HTMLElement | null);
    if (!table) return;
    const group = this.store.get(this.store.get(ids[0]!)!.parent ?? "");
    const quantity = this.store.childrenOf(group?.id ?? "").map((id) => this.store.get(id)!).find((node) => node.role === "choice");
    const title = quantity?.text ? `${group?.name ?? ""}: ${quantity.text}` : (group?.name ?? "");
    tables.updateSeriesTable(table, title, Math.max(...ids.map((id) => this.store.get(id)!.points?.length ?? 0)));
  }
}

function updateText(element: HTMLElement, node: Node): void {
  const runs = node.runs ?? (node.text ? [[node.text, node.tone ?? "plain"] as const] : []);
  while (element.children.length < runs.length) element.append(make(element.ownerDocument, "span"));
  while (element.children.length > runs.length) element.lastElementChild!.remove();
  runs.forEach(([words, tone], index) => {
    text(element.children[index]!, words);
    attribute(element.children[index]!, "class", `tone-${tone}`);
  });
  flag(element, "hidden", runs.length === 0);
}

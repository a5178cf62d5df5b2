// What the learner does to the twin, in the words of src/view: press, set, nudge, remove.

import { alongReading } from "../app/keys";
import { enabled, type Node, type NodeStore } from "../app/nodes";
import { gridKey } from "./grid_keys";
import { mapKey } from "./map";
import type { Painter } from "./painter";
import { placeOf } from "./controls";
import { oneTabStop } from "./table";

export interface TwinHost {
  act(id: string, verb: string, text: string, gesture: number): string;
  edit(id: string, typed?: string): void;
  focused(id: string): void;
  hovered(id: string): void;
  hint(sentence: string): void;
}

export class TwinActions {
  private gesture = 0;

  constructor(private root: HTMLElement, private store: NodeStore, private painter: Painter, private host: TwinHost) {
    root.addEventListener("click", (event) => this.click(event));
    root.addEventListener("dblclick", (event) => this.doubleClick(event));
    root.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("change", (event) => this.change(event));
    root.addEventListener("input", (event) => this.input(event.target as HTMLElement));
    root.addEventListener("pointerdown", (event) => isRange(event.target) && this.newGesture());
    root.addEventListener("focusin", (event) => this.focusIn(event.target as HTMLElement));
    root.addEventListener("pointerover", (event) => this.hover(event));
    root.addEventListener("pointerleave", () => this.host.hovered(""));
    root.addEventListener("focusout", (event) => this.focusOut(event));
  }

  // A number for a new gesture: a held key is one, and so one undo step.
  newGesture(): number {
    return ++this.gesture;
  }

  private nodeOf(target: EventTarget | null): Node | undefined {
    const element = (target as Element | null)?.closest?.("[data-node]");
    return element ? this.store.get(element.getAttribute("data-node")!) : undefined;
  }

  // Presses a node by its id, as its key anywhere on the page does.
  pressById(id: string): void {
    const node = this.store.get(id);
    if (node) this.press(node);
  }

  private press(node: Node): void {
    if (enabled(node)) this.host.act(node.id, "press", "", this.newGesture());
    else if (node.hint) this.host.hint(node.hint);
  }

  private click(event: MouseEvent): void {
    const node = this.nodeOf(event.target);
    if (!node) return;
    const button = (event.target as Element).closest("button");
    if (button?.dataset.nudge) {
      if (enabled(node)) this.host.act(node.id, "nudge", button.dataset.nudge, this.newGesture());
    } else if (button?.dataset.verb === "edit") {
      this.host.edit(node.id);
    } else if (button?.dataset.verb === "remove") {
      this.host.act(node.id, "remove", "", this.newGesture());
    } else if (button && button.closest("[data-node]") === this.painter.element(node.id)) {
      this.press(node);
    } else if (node.role === "cell") {
      const touch = (event as PointerEvent).pointerType === "touch";
      if (node.editable && touch) this.host.edit(node.id);
      else if (node.of_sheet && !node.editable) this.press(node);
      else if (node.pressable && this.store.get("mask.bits")?.checked) this.press(node);
    }
  }

  private doubleClick(event: MouseEvent): void {
    const node = this.nodeOf(event.target);
    if (!node) return;
    if (node.editable && (node.role === "cell" || node.role === "token")) this.host.edit(node.id);
    else if (node.pressable && !node.of_sheet && !this.store.get("mask.bits")?.checked) this.press(node);
  }

  private change(event: Event): void {
    const target = event.target as HTMLElement;
    const node = this.nodeOf(target);
    if (!node) return;
    if (target.dataset.place !== undefined) {
      this.draw(target as HTMLInputElement, node);
    } else if (target instanceof HTMLSelectElement) {
      if (this.host.act(node.id, "set", target.value, this.newGesture()) !== "") this.painter.select(node.id);
    } else if (node.role === "number" && !isRange(target)) {
      this.commitNumber(target as HTMLInputElement, node);
    }
  }

  // A number of the curve that is drawn into its chart.
  private draw(input: HTMLInputElement, curve: Node): void {
    const refused = this.host.act(curve.parent!, "set", `${input.dataset.place} ${input.value}`, this.newGesture());
    if (refused !== "") input.value = input.getAttribute("value") ?? "";
  }

  // A slider goes in steps from where it is, so that its number keeps few digits.
  private input(target: HTMLElement): void {
    const node = this.nodeOf(target);
    if (!node || !isRange(target)) return typing(target, true);
    const steps = Math.round((Number(target.value) - placeOf(node, node.value ?? 0)) / (node.logarithmic ? 1 : (node.step ?? 1)));
    if (steps !== 0 && enabled(node)) this.host.act(node.id, "nudge", String(steps), this.gesture);
    const value = String(placeOf(node, this.store.get(node.id)?.value ?? 0));
    if (target.value !== value) target.value = value;
  }

  private commitNumber(input: HTMLInputElement, node: Node): void {
    if (input.dataset.typing === undefined) return;
    typing(input, false);
    const refused = input.value === node.text ? "" : this.host.act(node.id, "set", input.value, this.newGesture());
    const now = this.store.get(node.id);
    if (refused !== "" || input.value !== now?.text) input.value = now?.text ?? "";
  }

  private key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const node = this.nodeOf(target);
    if (!node || event.isComposing) return;
    let taken = false;
    if (node.role === "cell") taken = this.cellKey(event, node);
    else if (node.role === "number") taken = this.numberKey(event, node, target as HTMLInputElement);
    else if (node.role === "option" && target.getAttribute("role") === "radio") taken = this.radioKey(event, node);
    else if (node.role === "token" && target.classList.contains("chip")) taken = this.tokenKey(event, node);
    else if (node.role === "map") taken = this.mapKey(event, node);
    if (!taken) return;
    event.preventDefault();
    event.stopPropagation();
  }

  private mapKey(event: KeyboardEvent, node: Node): boolean {
    const action = mapKey(event, node);
    if (!action) return false;
    if (!event.repeat) this.newGesture();
    this.host.act(node.id, ...action, this.gesture);
    return true;
  }

  private cellKey(event: KeyboardEvent, node: Node): boolean {
    const meaning = gridKey(event, node, this.store.get(node.parent ?? ""));
    if (!meaning) return false;
    if (meaning.move) {
      const cell = this.painter.element(`${node.parent}.${meaning.move.row}.${meaning.move.column}`);
      cell?.focus();
      return true;
    }
    if (meaning.nudge !== undefined) {
      if (!node.editable) return false;
      if (!event.repeat) this.newGesture();
      this.host.act(node.id, "nudge", meaning.nudge, this.gesture);
      return true;
    }
    if (meaning.press) {
      if (!node.pressable) return false;
      this.press(node);
      return true;
    }
    if (!node.editable) {
      if (node.of_sheet && meaning.typed === undefined) {
        this.press(node);
        return true;
      }
      if (meaning.typed === "." || !node.hint) return false;
      this.host.hint(node.hint);
      return true;
    }
    this.host.edit(node.id, meaning.typed);
    return true;
  }

  private numberKey(event: KeyboardEvent, node: Node, input: HTMLInputElement): boolean {
    const steps: Record<string, string> = {
      ArrowUp: event.shiftKey ? "0.1" : "1", ArrowDown: event.shiftKey ? "-0.1" : "-1", PageUp: "10", PageDown: "-10",
    };
    if (isRange(input)) Object.assign(steps, { ArrowRight: steps.ArrowUp, ArrowLeft: steps.ArrowDown });
    const nudge = event.ctrlKey || event.metaKey ? undefined : steps[event.key];
    if (nudge !== undefined) {
      if (!enabled(node)) return true;
      this.commitNumber(input, node);
      if (!event.repeat) this.newGesture();
      this.host.act(node.id, "nudge", nudge, this.gesture);
      return true;
    }
    if (event.key === "Enter") {
      this.commitNumber(input, node);
      return true;
    }
    if (event.key === "Escape" && input.dataset.typing !== undefined) {
      typing(input, false);
      input.value = node.text ?? "";
      return true;
    }
    return false;
  }

  private radioKey(event: KeyboardEvent, node: Node): boolean {
    const direction = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[alongReading(event.key)];
    if (direction === undefined) return false;
    const options = this.store.childrenOf(node.parent ?? "");
    const next = options[(options.indexOf(node.id) + direction + options.length) % options.length]!;
    this.painter.element(next)?.focus();
    const option = this.store.get(next)!;
    if (enabled(option)) this.press(option);
    return true;
  }

  private tokenKey(event: KeyboardEvent, node: Node): boolean {
    if (event.key === "F2" && node.editable) this.host.edit(node.id);
    else if (event.key === "Delete") this.host.act(node.id, "remove", "", this.newGesture());
    else if (event.key === "ArrowRight") this.painter.target(`token.${(node.row ?? 0) + 1}`)?.focus();
    else if (event.key === "ArrowLeft") this.painter.target(`token.${(node.row ?? 0) - 1}`)?.focus();
    else return false;
    return true;
  }

  // The explanation follows the mouse over the numbers of the board.
  private hover(event: PointerEvent): void {
    if (event.pointerType !== "mouse") return;
    const node = this.nodeOf(event.target);
    this.host.hovered(node?.role === "cell" ? node.id : "");
  }

  private focusIn(target: HTMLElement): void {
    const node = this.nodeOf(target);
    if (!node) return;
    if (node.role === "cell") oneTabStop(target.closest("table")!, this.painter.element(node.id));
    this.host.focused(node.id);
  }

  private focusOut(event: FocusEvent): void {
    const target = event.target as HTMLElement;
    const node = this.nodeOf(target);
    if (node?.role === "number" && target instanceof HTMLInputElement) this.commitNumber(target, node);
    if (!this.root.contains(event.relatedTarget as Element | null)) this.host.focused("");
  }
}

function isRange(target: EventTarget | null): target is HTMLInputElement {
  return target instanceof HTMLInputElement && target.type === "range";
}

function typing(target: HTMLElement, on: boolean): void {
  if (target.getAttribute("role") !== "spinbutton") return;
  if (on) target.dataset.typing = "";
  else delete target.dataset.typing;
}

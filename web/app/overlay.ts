// The number or token being edited is a real input laid over its cell: the on-screen keyboard, composition,
// the clipboard and the screen reader all work as in any form.

import { exactValue, type Node } from "./nodes";
import { say } from "./say";

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface OverlayHost {
  node(id: string): Node | undefined;
  box(id: string): Box | undefined;  // in CSS pixels of the window
  commit(id: string, text: string): string;  // "" or the sentence of the error
  refocus(id: string): void;
  reverted(sentence: string): void;
}

const least = { width: 64, height: 28, touchHeight: 44 };

export class Overlay {
  private id = "";
  private touch = matchMedia("(pointer: coarse)");

  constructor(private frame: HTMLElement, private input: HTMLInputElement, private error: HTMLElement, private host: OverlayHost) {
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.leave());
    input.addEventListener("input", () => this.complain(""));
    const place = () => this.place();
    addEventListener("scroll", place, { capture: true, passive: true });
    addEventListener("resize", place);
  }

  get editing(): string {
    return this.id;
  }

  // Must run inside the tap or the key press itself: phones open their keyboard only then.
  open(id: string, typed?: string): void {
    if (this.id !== "") this.leave();
    const node = this.host.node(id);
    if (!node) return;
    this.id = id;
    this.input.inputMode = node.role === "token" ? "text" : "decimal";
    this.input.setAttribute("aria-label", node.role === "token" ? say("Rename {0}", node.text ?? "") : node.name || id);
    this.input.value = typed ?? exact(node);
    this.complain("");
    this.frame.hidden = false;
    this.frame.dataset.role = node.role;
    this.place();
    this.input.focus({ preventScroll: true });
    if (typed === undefined) this.input.select();
  }

  // Follows its cell; closes when the cell is no more.
  place(): void {
    if (this.id === "") return;
    const box = this.host.node(this.id) && this.host.box(this.id);
    if (!box) return this.close();
    const width = Math.max(least.width, box.width);
    const height = Math.max(this.touch.matches ? least.touchHeight : least.height, box.height);
    const left = Math.max(0, Math.min(innerWidth - width, box.left + (box.width - width) / 2));
    const style = this.frame.style;
    style.left = `${left + scrollX}px`;
    style.top = `${box.top + (box.height - height) / 2 + scrollY}px`;
    style.width = `${width}px`;
    style.height = `${height}px`;
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    event.stopPropagation();
    if (event.key === "Enter") {
      event.preventDefault();
      this.finish();
    } else if (event.key === "Escape") {
      event.preventDefault();
      const id = this.id;
      this.close();
      this.host.refocus(id);
    } else if (event.key === "Tab") {
      // The focus goes on from the cell, not from the end of the page where this input stands.
      const id = this.id;
      this.leave();
      this.host.refocus(id);
    }
  }

  private finish(): void {
    const id = this.id;
    const error = this.commit();
    if (error !== "") return this.complain(error);
    this.close();
    this.host.refocus(id);
  }

  private commit(): string {
    const node = this.host.node(this.id);
    if (!node || this.input.value === exact(node)) return "";
    return this.host.commit(this.id, this.input.value);
  }

  private leave(): void {
    if (this.id === "") return;
    const error = this.commit();
    this.close();
    if (error !== "") this.host.reverted(error);
  }

  private close(): void {
    this.id = "";
    this.frame.hidden = true;
  }

  private complain(sentence: string): void {
    this.error.textContent = sentence;
    this.error.hidden = sentence === "";
    if (sentence === "") this.input.removeAttribute("aria-invalid");
    else this.input.setAttribute("aria-invalid", "true");
  }
}

// Every digit of a number, not the rounded text of its cell.
function exact(node: Node): string {
  const value = node.role === "token" ? null : exactValue(node);
  return value === null ? (node.text ?? "") : String(value);
}

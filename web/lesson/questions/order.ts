// Items to be put in order: by buttons, or by dragging a handle.

import { placed, say } from "../../app/say";
import { make } from "../../twin/dom";
import { plain, quoted, words } from "../elements";
import type { OrderText, Words } from "../shape";
import type { Body, BodyEvents, Verdict } from "./question";

export class Order implements Body {
  readonly elements: HTMLElement[];
  readonly checked = true;
  private list: HTMLElement;
  private rightly: HTMLElement[];  // the items, in the right order

  constructor(private document: Document, private text: OrderText, private events: BodyEvents) {
    this.rightly = text.items.map((item) => this.item(item));
    this.list = make(document, "ol", { class: "order" });
    this.elements = [this.list];
    this.clear();
  }

  verdict(): Verdict {
    const right = this.rightly.every((item, place) => this.list.children[place] === item);
    return right ? { worth: "right", words: this.text.why } : { worth: "wrong", words: this.text.otherwise };
  }

  reveal(): Words {
    this.arrange(this.rightly);
    return placed(say("This is the order: {0}"), quoted(this.text.why));
  }

  clear(): void {
    this.arrange(mixed(this.rightly));
  }

  private item(text: Words): HTMLElement {
    const name = plain(text);
    const mover = (sign: string, label: string, by: number): HTMLElement => {
      const mover = make(this.document, "button", { type: "button", class: "move", "aria-label": label }, sign);
      mover.addEventListener("click", () => this.move(item, by, mover));
      return mover;
    };
    const grip = make(this.document, "span", { class: "grip", "aria-hidden": "true" });
    const item = make(this.document, "li", {}, grip, make(this.document, "span", { class: "what" }, ...words(this.document, text)),
      mover("↑", say("Move up: {0}", name), -1), mover("↓", say("Move down: {0}", name), 1));
    grip.addEventListener("pointerdown", (event) => this.drag(event, grip, item));
    return item;
  }

  private arrange(items: HTMLElement[]): void {
    this.list.replaceChildren(...items);
    this.ends();
  }

  private ends(): void {
    [...this.list.children].forEach((item, place, all) => item.querySelectorAll(".move").forEach((mover, down) =>
      mover.setAttribute("aria-disabled", String(place === (down === 1 ? all.length - 1 : 0)))));
  }

  private move(item: HTMLElement, by: number, mover: HTMLElement): void {
    const neighbour = this.list.children[this.placeOf(item) + by];
    if (!neighbour) return;
    // The neighbour is the one that moves in the document, so that the focus stays.
    if (by < 0) item.after(neighbour);
    else item.before(neighbour);
    this.ends();
    mover.focus();
    this.told(item);
  }

  private placeOf(item: Element): number {
    return [...this.list.children].indexOf(item);
  }

  private told(item: HTMLElement): void {
    this.events.announce(say("{0}: now {1} of {2}.", item.querySelector(".what")!.textContent ?? "", this.placeOf(item) + 1, this.list.children.length));
  }

  private drag(event: PointerEvent, grip: HTMLElement, item: HTMLElement): void {
    if (event.button !== 0) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    item.classList.add("held");
    const follow = ({ clientY }: PointerEvent) => {
      const over = [...this.list.children].find((other) => {
        const { top, bottom } = other.getBoundingClientRect();
        return other !== item && clientY > top && clientY < bottom;
      });
      if (over && this.placeOf(over) < this.placeOf(item)) item.after(...this.between(over, item));
      else if (over) item.before(...this.between(item, over));
      this.ends();
    };
    const end = () => {
      item.classList.remove("held");
      grip.removeEventListener("pointermove", follow);
      this.told(item);
    };
    grip.addEventListener("pointermove", follow);
    grip.addEventListener("lostpointercapture", end, { once: true });
  }

  // From `first` to `last`, without the held one, in order: they make room.
  private between(first: Element, last: Element): Element[] {
    const [from, to] = [this.placeOf(first), this.placeOf(last)];
    return [...this.list.children].slice(from, to + 1).filter((item) => !item.classList.contains("held"));
  }
}

// The same for everybody, and never the right order: the odd places first, backwards, then the even ones.
function mixed<T>(items: T[]): T[] {
  return [...items.filter((_, place) => place % 2 === 1).reverse(), ...items.filter((_, place) => place % 2 === 0)];
}

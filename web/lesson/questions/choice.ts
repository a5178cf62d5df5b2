// One of several. The arrows go from one to the next without choosing, since choosing tells.

import { placed, say } from "../../app/say";
import { make } from "../../twin/dom";
import { quoted, words } from "../elements";
import type { ChoiceText, Words } from "../shape";
import type { Body, BodyEvents, Verdict } from "./question";

export class Choice implements Body {
  readonly elements: HTMLElement[];
  readonly checked = false;
  private radios: HTMLInputElement[];

  constructor(document: Document, private text: ChoiceText, id: string, events: BodyEvents) {
    this.radios = text.choices.map((_, index) =>
      make(document, "input", { type: "radio", name: id, value: String(index) }) as HTMLInputElement);
    this.elements = text.choices.map((choice, index) =>
      make(document, "label", {}, this.radios[index]!, make(document, "span", {}, ...words(document, choice.text))));
    for (const radio of this.radios) {
      radio.addEventListener("change", () => events.answered());
      radio.addEventListener("keydown", (event) => this.key(event, radio));
    }
  }

  verdict(): Verdict {
    const { right, why } = this.text.choices[this.radios.findIndex((radio) => radio.checked)]!;
    return { worth: right ? "right" : "wrong", words: why };
  }

  reveal(): Words {
    const right = this.text.choices.findIndex((choice) => choice.right);
    this.radios[right]!.checked = true;
    const { text, why } = this.text.choices[right]!;
    return placed(say("The answer is {0}: {1}"), quoted(text), quoted(why));
  }

  clear(): void {
    for (const radio of this.radios) radio.checked = false;
  }

  private key(event: KeyboardEvent, radio: HTMLInputElement): void {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (step !== undefined) {
      event.preventDefault();
      const count = this.radios.length;
      this.radios[(this.radios.indexOf(radio) + step + count) % count]!.focus();
    } else if (event.key === "Enter") {
      radio.click();
    }
  }
}

// A number to type.

import { placed, say } from "../../app/say";
import { make } from "../../twin/dom";
import { quoted } from "../elements";
import type { NumberText, Words } from "../shape";
import { readNumber, shown } from "../typed_number";
import type { Body, BodyEvents, Verdict } from "./question";

const rounding = 1e-9;  // relative: what 1/3 typed and 1/3 computed may differ by

export class Numeral implements Body {
  readonly elements: HTMLElement[];
  readonly checked = true;
  private input: HTMLInputElement;

  constructor(document: Document, private text: NumberText, events: BodyEvents) {
    this.input = make(document, "input", {
      type: "text", inputmode: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
      enterkeyhint: "done", "aria-label": say("Your answer"), class: "answer",
    }) as HTMLInputElement;
    this.input.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && events.answered());
    this.elements = [this.input];
  }

  verdict(): Verdict {
    const read = readNumber(this.input.value);
    const unread = "problem" in read;
    if (unread) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
    if (unread) return { worth: "unread", words: [read.problem] };
    const { answer, why, wrong, otherwise } = this.text;
    const fitting = (value: number) => read.readings.find((reading) => this.close(reading, value));
    const known = [{ value: answer, why }, ...wrong].find(({ value }) => fitting(value) !== undefined);
    const taken = known ? fitting(known.value)! : read.readings[0]!;
    return {
      worth: known?.value === answer ? "right" : "wrong",
      understood: shown(taken) === this.input.value.trim() ? "" : say("Read as {0}.", shown(taken)),
      words: known?.why ?? otherwise,
    };
  }

  reveal(): Words {
    this.input.value = shown(this.text.answer);
    this.input.removeAttribute("aria-invalid");
    return placed(say("The answer is {0}: {1}"), [shown(this.text.answer)], quoted(this.text.why));
  }

  clear(): void {
    this.input.value = "";
  }

  private close(value: number, wanted: number): boolean {
    return Math.abs(value - wanted) <= Math.max(this.text.tolerance ?? 0, rounding) * Math.max(Math.abs(value), Math.abs(wanted));
  }
}

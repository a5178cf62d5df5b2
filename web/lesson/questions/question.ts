// The card of a question: what is asked, a body to answer in, and what the answer is worth.

import { placed, say } from "../../app/say";
import { make } from "../../twin/dom";
import { button, ofPage, quoted, words } from "../elements";
import type { QuestionText, Words } from "../shape";
import { Cells } from "./cells";
import { Choice } from "./choice";
import { Numeral } from "./numeral";
import { Order } from "./order";

export interface Verdict {
  worth: "right" | "wrong" | "unread";
  understood?: string;  // how a typed answer was read, where that is not plain
  words: Words;
}

export interface Body {
  elements: HTMLElement[];
  checked: boolean;  // whether there is a button to check it
  verdict(): Verdict;
  reveal(): Words;  // puts the right answer there, and says why it is right
  clear(): void;
}

export interface BodyEvents {
  answered(): void;
  announce(sentence: string): void;
}

export interface QuestionHost {
  announce(sentence: string): void;
  right(): void;  // answered rightly, and not by being told
}

export class Question {
  readonly element: HTMLElement;
  private body: Body;
  private outcome: HTMLElement;
  private again: HTMLButtonElement;
  private told = false;

  constructor(private document: Document, text: QuestionText, id: string, private host: QuestionHost) {
    this.body = bodyOf(document, text, id, { answered: () => this.judge(), announce: (sentence) => host.announce(sentence) });
    this.outcome = make(document, "p", { class: "outcome", hidden: "", ...ofPage() });
    this.again = button(document, say("Try again"), () => this.clear(), "quiet again");
    this.again.hidden = true;
    const actions = make(document, "div", { class: "actions", ...ofPage() });
    if (this.body.checked) actions.append(button(document, say("Check"), () => this.judge(), "button check"));
    actions.append(button(document, say("Show the answer"), () => this.reveal(), "quiet reveal"), this.again);
    this.element = make(document, "fieldset", { class: `question question-${text.kind}` },
      make(document, "legend", {}, ...words(document, text.text)), ...this.body.elements, this.outcome, actions);
  }

  private judge(): void {
    const { worth, understood, words: because } = this.body.verdict();
    const reason = worth === "unread" ? because : quoted(because);
    this.tell(worth, [understood ? `${understood} ` : "", ...(worth === "right" ? placed(say("✓ Right: {0}"), reason) : reason)]);
    if (worth === "right" && !this.told) this.host.right();
  }

  private reveal(): void {
    this.told = true;
    this.tell("told", this.body.reveal());
  }

  private clear(): void {
    this.body.clear();
    this.told = false;
    this.outcome.hidden = this.again.hidden = true;
    this.element.querySelector<HTMLElement>("input, td [tabindex='0'], li button")?.focus();
  }

  private tell(look: string, outcome: Words): void {
    this.outcome.className = `outcome ${look}`;
    this.outcome.replaceChildren(...words(this.document, outcome));
    this.outcome.hidden = false;
    this.again.hidden = look === "unread";
    this.host.announce(this.outcome.textContent ?? "");
  }
}

function bodyOf(document: Document, text: QuestionText, id: string, events: BodyEvents): Body {
  switch (text.kind) {
    case "choice": return new Choice(document, text, id, events);
    case "number": return new Numeral(document, text, events);
    case "cells": return new Cells(document, text);
    case "order": return new Order(document, text, events);
  }
}

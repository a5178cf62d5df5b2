// Something to do on the board: what the learner's state is worth, and one hint at a time.

import { say } from "../app/say";
import { make } from "../twin/dom";
import { button, ofPage, words } from "./elements";
import type { Score, TaskText, Words } from "./shape";

export interface TaskHost {
  open(link: string): void;
  check(condition: string): boolean;
  value(expression: string): number | undefined;
  announce(sentence: string): void;
  done(): void;  // by the learner, and not by being shown
}

export class Task {
  readonly element: HTMLElement;
  private hint: HTMLElement;
  private praise: HTMLElement;
  private score: HTMLElement;
  private touched = false;
  private shown = false;
  private hinted: Words | undefined;

  constructor(private document: Document, private text: TaskText, private host: TaskHost) {
    this.hint = make(document, "p", { class: "hint", hidden: "" });
    this.praise = make(document, "p", { class: "done", hidden: "" }, "✓ ", ...words(document, text.done));
    this.score = make(document, "p", { class: "score", hidden: "", ...ofPage() });
    const actions = make(document, "div", { class: "actions", ...ofPage() },
      button(document, say("Show me"), () => this.show(text.solution), "quiet show"));
    if (text.score) actions.append(button(document, say("Show the best"), () => this.show(text.score!.link), "quiet show-best"));
    this.element = make(document, "div", { class: "task" },
      make(document, "p", { class: "ask" }, ...words(document, text.text)), this.hint, this.praise, this.score, actions);
  }

  // The step is turned to: the board is set, and nothing is done yet.
  begin(): void {
    this.touched = this.shown = false;
    this.praise.hidden = this.score.hidden = true;
    this.suggest(undefined);
  }

  // After every change of the state: is it done, and if not, is there something to say?
  judge(byLearner: boolean): void {
    this.touched ||= byLearner;
    if (!this.touched) return;
    const holds = this.host.check(this.text.check);
    if (holds) this.succeed();
    if (holds && this.text.score) this.rate(this.text.score);
    this.suggest(this.praise.hidden ? this.text.hints.find(({ when }) => this.host.check(when))?.text : undefined);
  }

  private succeed(): void {
    if (!this.shown) this.host.done();
    if (!this.praise.hidden) return;
    this.praise.hidden = false;
    this.host.announce(this.praise.textContent ?? "");
  }

  private rate({ of, unit, best }: Score): void {
    const reached = this.host.value(of);
    this.score.hidden = reached === undefined;
    if (reached === undefined) return;
    const count = (value: number) => value.toLocaleString("en", { maximumFractionDigits: 6 });
    const sentence = reached <= best ? say("Your score: {0} {1}, the best known.", count(reached), unit)
      : say("Your score: {0} {1}. The best known is {2}.", count(reached), unit, count(best));
    if (this.score.textContent === sentence) return;
    this.score.textContent = sentence;
    this.host.announce(sentence);
  }

  private suggest(hint: Words | undefined): void {
    if (hint === this.hinted) return;
    this.hinted = hint;
    this.hint.hidden = hint === undefined;
    if (hint === undefined) return;
    this.hint.replaceChildren(...words(this.document, hint));
    this.host.announce(this.hint.textContent ?? "");
  }

  private show(link: string): void {
    this.shown = this.touched = true;
    this.host.open(link);
    this.judge(false);
  }
}

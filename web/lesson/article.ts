// One lesson on the screen: its steps, of which one is seen. The site's first page is made by this too.

import { say } from "../app/say";
import { make } from "../twin/dom";
import { ofLessons, ofPage, words } from "./elements";
import { Question } from "./questions/question";
import type { LessonText, StepText } from "./shape";
import { Task, type TaskHost } from "./task";

export interface ArticleHost extends Omit<TaskHost, "done"> {
  done(step: string): void;
  right(step: string): void;
}

export class Article {
  readonly element: HTMLElement;
  private sections: HTMLElement[];
  private tasks: (Task | undefined)[];
  private bars: HTMLElement[];
  private whereabouts: HTMLElement;
  private index = 0;

  constructor(private document: Document, readonly text: LessonText, private host: ArticleHost) {
    this.tasks = text.steps.map(({ id, task }) => task && new Task(document, task, { ...bound(host), done: () => host.done(id) }));
    this.sections = text.steps.map((step, index) => this.section(step, this.tasks[index]));
    this.bars = text.steps.map(() => make(document, "span"));
    this.whereabouts = make(document, "span", { class: "place", ...ofPage() });
    this.element = make(document, "article", { class: "lesson", "data-lesson": text.id, ...ofLessons() },
      make(document, "p", { class: "whereabouts" },
        make(document, "span", { class: "lesson-title" }, ...words(document, text.title)), " ", this.whereabouts),
      make(document, "div", { class: "progress", "aria-hidden": "true" }, ...this.bars), ...this.sections);
    this.show(0);
  }

  get step(): StepText {
    return this.text.steps[this.index]!;
  }

  get place(): number {
    return this.index + 1;
  }

  get heading(): HTMLElement {
    return this.sections[this.index]!.querySelector("h2")!;
  }

  show(index: number): void {
    this.index = Math.max(0, Math.min(this.sections.length - 1, index));
    this.sections.forEach((section, place) => (section.hidden = place !== this.index));
    this.bars.forEach((bar, place) => bar.classList.toggle("reached", place <= this.index));
    this.whereabouts.textContent = say("step {0} of {1}", this.index + 1, this.sections.length);
    this.tasks[this.index]?.begin();
  }

  judge(byLearner: boolean): void {
    this.tasks[this.index]?.judge(byLearner);
  }

  private section(step: StepText, task: Task | undefined): HTMLElement {
    const section = make(this.document, "section", { class: "step" },
      make(this.document, "h2", { tabindex: "-1" }, ...words(this.document, step.title)), ...words(this.document, step.text));
    if (task) section.append(task.element);
    if (step.question) {
      section.append(new Question(this.document, step.question, `${this.text.id}-${step.id}`, {
        announce: (sentence) => this.host.announce(sentence), right: () => this.host.right(step.id),
      }).element);
    }
    return section;
  }
}

const bound = (host: ArticleHost): Omit<TaskHost, "done"> => ({
  open: (link) => host.open(link), check: (condition) => host.check(condition),
  value: (expression) => host.value(expression), announce: (sentence) => host.announce(sentence),
});

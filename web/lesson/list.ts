// The list of lessons: what each teaches, takes and needs, and how far the learner is.

import { make } from "../twin/dom";
import { button, words } from "./elements";
import type { Progress } from "./progress";
import type { CatalogueEntry, Place } from "./shape";

export interface ListHost {
  address(place: Place): string;
  open(place: Place): void;
  say(sentence: string): void;
}

const notKept = "Progress is not kept here: this page may not store anything. It lasts until the page is closed.";

export class LessonList {
  readonly element: HTMLElement;
  private warned = false;
  private present = "";

  constructor(private document: Document, private lessons: CatalogueEntry[], private progress: Progress, private host: ListHost) {
    this.element = make(document, "section", { class: "lesson-list", "aria-label": "Lessons" });
  }

  // `present` is the lesson that is open.
  show(present: string): void {
    this.present = present;
    this.element.replaceChildren(
      make(this.document, "h2", { tabindex: "-1" }, "Lessons"),
      make(this.document, "ol", {}, ...this.lessons.map((entry) => this.item(entry, entry.id === present))),
      this.foot());
    if (!this.progress.kept && !this.warned) {
      this.warned = true;
      this.host.say(notKept);
    }
  }

  get heading(): HTMLElement {
    return this.element.querySelector("h2")!;
  }

  private item(entry: CatalogueEntry, present: boolean): HTMLElement {
    const { document } = this;
    const item = make(document, "li", present ? { "data-present": "" } : {},
      make(document, "p", { class: "list-title" }, this.link(entry, 1), " ",
        make(document, "span", { class: "minutes" }, `${entry.minutes} min`)),
      make(document, "p", { class: "teaches" }, ...words(document, entry.teaches)));
    const needed = this.lessons.filter(({ id }) => entry.needs.includes(id));
    if (needed.length > 0) {
      const names = needed.flatMap((one, index) => [index > 0 ? ", " : " ", this.link(one, 1)]);
      item.append(make(document, "p", { class: "needs" }, "Needs", ...names));
    }
    const marks = this.progress.of(entry.id);
    const seen = entry.steps.filter((id) => marks.seen.includes(id)).length;
    if (seen > 0) item.append(...this.reached(entry, seen));
    return item;
  }

  private reached(entry: CatalogueEntry, seen: number): HTMLElement[] {
    const { document } = this;
    const marks = this.progress.of(entry.id);
    const bars = entry.steps.map((id) => make(document, "span", marks.seen.includes(id) ? { class: "reached" } : {}));
    const parts = [`${seen} of ${entry.steps.length} steps seen`];
    if (entry.questions > 0) parts.push(`${count(entry, marks.answered)} of ${entry.questions} questions answered`);
    if (entry.tasks > 0) parts.push(`${count(entry, marks.done)} of ${entry.tasks} tasks done`);
    const next = entry.steps.findLastIndex((id) => marks.seen.includes(id)) + 1;
    const lines = [make(document, "div", { class: "progress", "aria-hidden": "true" }, ...bars),
      make(document, "p", { class: "mine" }, `${parts.join(", ")}.`)];
    if (next < entry.steps.length)
      lines.push(make(document, "p", { class: "go-on" }, this.link(entry, next + 1, `Go on at step ${next + 1}`)));
    return lines;
  }

  private link(entry: CatalogueEntry, step: number, label?: string): HTMLElement {
    const place = { lesson: entry.id, step };
    const link = make(this.document, "a", { href: this.host.address(place) }, ...(label ? [label] : words(this.document, entry.title)));
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;  // a tab or a window of its own
      event.preventDefault();
      this.host.open(place);
    });
    return link;
  }

  private foot(): HTMLElement {
    const { document } = this;
    const foot = make(document, "div", { class: "list-foot" });
    if (!this.progress.kept) foot.append(make(document, "p", { class: "not-kept" }, notKept));
    else foot.append(make(document, "p", {}, "Your progress is kept on this device only."));
    foot.append(make(document, "p", { class: "way-out" }, ...[["teachers", "For teachers"], ["promises", "Promises"], ["accessibility", "Accessibility"]]
      .flatMap(([page, words], place) => [place > 0 ? " · " : "", make(document, "a", { href: `${page}.html`, target: "_blank", rel: "noopener" }, words)])));
    if (!this.progress.empty) foot.append(button(document, "Clear progress", () => this.ask(foot), "button clear"));
    return foot;
  }

  private ask(foot: HTMLElement): void {
    const again = button(this.document, "Keep it", () => {
      foot.replaceWith(this.foot());
      this.element.querySelector<HTMLElement>(".clear")?.focus();
    }, "button keep");
    const clear = button(this.document, "Clear", () => {
      this.progress.clear();
      this.show(this.present);
      this.heading.focus();
      this.host.say("Progress is cleared.");
    }, "button really");
    foot.replaceChildren(make(this.document, "p", {}, "Clear what you have reached in all lessons?"), clear, again);
    again.focus();
  }
}

const count = (entry: CatalogueEntry, marked: readonly string[]): number => marked.filter((id) => entry.steps.includes(id)).length;

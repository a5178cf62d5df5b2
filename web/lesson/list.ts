// The list of lessons: what each teaches, takes and needs, and how far the learner is.

import { placed, say } from "../app/say";
import { make } from "../twin/dom";
import { button, quoted, words } from "./elements";
import type { Progress } from "./progress";
import type { CatalogueEntry, Place } from "./shape";

export interface ListHost {
  address(place: Place): string;
  open(place: Place): void;
  announce(sentence: string): void;
}

const notKept = () => say("Progress is not kept here: this page may not store anything. It lasts until the page is closed.");

export class LessonList {
  readonly element: HTMLElement;
  private warned = false;
  private present = "";

  constructor(private document: Document, private lessons: CatalogueEntry[], private progress: Progress, private host: ListHost) {
    this.element = make(document, "section", { class: "lesson-list", "aria-label": say("Lessons") });
  }

  // `present` is the lesson that is open.
  show(present: string): void {
    this.present = present;
    this.element.replaceChildren(
      make(this.document, "h2", { tabindex: "-1" }, say("Lessons")),
      make(this.document, "ol", {}, ...this.lessons.map((entry) => this.item(entry, entry.id === present))),
      this.foot());
    if (!this.progress.kept && !this.warned) {
      this.warned = true;
      this.host.announce(notKept());
    }
  }

  get heading(): HTMLElement {
    return this.element.querySelector("h2")!;
  }

  private item(entry: CatalogueEntry, present: boolean): HTMLElement {
    const { document } = this;
    const item = make(document, "li", present ? { "data-present": "" } : {},
      make(document, "p", { class: "list-title" }, this.link(entry, 1), " ",
        make(document, "span", { class: "minutes" }, say("{0} min", entry.minutes))),
      make(document, "p", { class: "teaches" }, ...words(document, quoted(entry.teaches))));
    const needed = this.lessons.filter(({ id }) => entry.needs.includes(id));
    if (needed.length > 0) {
      const names = needed.flatMap((one, index) => [...(index > 0 ? [", "] : []), this.link(one, 1)]);
      item.append(make(document, "p", { class: "needs" }, ...placed(say("Needs {0}"), names)));
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
    const parts = [say("{0} of {1} steps seen", seen, entry.steps.length)];
    if (entry.questions > 0) parts.push(say("{0} of {1} questions answered", count(entry, marks.answered), entry.questions));
    if (entry.tasks > 0) parts.push(say("{0} of {1} tasks done", count(entry, marks.done), entry.tasks));
    const next = entry.steps.findLastIndex((id) => marks.seen.includes(id)) + 1;
    const lines = [make(document, "div", { class: "progress", "aria-hidden": "true" }, ...bars),
      make(document, "p", { class: "mine" }, `${parts.join(", ")}.`)];
    if (next < entry.steps.length)
      lines.push(make(document, "p", { class: "go-on" }, this.link(entry, next + 1, say("Go on at step {0}", next + 1))));
    return lines;
  }

  private link(entry: CatalogueEntry, step: number, label?: string): HTMLElement {
    const place = { lesson: entry.id, step };
    const link = make(this.document, "a", { href: this.host.address(place) }, ...(label ? [label] : words(this.document, quoted(entry.title))));
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
    if (!this.progress.kept) foot.append(make(document, "p", { class: "not-kept" }, notKept()));
    else foot.append(make(document, "p", {}, say("Your progress is kept on this device only.")));
    foot.append(make(document, "p", { class: "way-out" }, ...[["teachers", say("For teachers")], ["promises", say("Promises")], ["accessibility", say("Accessibility")]]
      .flatMap(([page, words], place) => [place > 0 ? " · " : "", make(document, "a", { href: `${page}.html`, target: "_blank", rel: "noopener" }, words)])));
    if (!this.progress.empty) foot.append(button(document, say("Clear progress"), () => this.ask(foot), "button clear"));
    return foot;
  }

  private ask(foot: HTMLElement): void {
    const again = button(this.document, say("Keep it"), () => {
      foot.replaceWith(this.foot());
      this.element.querySelector<HTMLElement>(".clear")?.focus();
    }, "button keep");
    const clear = button(this.document, say("Clear"), () => {
      this.progress.clear();
      this.show(this.present);
      this.heading.focus();
      this.host.announce(say("Progress is cleared."));
    }, "button really");
    foot.replaceChildren(make(this.document, "p", {}, say("Clear what you have reached in all lessons?")), clear, again);
    again.focus();
  }
}

const count = (entry: CatalogueEntry, marked: readonly string[]): number => marked.filter((id) => entry.steps.includes(id)).length;

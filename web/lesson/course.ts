// All lessons: fetched when shown, kept while the page lasts.

import { catalogue } from "lookback-catalogue";
import type { Assets } from "../app/load";
import { say } from "../app/say";
import { Article } from "./article";
import type { LessonHost } from "./column";
import { LessonList } from "./list";
import { Progress } from "./progress";
import type { CatalogueEntry, LessonText, Place } from "./shape";

export class Course {
  private articles = new Map<string, Article>();
  private article: Article | undefined;
  private progress = new Progress();
  private listed = false;
  private wanted: Place | undefined;  // asked for last
  private list: LessonList;
  private scroll: HTMLElement;

  constructor(
    private column: HTMLElement, private host: LessonHost, private assets: Assets, private seed: number, go: (place: Place) => void,
  ) {
    this.scroll = column.querySelector(".lesson-scroll")!;
    this.list = new LessonList(document, catalogue, this.progress, {
      address: (place) => host.address(place), open: go, announce: (sentence) => host.announce(sentence),
    });
    column.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.listed) return;
      this.listButton.click();
      this.listButton.focus();
    });
  }

  get link(): string {
    return this.article?.step.link ?? "";
  }

  get heading(): HTMLElement {
    return this.listed || !this.article ? this.list.heading : this.article.heading;
  }

  judge(byLearner: boolean): void {
    this.article?.judge(byLearner);
  }

  // The step after or before the shown one; after the last comes the next lesson.
  beyond(by: number): Place | undefined {
    if (!this.article) return undefined;
    const { text, place } = this.article;
    if (by < 0) return place > 1 ? { lesson: text.id, step: place - 1 } : undefined;
    if (place < text.steps.length) return { lesson: text.id, step: place + 1 };
    const next = this.nextLesson(text.id);
    return next && { lesson: next.id, step: 1 };
  }

  // False when something else has been asked for meanwhile.
  async show(place: Place, current: () => boolean): Promise<boolean> {
    this.wanted = place;
    const article = this.articles.get(place.lesson) ?? (await this.fetch(place.lesson));
    if (!current()) return false;
    this.articles.set(place.lesson, article);
    const standing = this.scroll.querySelector("article")?.dataset.lesson === place.lesson && !this.article && place.step === 1;
    if (this.article) this.saw(this.article);
    this.article = article;
    article.show(place.step - 1);
    if (!standing) this.saw(article);  // the step that stands in every page counts when it is left
    this.listed = false;
    this.arrange(article.element);
    return true;
  }

  // Where no lesson could be fetched so far, closing the list asks for it again.
  async toggleList(current: () => boolean): Promise<void> {
    if (this.listed && !this.article && this.wanted) await this.show(this.wanted, current);
    else this.setListed(!this.listed);
    this.heading.focus();
  }

  private setListed(listed: boolean): void {
    this.listed = listed;
    if (listed) this.list.show(this.article?.text.id ?? "");
    this.arrange(listed ? this.list.element : this.article?.element);
  }

  private saw(article: Article): void {
    this.progress.add(article.text.id, "seen", article.step.id);
  }

  private get listButton(): HTMLElement {
    return this.column.querySelector(".lesson-list-button")!;
  }

  private nextLesson(id: string): CatalogueEntry | undefined {
    return catalogue[catalogue.findIndex((entry) => entry.id === id) + 1];
  }

  private arrange(content: HTMLElement | undefined): void {
    const before = this.scroll.querySelector("article");
    if (before && content && before !== content && content.dataset.lesson === before.dataset.lesson) {
      takeOver(before, content);
    } else {
      if (content && this.scroll.firstElementChild !== content) this.scroll.replaceChildren(content);
      this.scroll.scrollTop = 0;
    }
    this.column.toggleAttribute("data-listed", this.listed);
    this.listButton.textContent = this.listed ? say("Close") : say("Lessons");
    if (!this.article) return;
    const { text, place } = this.article;
    const last = place === text.steps.length;
    const next = this.column.querySelector(".lesson-next")!;
    next.textContent = last && this.nextLesson(text.id) ? say("Next lesson") : say("Next →");
    next.setAttribute("aria-disabled", String(this.beyond(1) === undefined));
    this.column.querySelector(".lesson-back")!.setAttribute("aria-disabled", String(place === 1));
  }

  private async fetch(id: string): Promise<Article> {
    const { variants } = catalogue.find((entry) => entry.id === id)!;
    const text = (await this.text(variants > 1 ? `lesson-${id}.${this.seed % variants}.json` : `lesson-${id}.json`)) as LessonText;
    return new Article(document, text, {
      open: (link) => this.host.open(link), check: (condition) => this.host.check(condition),
      value: (expression) => this.host.value(expression), announce: (sentence) => this.host.announce(sentence),
      done: (step) => this.progress.add(id, "done", step), right: (step) => this.progress.add(id, "answered", step),
    });
  }

  private async text(name: string): Promise<unknown> {
    const response = await this.assets.fetch(name).catch(() => {
      throw new Error(say("The lesson could not be fetched: the network does not answer."));
    });
    if (!response.ok) throw new Error(say("The lesson could not be fetched: the server answered {0}.", response.status));
    return response.json().catch(() => {
      throw new Error(say("The lesson could not be fetched whole."));
    });
  }
}

// What was typed and chosen in the step that stood in the page is still there when it has come to life, and so are
// the focus and the place that was scrolled to.
function takeOver(before: HTMLElement, after: HTMLElement): void {
  const stops = (article: HTMLElement) => [...article.querySelectorAll<HTMLElement>("h2, input, button")];
  const focused = stops(before).indexOf(document.activeElement as HTMLElement);
  const old = [...before.querySelectorAll("input")];
  before.replaceWith(after);
  void after.offsetHeight;  // WebKit scrolls to what is focused before it has a place
  stops(after)[focused]?.focus({ preventScroll: true });
  [...after.querySelectorAll("input")].slice(0, old.length).forEach((input, index) => {
    if (old[index]!.checked) input.click();
    else if (input.type === "text") input.value = old[index]!.value;
  });
}

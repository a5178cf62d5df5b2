// The lesson column as it is from the first frame on: its buttons, and the first step, which stands in the page.
// Everything else, the other lessons and what answers are worth, is fetched when it is wanted.

import type { Assets } from "../app/load";
import { say } from "../app/say";
import type { Course } from "./course";
import type { Place } from "./shape";

export interface LessonHost {
  openStep(place: Place, link: string): void;  // a new entry of the browser's history
  open(link: string): void;
  check(condition: string): boolean;
  value(expression: string): number | undefined;
  share(): void;
  address(place: Place): string;
  announce(sentence: string): void;
}

export class LessonColumn {
  private course: Course | undefined;
  private asked = 0;
  private scroll: HTMLElement;

  constructor(private column: HTMLElement, private host: LessonHost, private assets: Assets, private seed: number) {
    this.scroll = column.querySelector(".lesson-scroll")!;
    const pressed = (selector: string, act: () => unknown) =>
      column.querySelector(selector)!.addEventListener("click", () => void act());
    pressed(".lesson-back", () => this.wish((course, current) => this.go(course, course.beyond(-1), current)));
    pressed(".lesson-next", () => this.wish((course, current) => this.go(course, course.beyond(1), current)));
    pressed(".lesson-list-button", () => this.wish((course, current) => course.toggleList(current)));
    pressed(".lesson-share", () => this.host.share());
  }

  // Shows what the address names, without touching the board; false, and said, when it cannot be had now.
  show(place: Place): Promise<boolean> {
    return this.wish((course, current) => course.show(place, current), true);
  }

  // After the first frame: the step that stands in the page comes to life.
  async arrive(place: Place): Promise<void> {
    if (this.asked === 0) await this.wish((course, current) => course.show(place, current));
  }

  // The link that sets the board for the shown step; "" leaves the board as it is.
  get link(): string {
    return this.course?.link ?? "";
  }

  // After every change of the state.
  judge(byLearner: boolean): void {
    this.course?.judge(byLearner);
  }

  private async go(course: Course, place: Place | undefined, current: () => boolean): Promise<void> {
    if (!place || !(await course.show(place, current))) return;
    this.host.openStep(place, course.link);
    course.heading.focus();
  }

  // Of two wishes the later one counts. `alone`: what stands there now is not what was wished for.
  private async wish(act: (course: Course, current: () => boolean) => unknown, alone = false): Promise<boolean> {
    const number = ++this.asked;
    const current = () => number === this.asked;
    this.scroll.ariaBusy = "true";
    try {
      this.course ??= await this.bring();
      if (current()) await act(this.course, current);
      if (current()) this.scroll.querySelector(".lesson-trouble")?.remove();
      return current();
    } catch (error) {
      if (current()) this.trouble((error as Error).message, () => this.wish(act, alone), alone);
      return false;
    } finally {
      if (current()) this.scroll.ariaBusy = null;
    }
  }

  private async bring(): Promise<Course> {
    const { Course } = await this.assets.course().catch(() => {
      throw new Error(say("The lessons could not be fetched: the network does not answer."));
    });
    return this.course ?? new Course(this.column, this.host, this.assets, this.seed,
      (place) => void this.wish((course, current) => this.go(course, place, current)));
  }

  private trouble(sentence: string, again: () => Promise<boolean>, alone: boolean): void {
    const line = document.createElement("p");
    const button = document.createElement("button");
    line.className = "lesson-trouble";
    button.type = "button";
    button.className = "button";
    button.textContent = say("Try again");
    button.addEventListener("click", async () => {
      if (await again()) this.course?.heading.focus();
    });
    line.append(`${sentence} `, button);
    const old = this.scroll.querySelector(".lesson-trouble");
    const focused = old?.contains(document.activeElement);
    old?.remove();
    if (alone) this.scroll.replaceChildren();
    this.scroll.prepend(line);
    if (focused) button.focus();
    this.host.announce(sentence);
  }
}

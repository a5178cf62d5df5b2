// The lesson column. Its words are in the page already, made from web/lessons at build; this turns the steps,
// sets the board, and says what the learner's state and answers are worth.

import { Question } from "./question";

export interface LessonHost {
  ready(): boolean;
  openStep(lesson: string, step: number, link: string): void;
  check(condition: string): boolean;
  share(): string;  // the address to copy
  say(sentence: string): void;
}

export class LessonColumn {
  private lesson: HTMLElement | undefined;
  private steps: HTMLElement[] = [];
  private index = 0;
  private touched = false;

  constructor(private column: HTMLElement, private host: LessonHost) {
    for (const set of column.querySelectorAll<HTMLElement>(".question")) new Question(set, (sentence) => host.say(sentence));
    column.querySelector(".lesson-back")!.addEventListener("click", () => this.turn(-1));
    column.querySelector(".lesson-next")!.addEventListener("click", () => this.turn(1));
    column.querySelector(".lesson-share")!.addEventListener("click", (event) => void this.share(event.currentTarget as HTMLElement));
  }

  // Lessons in the page: id and number of steps.
  static inventory(column: HTMLElement): Map<string, number> {
    return new Map([...column.querySelectorAll<HTMLElement>(".lesson")].map(
      (lesson) => [lesson.dataset.lesson!, lesson.querySelectorAll(".step").length]));
  }

  // Shows a step without touching the board.
  show(id: string, step: number): void {
    for (const lesson of this.column.querySelectorAll<HTMLElement>(".lesson")) {
      lesson.hidden = lesson.dataset.lesson !== id;
      if (!lesson.hidden) this.lesson = lesson;
    }
    this.steps = [...(this.lesson?.querySelectorAll<HTMLElement>(".step") ?? [])];
    this.index = Math.max(0, Math.min(this.steps.length - 1, step - 1));
    this.steps.forEach((element, index) => (element.hidden = index !== this.index));
    this.lesson?.querySelectorAll(".progress > *").forEach((bar, index) => bar.classList.toggle("reached", index <= this.index));
    const place = this.lesson?.querySelector(".place");
    if (place) place.textContent = `step ${this.index + 1} of ${this.steps.length}`;
    this.dim(".lesson-back", this.index === 0);
    this.dim(".lesson-next", this.index === this.steps.length - 1);
    this.touched = false;
    this.column.querySelector(".lesson-scroll")!.scrollTop = 0;
  }

  // The link that sets the board for the shown step; "" leaves the board as it is.
  get link(): string {
    return this.steps[this.index]?.dataset.link ?? "";
  }

  get step(): number {
    return this.index + 1;
  }

  // After every change of the state: is the task done, and if not, is there something to say?
  judge(byLearner: boolean): void {
    const task = this.steps[this.index]?.querySelector<HTMLElement>(".task");
    if (!task || !this.host.ready()) return;
    if (byLearner) this.touched = true;
    const done = task.querySelector<HTMLElement>(".done")!;
    const hints = [...task.querySelectorAll<HTMLElement>(".hint")];
    if (done.hidden && this.touched && this.host.check(task.dataset.check!)) {
      done.hidden = false;
      this.host.say(done.textContent ?? "");
    }
    const useful = done.hidden && this.touched ? hints.find((hint) => this.host.check(hint.dataset.when!)) : undefined;
    for (const hint of hints) hint.hidden = hint !== useful;
  }

  private turn(by: number): void {
    const next = this.index + by;
    if (!this.lesson || next < 0 || next >= this.steps.length || !this.host.ready()) return;
    const task = this.steps[next]!.querySelector<HTMLElement>(".done");
    if (task) task.hidden = true;
    this.show(this.lesson.dataset.lesson!, next + 1);
    this.host.openStep(this.lesson.dataset.lesson!, next + 1, this.link);
    this.steps[next]!.querySelector<HTMLElement>("h2")?.focus();
  }

  private dim(selector: string, off: boolean): void {
    this.column.querySelector(selector)!.setAttribute("aria-disabled", String(off));
  }

  private async share(button: HTMLElement): Promise<void> {
    const address = this.host.share();
    const copied = (await copy(address)) ? "Link copied" : "Copy the address bar";
    button.textContent = copied;
    this.host.say(`${copied}.`);
    setTimeout(() => (button.textContent = "Share"), 2000);
  }
}

async function copy(words: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = words;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}

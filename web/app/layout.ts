// Which of canvas, twin and lesson is to be seen, at which width. The rest is the style sheet's.

import { alongReading } from "./keys";
import type { View } from "./parameters";

type StageState = "loading" | "on" | "none";
type Panel = "lab" | "lesson" | "table";

export class Layout {
  changed = () => {};
  viewChosen = (_view: View) => {};
  private root = document.documentElement;
  private phone = matchMedia("(max-width: 639.98px)");
  private main = document.getElementById("lab")!;
  private box = document.getElementById("stage")!;
  private loadingBox = document.getElementById("loading")!;
  private toggle = document.getElementById("view-toggle")!;
  private room = { width: 0, height: 0 };
  private view: View;
  private panel: Panel;
  private drawn: StageState = "loading";

  // `lesson`: the address names one; where there is room for one panel, that is it.
  constructor(view: View, embed: boolean, lesson: boolean) {
    if (embed) this.root.dataset.embed = "";
    this.view = view;
    this.panel = lesson && !embed ? "lesson" : view === "table" ? "table" : "lab";
    this.paint();
    this.phone.addEventListener("change", () => {
      this.paint();
      this.changed();
    });
    for (const tab of document.querySelectorAll<HTMLElement>("#tabs [role=tab]")) {
      tab.addEventListener("click", () => this.choosePanel(tab.dataset.panel as Panel));
      tab.addEventListener("keydown", (event) => this.tabKey(event, tab));
    }
    this.toggle.addEventListener("click", () => this.chooseView(this.view === "table" ? "canvas" : "table"));
    new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = this.main;
      if (width === this.room.width && height === this.room.height) return;
      this.room = { width, height };
      this.changed();
    }).observe(this.main);
    addEventListener("resize", () => this.changed());
  }

  get state(): StageState {
    return this.drawn;
  }

  // Whether the learner's choice of panel or view asks for the canvas.
  get canvasWanted(): boolean {
    return this.phone.matches ? this.panel === "lab" : this.view !== "table";
  }

  get canvasShown(): boolean {
    return this.state === "on" && this.canvasWanted;
  }

  stage(state: StageState): void {
    this.drawn = state;
    this.explanation("");
    this.paint();
  }

  loading(sentence: string): void {
    this.loadingBox.hidden = sentence === "";
    if (sentence !== "") this.loadingBox.querySelector("span")!.textContent = sentence;
  }

  progress(part: number): void {
    this.loadingBox.querySelector("progress")!.value = part;
  }

  // There is none, or none for now: a plain sentence above the tables says why.
  noPicture(sentence: string): void {
    this.stage("none");
    this.explanation(sentence);
  }

  private explanation(sentence: string): void {
    const line = document.getElementById("explanation")!;
    line.hidden = sentence === "";
    line.textContent = sentence;
  }

  // Gives the canvas the height that its content needs at this width, and at least the window's.
  fit(needed: (width: number) => number): void {
    const width = this.box.clientWidth;
    if (width === 0) return;
    const wide = matchMedia("(min-width: 1100px)").matches || this.root.dataset.embed !== undefined;
    const height = Math.ceil(wide ? Math.max(needed(width), this.main.clientHeight) : needed(width));
    const wanted = `${height}px`;
    if (this.box.style.height !== wanted) this.box.style.height = wanted;
  }

  private choosePanel(panel: Panel): void {
    this.panel = panel;
    this.paint();
    this.changed();
  }

  private chooseView(view: View): void {
    this.view = view;
    this.panel = view === "table" ? "table" : "lab";
    this.paint();
    this.viewChosen(view);
    this.changed();
  }

  // The canvas is loading (laid out, not yet seen), shown or hidden; the twin is shown wherever the canvas is not.
  private paint(): void {
    this.root.dataset.panel = this.panel;
    this.root.dataset.canvas = !this.canvasWanted || this.drawn === "none" ? "hidden" : this.drawn === "on" ? "shown" : "loading";
    this.root.dataset.twin = this.canvasShown && this.view !== "both" ? "hidden" : "shown";
    this.toggle.hidden = this.drawn === "none";
    for (const tab of document.querySelectorAll<HTMLElement>("#tabs [role=tab]")) {
      const chosen = tab.dataset.panel === this.panel;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
    this.toggle.setAttribute("aria-pressed", String(this.view === "table"));
  }

  private tabKey(event: KeyboardEvent, tab: HTMLElement): void {
    const direction = { ArrowRight: 1, ArrowLeft: -1 }[alongReading(event.key)];
    if (direction === undefined) return;
    const tabs = [...tab.parentElement!.children] as HTMLElement[];
    const next = tabs[(tabs.indexOf(tab) + direction + tabs.length) % tabs.length]!;
    next.focus();
    next.click();
    event.preventDefault();
  }
}

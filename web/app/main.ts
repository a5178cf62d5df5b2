// The page: fetches the C++, feeds it what happens, and shows what it says.

import glue from "lookback-glue";
import { assets } from "lookback-assets";
import { LessonColumn } from "../lesson/lesson";
import { TwinActions } from "../twin/actions";
import { Painter } from "../twin/painter";
import type { Core } from "./core";
import { takeGlobalKeys } from "./keys";
import { Layout } from "./layout";
import { AddressBar } from "./link";
import { loadCore } from "./load";
import { NodeStore, type Changes } from "./nodes";
import { Overlay } from "./overlay";
import { readParameters } from "./parameters";
import { Stage } from "./platform";
import { publish } from "./public";
import { watchScrollers } from "./scrollers";
import { SecondModule } from "./second";
import { Speech } from "./speech";
import { followLook, type Look } from "./theme";

const slowMs = 5000;
const leastTickMs = 16;

function byId<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

class Page {
  private column = byId("column");
  private lessons = LessonColumn.inventory(this.column);
  private parameters = readParameters(location.search, this.lessons);
  private store = new NodeStore();
  private painter = new Painter(byId("twin"), this.store);
  private speech = new Speech(byId("polite"), byId("banner"), byId("alert"));
  private layout = new Layout(this.parameters.view, this.parameters.embed);
  private second = new SecondModule(assets.second, () => this.completed());
  private painting = false;
  private behind = false;
  private awaited = "";  // a link that waits for the second module
  private core: Core | undefined;
  private stage: Stage | undefined;
  private ticking = 0;
  private opened = () => {};
  private whole = () => {};
  private failed = (_why: Error) => {};
  private absent = "The lab is still loading.";  // why there is no core

  private actions = new TwinActions(byId("twin"), this.store, this.painter, {
    act: (id, verb, text, gesture) => this.act(id, verb, text, gesture),
    edit: (id, typed) => this.core && this.overlay.open(id, typed),
    focused: (id) => {
      this.core?.focus(id);
      this.settle();
    },
    hovered: (id) => {
      this.core?.hover(id);
      this.settle();
    },
    hint: (sentence) => this.speech.warn(sentence),
  });

  private overlay = new Overlay(byId("overlay"), byId("overlay-input"), byId("overlay-error"), {
    node: (id) => this.store.get(id),
    box: (id) => this.boxOf(id),
    commit: (id, text) => {
      const error = this.act(id, "set", text, this.actions.newGesture());
      if (error !== "") this.speech.warn(error, false);
      return error;
    },
    refocus: (id) => this.painter.target(id)?.focus({ preventScroll: this.layout.canvasShown }),
    reverted: (sentence) => this.speech.warn(sentence),
  });

  private bar = new AddressBar({
    open: (link) => this.open(link),
    refused: (sentence) => this.speech.warn(sentence),
    navigated: () => {
      const { lesson, step } = readParameters(location.search, this.lessons);
      this.lesson.show(lesson, step || 1);
    },
  });

  private lesson = new LessonColumn(this.column, {
    ready: () => this.core !== undefined,
    openStep: (lesson, step, link) => {
      this.bar.push({ lesson, step: String(step) }, link || location.hash);
      if (link === "") return;
      const error = this.open(link);
      if (error !== "") this.speech.warn(error);
    },
    check: (condition) => this.core?.check(condition) === 1,
    share: () => {
      this.bar.flush();
      return location.href.split("#")[0] + (this.core?.link() ?? location.hash);
    },
    say: (sentence) => this.speech.sayAlso(sentence),
  });

  async run(): Promise<void> {
    const look = followLook(this.parameters.theme, (now) => this.look(now));
    this.lesson.show(this.parameters.lesson, this.parameters.step || 1);
    if (this.parameters.problems.length > 0) this.speech.warn(this.parameters.problems.join(" "));
    const ready = new Promise<void>((resolve, reject) => {
      const shown = new Promise<void>((done) => (this.opened = done));
      const whole = new Promise<void>((done) => (this.whole = done));
      void Promise.all([shown, whole]).then(() => resolve());
      this.failed = reject;
    });
    ready.catch(() => {});  // the banner has said it
    publish(ready, () => this.core, (link) => this.open(link));
    takeGlobalKeys((id) => this.actions.pressById(id));
    this.layout.changed = () => this.arrange();
    watchScrollers(byId("twin"));
    this.layout.viewChosen = (view) => this.bar.replaceQuery({ view: view === "canvas" ? undefined : view });

    const slow = setTimeout(() => this.layout.loading("Still loading the lab: the network is slow. The tables show its start state."), slowMs);
    if (location.hash.length > 1) void this.second.arrive().catch(() => {});  // who needs it asks again
    try {
      const { core, first } = await loadCore(glue, assets, (part) => this.layout.progress(part), (error) => this.crashed(error));
      this.core = core;
      this.second.join(first);
    } catch (error) {
      this.layout.stage("none");
      this.layout.loading("");
      this.absent = (error as Error).message;
      this.speech.warn(this.absent);
      this.failed(error as Error);
      return;
    } finally {
      clearTimeout(slow);
    }
    if (this.core.mustWait(this.firstLink)) {
      this.layout.loading("Loading what the address asks for.");
      await this.rest();
    }
    this.begin(this.core, look);
  }

  private get firstLink(): string {
    return location.hash.length > 1 ? location.hash : this.parameters.step > 0 ? this.lesson.link : "";
  }

  // Brings what is not on the board; false, and said, when it cannot be had now.
  private async rest(): Promise<boolean> {
    try {
      await this.second.arrive();
      return true;
    } catch (error) {
      this.speech.warn((error as Error).message);
      this.failed(error as Error);
      return false;
    }
  }

  private completed(): void {
    this.core?.complete();
    this.settle(true);
    this.stage?.schedule();
    this.whole();
  }

  private begin(core: Core, look: Look): void {
    const noWebGl = core.start("#canvas") !== 0;
    this.look(look);
    const start = this.parameters.step > 0 && this.lesson.link !== "" ? this.lesson.link : core.link();
    if (!this.bar.openFirst(start) && start === this.lesson.link)
      this.open(this.lesson.link);
    this.layout.loading("");
    if (noWebGl) {
      this.layout.stage("none");
      this.layout.explain("This browser offers no WebGL 2, so the lab is shown as tables. Everything works in them.");
      this.settle(true);
      this.opened();
      void this.rest();
      return;
    }
    this.stage = new Stage(byId<HTMLCanvasElement>("canvas"), byId("stage"), core, {
      drawn: () => this.drawn(),
      contextLost: (lost) => {
        this.layout.stage(lost ? "none" : "on");
        this.layout.explain(lost ? "The graphics card took the picture away; the tables go on working until it is back." : "");
        this.arrange();
      },
    });
    this.arrange();
    this.settle(true);
    if (this.layout.canvasWanted && document.visibilityState === "visible") return;
    this.opened();
    void this.rest();
  }

  private drawn(): void {
    if (this.layout.state === "loading") {
      performance.mark("lookback-first-frame");
      this.layout.stage("on");
      this.arrange();
      this.opened();
      void this.rest();
    }
    this.settle();
  }

  private act(id: string, verb: string, text: string, gesture: number): string {
    if (!this.core) {
      this.speech.warn(this.absent);
      return this.absent;
    }
    const error = this.core.act(id, verb, text, gesture);
    if (!this.core) return this.absent;
    if (error === "") this.speech.dismiss();
    this.settle();
    this.stage?.schedule();
    return error;
  }

  // Opens a link typed, pasted or set by a lesson: "" or the sentence of the error.
  private open(link: string): string {
    if (!this.core) return this.absent;
    if (this.core.mustWait(link)) {
      void this.openLater(link);
      return "";
    }
    this.awaited = "";
    const error = this.core.open(link);
    if (!this.core) return this.absent;
    if (error === "") this.speech.dismiss();
    this.settle(true);
    this.stage?.schedule();
    return error;
  }

  private async openLater(link: string): Promise<void> {
    this.awaited = link;
    const there = await this.rest();
    if (this.awaited !== link) return;
    this.awaited = "";
    const error = there ? this.open(link) : "";
    if (error !== "") this.speech.warn(error);
  }

  // Takes over whatever the C++ has changed since the last time.
  private settle(opening = false): void {
    // An element that loses the focus while it is moved asks for this again.
    this.behind = this.painting;
    if (this.painting) return;
    const json = this.core?.changes() ?? "";
    if (json === "") return;
    const changes = JSON.parse(json) as Changes;
    const focused = (document.activeElement as HTMLElement | null)?.closest?.("#twin [data-node]")?.getAttribute("data-node");
    this.painting = true;
    this.painter.paint(changes);
    this.painting = false;
    const behind = this.behind;
    if (focused && document.activeElement === document.body) this.painter.nearest(focused)?.focus();
    if (changes.announce) this.speech.say(changes.announce);
    if (changes.alert) {
      this.speech.warn(changes.alert, this.overlay.editing === "");
      if (!this.second.arrived) void this.rest();
    }
    // The start state needs no link; a link typed by hand is replaced by its full form.
    if (changes.link && this.awaited === "" && !(opening && location.hash.length <= 1)) this.bar.write(changes.link);
    if (changes.focus) this.painter.target(changes.focus)?.focus({ preventScroll: true });
    if (changes.edit) this.overlay.open(changes.edit);
    else this.overlay.place();
    if (changes.order) this.arrange();
    if (changes.nodes || changes.order) {
      this.lesson.judge(!opening && changes.link !== undefined);
      this.stage?.schedule();
    }
    this.tick();
    if (behind) this.settle(opening);
  }

  // Where there is no canvas there are no frames, and playing and a study's work need a clock of their own.
  private tick(): void {
    clearTimeout(this.ticking);
    const wait = this.layout.canvasShown ? -1 : (this.core?.wakeIn(performance.now()) ?? -1);
    if (wait < 0) return;
    this.ticking = window.setTimeout(() => {
      this.core?.tick(performance.now());
      this.settle();
      this.tick();
    }, Math.max(wait, leastTickMs));
  }

  private look(look: Look): void {
    this.core?.theme(look.dark, look.reducedMotion, look.touch);
    this.stage?.schedule();
  }

  private arrange(): void {
    if (this.core && this.stage) {
      this.layout.fit((width) => this.core!.neededHeight(width));
      this.stage.show(this.layout.canvasWanted);
    }
    this.tick();
  }

  private boxOf(id: string): DOMRect | undefined {
    if (!this.layout.canvasShown) return this.painter.target(id)?.getBoundingClientRect();
    let drawn = this.core?.rectangle(id);
    if (!drawn) {
      this.stage?.drawNow();
      drawn = this.core?.rectangle(id);
    }
    const canvas = byId("canvas").getBoundingClientRect();
    if (drawn) return new DOMRect(canvas.left + drawn.x, canvas.top + drawn.y, drawn.width, drawn.height);
    return new DOMRect(canvas.left + canvas.width / 2, canvas.top + canvas.height / 2, 0, 0);
  }

  private crashed(error: unknown): void {
    console.error(error);
    this.core = undefined;
    this.absent = "The lab stopped because of a fault of its own. Your last state is in the address of this page: reload it to go on.";
    this.bar.flush();
    this.layout.stage("none");
    this.speech.warn(this.absent);
  }
}

void new Page().run();

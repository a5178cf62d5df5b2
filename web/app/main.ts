// The page: fetches the C++, feeds it what happens, and shows what it says.

import glue from "lookback-glue";
import { assets } from "lookback-assets";
import { LessonColumn } from "../lesson/column";
import { TwinActions } from "../twin/actions";
import { Painter } from "../twin/painter";
import type { Extras } from "../extras/extras";
import type { Core } from "./core";
import { takeGlobalKeys } from "./keys";
import { Listeners, type Lab } from "./lab";
import { Layout } from "./layout";
import { AddressBar } from "./link";
import { loadCore } from "./load";
import { NodeStore, type Changes } from "./nodes";
import { Overlay } from "./overlay";
import { Opening } from "./opening";
import { colourMaps, readParameters } from "./parameters";
import { Stage } from "./platform";
import { publish } from "./public";
import { Readiness } from "./readiness";
import { watchScrollers } from "./scrollers";
import { watchSight } from "./sight";
import { Speech } from "./speech";
import { followLook, type Look } from "./theme";
import { Ticker } from "./ticker";

const slowMs = 5000;

function byId<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

class Page {
  private column = byId("column");
  private lessons = new Map(assets.lessons);
  private parameters = readParameters(location.search, this.lessons);
  private place = { lesson: this.parameters.lesson, step: this.parameters.step || 1 };
  private placed = this.parameters.step > 0 || location.search.includes(`lesson=${this.parameters.lesson}`);  // by the address
  private store = new NodeStore();
  private painter = new Painter(byId("twin"), this.store);
  private speech = new Speech(byId("polite"), byId("banner"), byId("alert"));
  private layout = new Layout(this.parameters.view, this.parameters.embed, this.placed);
  private opening = new Opening(assets, {
    core: () => this.core,
    absent: () => this.absent,
    settle: (ok) => this.changed(ok, true),
    completed: () => this.completed(),
    warn: (sentence, help) => this.speech.warn(sentence, true, help),
    failed: (why) => this.readiness.failed(why),
  });
  private painting = false;
  private behind = false;
  private core: Core | undefined;
  private stage: Stage | undefined;
  private ticker = new Ticker({
    wakeIn: () => (this.layout.canvasShown ? -1 : (this.core?.wakeIn(performance.now()) ?? -1)),
    tick: () => {
      this.core?.tick(performance.now());
      this.settle();
    },
  });
  private readiness = new Readiness();
  private shown: Look | undefined;
  private extras: Promise<Extras | undefined> | undefined;
  private listeners = new Listeners();
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
    open: (link) => this.opening.open(link),
    refused: (link, sentence) => this.opening.refused(link, sentence),
    navigated: () => {
      const { lesson, step } = readParameters(location.search, this.lessons);
      void this.lesson.show({ lesson, step: step || 1 });
    },
  });

  private lesson = new LessonColumn(this.column, {
    openStep: ({ lesson, step }, link) => {
      this.bar.push({ lesson, step: String(step) }, link || location.hash);
      // While the lab is loading, the address is enough; without one, the lesson can still be read.
      if (link !== "" && this.core) this.openOrWarn(link);
    },
    open: (link) => this.openOrWarn(link),
    check: (condition) => this.core?.check(condition) === 1,
    value: (expression) => this.core?.value(expression),
    share: () => void this.use("Sharing", (extras) => extras.share()),
    address: ({ lesson, step }) => this.bar.query({ lesson, step: String(step) }),
    say: (sentence) => this.speech.sayAlso(sentence),
  }, assets, this.parameters.seed ?? 0);

  private lab: Lab = {
    core: () => this.core,
    link: () => this.core?.link() ?? location.hash,
    open: (link) => this.opening.open(link),
    act: (id, verb, text) => this.act(id, verb, text, this.actions.newGesture()),
    say: (sentence) => this.speech.sayAlso(sentence),
    warn: (sentence) => this.speech.warn(sentence),
    onChange: (listener) => this.listeners.add(listener),
    address: () => location.href.split("#")[0] + this.lab.link(),
    settle: () => {
      this.settle();
      this.stage?.schedule();
    },
    pictureSize: () => this.stage?.drawnSize,
    picture: (width, onPaper) => this.picture(width, onPaper),
    ready: this.readiness.ready,
    parameters: this.parameters,
    assets,
  };

  async run(): Promise<void> {
    const look = followLook(this.parameters.theme, this.parameters.motion === "reduce", (now) => this.look(now));
    document.documentElement.dataset.started = "";  // for the guard
    if (!this.parameters.links) document.documentElement.dataset.links = "none";
    const lesson = this.placed ? this.lesson.show(this.place) : undefined;
    if (this.parameters.problems.length > 0) this.speech.warn(this.parameters.problems.join(" "));
    publish(this.readiness.ready, () => this.core, (link) => this.opening.open(link));
    takeGlobalKeys((id) => this.actions.pressById(id));
    byId("open-button").addEventListener("click", () => void this.use("Opening files", (extras) => extras.open()));
    this.layout.changed = () => this.arrange();
    watchScrollers(byId("twin"));
    this.layout.viewChosen = (view) => this.bar.replaceQuery({ view: view === "canvas" ? undefined : view });

    const slow = setTimeout(() => this.layout.loading("Still loading the lab: the network is slow. The tables show its start state."), slowMs);
    if (location.hash.length > 1) void this.opening.second.arrive().catch(() => {});  // who needs it asks again
    try {
      const { core, first } = await loadCore(glue, assets, (part) => this.layout.progress(part), (error) => this.crashed(error));
      this.core = core;
      this.opening.second.join(first);
    } catch (error) {
      this.layout.stage("none");
      this.layout.loading("");
      this.absent = (error as Error).message;
      this.speech.warn(this.absent);
      this.readiness.failed(error as Error);
      void this.lesson.arrive(this.place);
      this.extend();
      return;
    } finally {
      clearTimeout(slow);
    }
    if (location.hash.length <= 1) await lesson;
    if (this.core.mustWait(this.firstLink)) {
      this.layout.loading("Loading what the address asks for.");
      await this.opening.rest();
    }
    this.begin(this.core, look);
  }

  private get firstLink(): string {
    return location.hash.length > 1 ? location.hash : this.placed ? this.lesson.link : "";
  }

  private completed(): void {
    this.core?.complete();
    this.settle(true);
    this.lesson.judge(false);
    this.stage?.schedule();
    this.readiness.whole();
  }

  private begin(core: Core, look: Look): void {
    core.weightColours(colourMaps.indexOf(this.parameters.colormap));
    document.documentElement.dataset.colormap = this.parameters.colormap;
    core.present(this.parameters.readonly, this.parameters.hide.join());
    this.look(look);
    const start = this.placed && this.lesson.link !== "" ? this.lesson.link : core.link();
    if (!this.bar.openFirst(start) && start === this.lesson.link)
      this.opening.open(this.lesson.link);
    this.layout.loading("");
    watchSight(byId("lab"), () => (this.stage ? this.stage.resume() : this.draw(core)), () => this.stage?.release());
    if (this.stage && this.layout.canvasWanted && document.visibilityState === "visible") return;
    this.settle(true);
    this.appear();
  }

  private draw(core: Core): void {
    if (core.start("#canvas") !== 0) {
      this.layout.noPicture("This browser offers no WebGL 2, so the lab is shown as tables. Everything works in them.");
      return;
    }
    this.stage = new Stage(byId<HTMLCanvasElement>("canvas"), byId("stage"), core, {
      drawn: () => this.drawn(),
      contextLost: (lost, given) => {
        if (lost && !given) this.layout.noPicture("The graphics card took the picture away; the tables go on working until it is back.");
        else this.layout.stage(given ? "loading" : "on");
        this.arrange();
      },
    });
    this.arrange();
    this.settle(true);
  }

  // The state is shown: now comes what need not be there before.
  private appear(): void {
    this.readiness.shown();
    void this.opening.rest();
    if (!this.parameters.embed) void this.lesson.arrive(this.place);
    this.extend();
  }

  private extend(): void {
    this.extras ??= assets.extras().then((extras) => extras.start(this.lab), (error: unknown) => {
      console.warn("A part of the page could not be fetched.", error);
      return undefined;
    });
  }

  private picture(width: number, onPaper = false): HTMLCanvasElement | undefined {
    const { shown } = this;
    if (onPaper && shown) this.core?.theme(false, shown.reducedMotion, shown.touch);
    const copy = this.stage?.picture(width);
    if (onPaper && shown) this.look(shown);
    return copy;
  }

  private async use(what: string, act: (extras: Extras) => void): Promise<void> {
    this.bar.flush();
    const extras = await this.extras;
    if (extras) act(extras);
    else this.speech.warn(`${what} could not be fetched, or not yet. The address of this page holds its state.`);
  }

  private drawn(): void {
    if (this.layout.state === "loading") {
      performance.mark("lookback-first-frame");
      this.layout.stage("on");
      this.arrange();
      this.appear();
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
    this.changed(error === "", false);
    return error;
  }

  private openOrWarn(link: string): void {
    const error = this.opening.open(link);
    if (error !== "") this.speech.warn(error);
  }

  private changed(ok: boolean, opening: boolean): void {
    if (ok) this.speech.dismiss();
    this.settle(opening);
    this.stage?.schedule();
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
      if (!this.opening.second.arrived) void this.opening.rest();
    }
    // The start state needs no link; a link typed by hand is replaced by its full form.
    if (changes.link && !this.opening.waits && !(opening && location.hash.length <= 1)) this.bar.write(changes.link);
    if (changes.focus) this.painter.target(changes.focus)?.focus({ preventScroll: true });
    if (changes.edit) this.overlay.open(changes.edit);
    else this.overlay.place();
    if (changes.order) this.arrange();
    if (changes.nodes || changes.order) {
      this.lesson.judge(!opening && changes.link !== undefined);
      this.stage?.schedule();
    }
    this.listeners.tell();
    this.ticker.wind();
    if (behind) this.settle(opening);
  }

  private look(look: Look): void {
    this.shown = look;
    this.core?.theme(look.dark, look.reducedMotion, look.touch);
    this.stage?.schedule();
  }

  private arrange(): void {
    if (this.core && this.stage) {
      this.layout.fit((width) => this.core!.neededHeight(width));
      this.stage.show(this.layout.canvasWanted);
    }
    this.ticker.wind();
  }

  private boxOf(id: string): DOMRect | undefined {
    if (!this.layout.canvasShown) return this.painter.target(id)?.getBoundingClientRect();
    return this.stage?.boxOf(id);
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

// The page: fetches the C++, opens what the address asks for, and puts lab and lesson beside each other.

import glue from "lookback-glue";
import { assets } from "lookback-assets";
import { LessonColumn } from "../lesson/column";
import { Board } from "./board";
import type { Core } from "./core";
import { Crash } from "./crash";
import { closeExits } from "./exits";
import { SingleKeys, takeGlobalKeys } from "./keys";
import type { Lab } from "./lab";
import { Later } from "./later";
import { Layout } from "./layout";
import { AddressBar } from "./link";
import { loadCore } from "./load";
import { Opening } from "./opening";
import { byId } from "./ids";
import { colourMaps, readParameters } from "./parameters";
import { publish } from "./public";
import { Readiness } from "./readiness";
import { say } from "./say";
import { Speech } from "./speech";
import { followLook, type Look } from "./theme";
import { tabName } from "../storage/tab";

const slowMs = 5000;

class Page {
  private lessons = new Map(assets.lessons);
  private parameters = readParameters(location.search, this.lessons);
  private place = { lesson: this.parameters.lesson, step: this.parameters.step || 1 };
  private placed = this.parameters.step > 0 || new URLSearchParams(location.search).getAll("lesson").at(-1) === this.parameters.lesson;  // by the address
  private keeps = window.parent === window && !this.parameters.embed && !this.parameters.readonly;
  private speech = new Speech(byId("polite"), byId("banner"), byId("alert"));
  private layout = new Layout(this.parameters.view, this.parameters.embed, this.placed);
  private readiness = new Readiness();
  private crash = new Crash(byId("banner"));
  private begun = false;  // until then what was said of the query stays in sight

  private board = new Board(this.layout, this.speech, {
    changed: (changes, opening) => {
      if (changes.link) this.crash.remember(changes.link);
      // The start state needs no link; a link typed by hand is replaced by its full form.
      if (changes.link && !this.opening.waits && !(opening && location.hash.length <= 1)) this.bar.write(changes.link);
      if (changes.nodes || changes.order) this.lesson.judge(!opening && changes.link !== undefined);
    },
    refused: () => {
      if (!this.opening.second.arrived) void this.opening.rest();
    },
    drawn: () => this.appear(),
  });

  private opening = new Opening(assets, {
    core: () => this.board.core,
    absent: () => this.board.absent,
    settle: (ok) => this.board.answer(ok && this.begun, true),
    completed: () => this.completed(),
    warn: (sentence, help) => this.speech.warn(sentence, true, help),
    failed: (why) => this.readiness.failed(why),
  });

  private bar = new AddressBar({
    open: (link) => this.opening.open(link),
    refused: (link, sentence) => this.opening.refused(link, sentence),
    navigated: () => this.turnTo(readParameters(location.search, this.lessons)),
  });

  private lesson = new LessonColumn(byId("column"), {
    openStep: ({ lesson, step }, link) => {
      this.place = { lesson, step };
      this.bar.push({ lesson, step: String(step) }, link);
      // While the lab is loading, the address is enough; without one, the lesson can still be read.
      if (link !== "" && this.board.core) this.openOrWarn(link);
    },
    open: (link) => this.openOrWarn(link),
    check: (condition) => this.board.core?.check(condition) === 1,
    value: (expression) => this.board.core?.value(expression),
    share: () => this.use("share"),
    address: ({ lesson, step }) => this.bar.query({ lesson, step: String(step) }),
    announce: (sentence) => this.speech.announceAlso(sentence),
  }, assets, this.parameters.seed ?? 0);

  private lab: Lab = {
    core: () => this.board.core,
    link: () => this.board.core?.link() ?? location.hash,
    open: (link) => this.opening.open(link),
    act: (id, verb, text) => this.board.do(id, verb, text),
    announce: (sentence) => this.speech.announceAlso(sentence),
    warn: (sentence, help) => this.speech.warn(sentence, true, help),
    onChange: (listener) => this.board.listeners.add(listener),
    address: () => location.href.split("#")[0] + this.lab.link(),
    settle: () => {
      this.board.settle();
      this.board.schedule();
    },
    pictureSize: () => this.board.pictureSize,
    picture: (width, onPaper) => this.board.picture(width, onPaper),
    ready: this.readiness.ready,
    parameters: this.parameters,
    placed: this.placed,
    keeps: this.keeps,
    singleKeys: new SingleKeys(this.keeps),
    assets,
  };

  private later = new Later(this.lab);

  async run(): Promise<void> {
    const look = followLook(this.parameters.theme, this.parameters.motion === "reduce", (now) => this.board.lookLike(now));
    if (!this.parameters.links) closeExits();
    const lesson = this.placed ? this.lesson.show(this.place) : undefined;
    if (this.parameters.problems.length > 0) this.speech.warn(this.parameters.problems.join(" "));
    publish(this.readiness.ready, () => this.board.core, (link) => this.opening.open(link), async (workers) => (await assets.kernels()).Kernels.open(workers));
    const help = () => this.use("help");
    takeGlobalKeys({ press: (id) => this.board.press(id), help }, this.lab.singleKeys);
    byId("help-button").addEventListener("click", help);
    byId("open-button").addEventListener("click", () => this.use("open"));
    this.layout.viewChosen = (view) => this.bar.replaceQuery({ view: view === "canvas" ? undefined : view });
    if (location.hash.length > 1) void this.opening.second.arrive().catch(() => {});  // who needs it asks again

    const core = await this.fetchCore();
    if (!core) return;
    if (location.hash.length <= 1) await lesson;
    const start = core.link();
    this.crash.remember(location.hash.length > 1 ? location.hash : start);
    // Where this tab was before, what was done in it comes back first.
    if (this.keeps && tabName() !== "") await (await this.later.arrive())?.resume(core, () => this.opening.rest());
    if (core.mustWait(this.firstLink)) {
      this.layout.loading(say("Loading what the address asks for."));
      await this.opening.rest();
    }
    this.begin(core, look, start);
  }

  private async fetchCore(): Promise<Core | undefined> {
    const slow = setTimeout(() => this.layout.loading(say("Still loading the lab: the network is slow. The tables show its start state.")), slowMs);
    try {
      const { core, first } = await loadCore(glue, assets, (part) => this.layout.progress(part), (error) => this.crashed(error));
      this.opening.second.join(first);
      return (this.board.core = core);
    } catch (error) {
      this.board.lose((error as Error).message);
      this.readiness.failed(error as Error);
      void this.lesson.arrive(this.place);
      void this.later.arrive();
      return undefined;
    } finally {
      clearTimeout(slow);
    }
  }

  private get firstLink(): string {
    return location.hash.length > 1 ? location.hash : this.placed ? this.lesson.link : "";
  }

  private begin(core: Core, look: Look, alone: string): void {
    core.weightColours(colourMaps.indexOf(this.parameters.colormap));
    document.documentElement.dataset.colormap = this.parameters.colormap;
    core.present(this.parameters.readonly, this.parameters.hide.join());
    this.board.lookLike(look);
    const start = this.placed && this.lesson.link !== "" ? this.lesson.link : alone;
    if (!this.bar.openFirst(start) && start === this.lesson.link) this.opening.open(this.lesson.link);
    this.begun = true;
    this.layout.loading("");
    if (this.board.show(core)) return;
    this.board.settle(true);
    this.appear();
  }

  // The state is shown: now comes what need not be there before.
  private appear(): void {
    this.readiness.shown();
    void this.opening.rest();
    if (!this.parameters.embed) void this.lesson.arrive(this.place);
    void this.later.arrive().then((extras) => extras?.begun()).finally(() => this.readiness.equipped());
  }

  private completed(): void {
    this.board.core?.complete();
    this.readiness.whole();
    if (!this.begun) return;  // the state of now is not yet the one that was asked for
    this.board.settle(true);
    this.lesson.judge(false);
    this.board.schedule();
  }

  // The browser's Back and Forward, or another address: a lesson is turned to only where it is another step.
  private turnTo({ lesson, step: asked }: { lesson: string; step: number }): void {
    const step = asked || 1;
    if (this.parameters.embed || (lesson === this.place.lesson && step === this.place.step)) return;
    this.place = { lesson, step };
    void this.lesson.show(this.place);
  }

  private openOrWarn(link: string): void {
    const error = this.opening.open(link);
    if (error !== "") this.speech.warn(error);
  }

  private use(name: "share" | "open" | "help"): void {
    this.bar.flush();
    const failure = name === "share"
      ? say("Sharing could not be fetched: the network does not answer. The address of this page holds its state.")
      : name === "open" ? say("Opening files could not be fetched: the network does not answer. The address of this page holds its state.")
        : say("Help could not be fetched: the network does not answer. The address of this page holds its state.");
    void this.later.use(failure, (extras) => extras[name]());
  }

  private crashed(error: unknown): void {
    console.error(error);
    this.crash.show(error);
    this.board.lose(say("The lab stopped because of a fault of its own. Your last state is in the address of this page: reload it to go on."));
    this.readiness.failed(new Error(this.board.absent));
    this.bar.flush();
  }
}

async function start(): Promise<void> {
  document.documentElement.dataset.started = "";  // for the guard
  const { lang, strings } = readParameters(location.search, new Map(assets.lessons));
  if (lang !== "en" || strings !== "")
    await assets.extras().then(({ choose }) => choose(lang, strings, assets), (error: unknown) => console.warn("The page speaks English.", error));
  await new Page().run();
}

void start();

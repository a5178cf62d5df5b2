// The lab on the page: what the learner does goes into the C++, and what that changes is shown by the tables, the
// picture, the input over a cell and the voice.

import { TwinActions } from "../twin/actions";
import { Painter } from "../twin/painter";
import type { Core } from "./core";
import { Listeners } from "./lab";
import type { Layout } from "./layout";
import { NodeStore, type Changes } from "./nodes";
import { Overlay } from "./overlay";
import { byId } from "./ids";
import { Stage } from "./platform";
import { say } from "./say";
import { watchScrollers } from "./scrollers";
import { watchSight } from "./sight";
import type { Speech } from "./speech";
import { paper, type Look } from "./theme";
import { Ticker } from "./ticker";

export interface BoardHost {
  changed(changes: Changes, opening: boolean): void;  // and all of it is shown; `opening`: by a link
  refused(): void;  // something was asked for that cannot be, or not yet
  drawn(): void;  // the picture is there, at first or again
}

// How far the tables may be behind the picture while something is dragged: less than what the address waits for.
const trailMs = 150;

export class Board {
  core: Core | undefined;
  absent = say("The lab is still loading.");  // why there is no core
  readonly listeners = new Listeners();
  private twin = byId("twin");
  private store = new NodeStore();
  private painter = new Painter(this.twin, this.store);
  private stage: Stage | undefined;
  private look: Look | undefined;
  private painting = false;
  private behind = false;  // changes came while it was painting
  private trailing = 0;

  private ticker = new Ticker({
    wakeIn: () => (this.layout.canvasShown ? -1 : (this.core?.wakeIn(performance.now()) ?? -1)),
    tick: () => this.tell((core) => core.tick(performance.now())),
  });

  private actions = new TwinActions(this.twin, this.store, this.painter, {
    act: (id, verb, text, gesture) => this.act(id, verb, text, gesture),
    edit: (id, typed) => this.core && this.overlay.open(id, typed),
    focused: (id) => this.tell((core) => core.focus(id)),
    hovered: (id) => this.tell((core) => core.hover(id)),
    hint: (sentence) => this.speech.warn(sentence),
  });

  private overlay = new Overlay(byId("overlay"), byId("overlay-input"), byId("overlay-error"), {
    node: (id) => this.store.get(id),
    box: (id) => (this.layout.canvasShown ? this.stage?.boxOf(id) : this.painter.target(id)?.getBoundingClientRect()),
    commit: (id, text) => {
      const error = this.do(id, "set", text);
      if (error !== "") this.speech.warn(error, false);
      return error;
    },
    refocus: (id) => this.painter.target(id)?.focus({ preventScroll: this.layout.canvasShown }),
    reverted: (sentence) => this.speech.warn(sentence),
  });

  constructor(private layout: Layout, private speech: Speech, private host: BoardHost) {
    watchScrollers(this.twin);
    layout.changed = () => this.arrange();
  }

  // The picture, from when it is first in sight; false when it shall not be there now.
  show(core: Core): boolean {
    watchSight(byId("lab"), () => (this.stage ? this.stage.resume() : this.draw(core)), () => this.stage?.release());
    return this.stage !== undefined && this.layout.canvasWanted && document.visibilityState === "visible";
  }

  private draw(core: Core): void {
    if (!this.core) return;
    if (core.start("#canvas") !== 0) {
      this.layout.noPicture(say("This browser offers no WebGL 2, so the lab is shown as tables. Everything works in them."));
      return;
    }
    this.stage = new Stage(byId<HTMLCanvasElement>("canvas"), byId("stage"), core, {
      drawn: (dragging) => this.drawn(dragging),
      contextLost: (lost, given) => this.contextLost(lost, given),
    });
    this.arrange();
    this.settle(true);
  }

  private drawn(dragging: boolean): void {
    if (this.core && this.layout.state === "loading") {
      performance.mark("lookback-first-frame");
      this.layout.stage("on");
      this.arrange();
      this.host.drawn();
    }
    // What is dragged moves in the picture with every frame; everything else trails it, until it rests or is let go.
    if (dragging) this.trailing ||= window.setTimeout(() => this.settle(), trailMs);
    else this.settle();
  }

  private contextLost(lost: boolean, given: boolean): void {
    if (!this.core) return;  // what stands in the picture then is nothing
    if (lost && !given) this.layout.noPicture(say("The graphics card took the picture away; the tables go on working until it is back."));
    else this.layout.stage(given ? "loading" : "on");
    this.arrange();
  }

  // An action by itself, as a gesture of its own: "" or the sentence that says why nothing happened.
  do(id: string, verb: string, text: string): string {
    return this.act(id, verb, text, this.actions.newGesture());
  }

  press(id: string): void {
    this.actions.pressById(id);
  }

  private act(id: string, verb: string, text: string, gesture: number): string {
    if (!this.core) {
      this.speech.warn(this.absent);
      return this.absent;
    }
    const error = this.core.act(id, verb, text, gesture);
    if (!this.core) return this.absent;
    this.answer(error === "", false);
    return error;
  }

  // Shows what came of something that was asked for.
  answer(ok: boolean, opening: boolean): void {
    if (ok) this.speech.dismiss();
    this.settle(opening);
    this.schedule();
  }

  private tell(what: (core: Core) => void): void {
    if (this.core) what(this.core);
    this.settle();
  }

  // Takes over whatever the C++ has changed since the last time.
  settle(opening = false): void {
    // An element that loses the focus while it is moved asks for this again.
    this.behind = this.painting;
    if (this.painting) return;
    clearTimeout(this.trailing);
    this.trailing = 0;
    const json = this.core?.changes() ?? "";
    if (json === "") return;
    const changes = JSON.parse(json) as Changes;
    this.paint(changes);
    const { behind } = this;
    if (changes.announce) this.speech.announce(changes.announce);
    if (changes.alert) {
      this.speech.warn(changes.alert, this.overlay.editing === "");
      this.host.refused();
    }
    if (changes.focus) this.painter.target(changes.focus)?.focus({ preventScroll: true });
    if (changes.edit) this.overlay.open(changes.edit);
    else this.overlay.place();
    if (changes.order) this.arrange();
    if (changes.nodes || changes.order) this.schedule();
    this.host.changed(changes, opening);
    this.listeners.tell(changes, opening);
    this.ticker.wind();
    if (behind) this.settle(opening);
  }

  // The focus stays where it was, or near it where its element is gone.
  private paint(changes: Changes): void {
    const focused = (document.activeElement as HTMLElement | null)?.closest?.("#twin [data-node]")?.getAttribute("data-node");
    this.painting = true;
    this.painter.paint(changes);
    this.painting = false;
    if (focused && document.activeElement === document.body) this.painter.nearest(focused)?.focus();
  }

  lookLike(look: Look): void {
    this.look = look;
    this.core?.theme(look.palette, look.reducedMotion, look.touch);
    this.schedule();
  }

  private arrange(): void {
    if (this.core && this.stage) {
      this.layout.fit((width) => this.core!.neededHeight(width));
      this.stage.show(this.layout.canvasWanted);
    }
    this.ticker.wind();
  }

  schedule(): void {
    this.stage?.schedule();
  }

  get pictureSize(): { width: number; height: number } | undefined {
    return this.stage?.drawnSize;
  }

  // A copy of the picture, so many pixels wide; light where it is for paper.
  picture(width: number, onPaper = false): HTMLCanvasElement | undefined {
    const { look } = this;
    if (onPaper && look) this.core?.theme(paper, look.reducedMotion, look.touch);
    const copy = this.stage?.picture(width);
    if (onPaper && look) this.lookLike(look);
    return copy;
  }

  // Without a core from here on: the tables stay, and say what they said last.
  lose(why: string): void {
    this.core = undefined;
    this.absent = why;
    this.layout.stage("none");
    this.layout.loading("");
    this.speech.warn(why);
  }
}

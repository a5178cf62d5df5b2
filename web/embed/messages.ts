// What a page that frames the lab may say to it, and hear: protocol 1, described on the page "Embedding".
// Only the parent is heard; only the origin that the address names as `host` may change anything.

import { changesPerSecond, messageCharacters as largest, messagesPerSecond as mostPerSecond } from "lookback-limits";
import type { Lab } from "../app/lab";
import { say } from "../app/say";

const protocol = 1;
const changeMs = 1000 / changesPerSecond;

type Message = Record<string, unknown> & { type: string; id?: unknown };
type Answer = Record<string, unknown> & { type: string };

const reading = ["hello", "get", "subscribe", "resize"];
const changing = ["set", "reset", "undo", "redo", "export", "focus"];

export class Messages {
  private partner = "";  // the origin of the parent, once it has spoken
  private subscribed = new Set<string>();
  private whole = false;  // the lab is ready
  private broken = "";  // why it will not be
  private waiting: MessageEvent[] = [];
  private spent: number[] = [];
  private toldFlood = -Infinity;
  private timer = 0;
  private state = "";
  private height = 0;
  private obeying = false;
  private reason = "reader";  // of the latest change

  constructor(private lab: Lab, private parent: Window, private neededHeight: () => number) {
    this.partner = lab.parameters.host;
    addEventListener("message", (event) => this.hear(event));
    addEventListener("pagehide", () => this.tell({ type: "bye" }));
    lab.onChange(() => {
      this.reason = this.obeying ? "host" : "reader";
      this.soon();
    });
    // Another width needs another height, and so do tables in place of the picture.
    const sizes = new ResizeObserver(() => this.soon());
    for (const id of ["stage", "twin"]) sizes.observe(document.getElementById(id)!);
    lab.ready.then(() => this.ready(), (why: Error) => {
      this.broken = why.message;
      this.tell(failure("load", this.broken));
    });
  }

  private ready(): void {
    this.whole = true;
    this.state = this.lab.link();
    this.tell(this.greeting(this.partner !== ""));
    this.resize();
  }

  // The state is for those who may hear it: not for a parent that is not known yet.
  private greeting(known: boolean): Answer {
    return { type: "ready", version: 1, protocol: [protocol], ...(known ? { state: this.lab.link() } : {}) };
  }

  private hear(event: MessageEvent): void {
    if (event.source !== this.parent) return;
    if (typeof event.data !== "object" || event.data === null || !("lookback" in event.data)) return;
    // One at a time, so that those who say too much are noticed before all of it is done.
    if (this.waiting.length >= mostPerSecond) return this.complain(event.origin);
    this.waiting.push(event);
    setTimeout(() => this.take(this.waiting.shift()!));
  }

  private take(event: MessageEvent): void {
    if (this.flooded()) return this.complain(event.origin);
    const message = envelope(event.data);
    const answer = (words: Answer) =>
      this.post({ ...words, ...(message?.id !== undefined ? { id: message.id } : {}) }, event.origin);
    if (message === undefined) return answer(failure("bad-message", say("A message is {0} of plain JSON, at most {1} characters.", '{lookback: 1, type: "…"}', largest)));
    const { type } = message;
    if (!reading.includes(type) && !changing.includes(type))
      return answer(failure("unknown-type", say("There is no message of type {0}; there are {1}.", JSON.stringify(type.slice(0, 40)), [...reading, ...changing].join(", "))));
    if (changing.includes(type) && !this.trusted(event.origin))
      return answer(failure("not-allowed", say("{0} is for the page that the address of this frame names: add host={1} to it.", `"${type}"`, event.origin === "null" ? "https://…" : event.origin)));
    if (event.origin === "null" && type !== "subscribe" && type !== "resize" && type !== "hello")
      return answer(failure("no-origin", say("A page without an origin of its own is not told the state.")));
    this.partner = event.origin;
    if (!this.whole)
      return answer(this.broken !== "" ? failure("load", this.broken) : failure("not-ready", say("The lab is still loading; it says {0} when it is there.", '"ready"')));
    this.obeying = true;
    answer(this.obey(message, event.origin));
    this.obeying = false;
  }

  private trusted(origin: string): boolean {
    return this.lab.parameters.host !== "" && origin === this.lab.parameters.host;
  }

  private obey(message: Message, origin: string): Answer {
    const done = (more: object = {}) => ({ type: "result", ok: true, ...more });
    const refused = (sentence: string) => ({ type: "result", ok: false, message: sentence });
    const outcome = (sentence: string) => (sentence === "" ? done({ state: this.lab.link() }) : refused(sentence));
    switch (message.type) {
      case "hello":
        if (message.protocol !== undefined && ![message.protocol].flat().includes(protocol))
          return failure("protocol", say("This lab speaks protocol {0}.", protocol));
        return this.greeting(origin !== "null");
      case "get":
        return done({ state: this.lab.link() });
      case "subscribe": {
        const events = message.events ?? ["change"];
        if (!Array.isArray(events) || !events.every((name) => name === "change" || name === "resize"))
          return refused(say("Events are {0} and {1}.", '"change"', '"resize"'));
        if (origin === "null" && events.includes("change")) return refused(say("A page without an origin of its own is not told the state."));
        this.subscribed = new Set(events as string[]);
        return done();
      }
      case "resize":
        return { type: "resize", height: this.height };
      case "set":
        if (typeof message.state !== "string") return refused(say("{0} needs a state: the part of a link after the #.", '"set"'));
        return this.lab.parameters.readonly ? refused(say("This lab is for reading: its state cannot be set.")) : outcome(this.lab.open(message.state));
      case "reset":
      case "undo":
      case "redo":
        return outcome(this.lab.act(message.type, "press", ""));
      case "export":
        return this.exported(message.format);
      default:
        document.querySelector<HTMLElement>("#twin [tabindex='0']")?.focus();
        return done();
    }
  }

  private exported(format: unknown): Answer {
    const link = this.lab.link();
    const forms: Record<string, () => unknown> = {
      link: () => link,
      file: () => ({ lookback: 1, link: link.slice(1) }),
      values: () => JSON.parse(this.lab.core()?.values() || "null"),
    };
    const make = typeof format === "string" && Object.hasOwn(forms, format) ? forms[format] : undefined;
    if (!make) return { type: "result", ok: false, message: say("A format is {0}.", Object.keys(forms).join(", ")) };
    const data = make();
    return JSON.stringify(data).length <= largest
      ? { type: "result", ok: true, format, data }
      : { type: "result", ok: false, message: say("More than {0} characters: use the link and the command line.", largest) };
  }

  private soon(): void {
    this.timer ||= window.setTimeout(() => this.changed(), changeMs);
  }

  // At most four times a second, and only to those who asked.
  private changed(): void {
    this.timer = 0;
    this.resize();
    const state = this.lab.link();
    if (!this.whole || state === this.state) return;
    this.state = state;
    if (this.subscribed.has("change") && this.partner !== "null") this.tell({ type: "change", state, reason: this.reason });
  }

  // A height tells nothing about anybody; learning platforms have two names of their own for it.
  private resize(): void {
    const height = Math.ceil(this.neededHeight());
    if (!this.whole || height === this.height || height <= 0) return;
    const first = this.height === 0;
    this.height = height;
    if (!first || this.subscribed.has("resize")) this.tell({ type: "resize", height });
    if (first) return;
    this.parent.postMessage({ subject: "lti.frameResize", height }, "*");
    this.parent.postMessage({ context: "iframe.resize", height, src: location.href.split("#")[0] }, "*");
  }

  private flooded(): boolean {
    const now = performance.now();
    this.spent = this.spent.filter((then) => now - then < 1000);
    if (this.spent.length >= mostPerSecond) return true;
    this.spent.push(now);
    return false;
  }

  private complain(origin: string): void {
    if (performance.now() - this.toldFlood < 1000) return;
    this.toldFlood = performance.now();
    this.post(failure("rate", say("More than {0} messages in a second; the rest of them is not read.", mostPerSecond)), origin);
  }

  private tell(answer: Answer): void {
    this.post(answer, this.partner || "null");
  }

  private post(answer: Answer, origin: string): void {
    this.parent.postMessage({ lookback: protocol, ...answer }, origin === "null" ? "*" : origin);
  }
}

function failure(code: string, message: string): Answer {
  return { type: "error", code, message };
}

// Nothing when it is too large, no plain JSON or of another shape.
function envelope(data: object): Message | undefined {
  try {
    const text = JSON.stringify(data);
    const message = text.length <= largest ? (JSON.parse(text) as Message) : undefined;
    return message?.lookback === protocol && typeof message.type === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}

// Keeps what is done in this tab on the device, the moment it is done, and goes on with it when the tab comes back.

import type { Core } from "../app/core";
import type { Lab } from "../app/lab";
import { language, plural, say } from "../app/say";
import { Kept, type Entry } from "./kept";
import { keptPrefix, nameTab, tabName } from "./tab";
import { Trail } from "./trail";

const addressMs = 400;  // until the address has followed
export const nothingKept = () => say("This browser keeps nothing of this page on the device. Its address holds all of the state, without what can be undone: copy it before you leave.");

export class Keeper {
  private kept = new Kept();
  private name = tabName();
  private trail: Trail | undefined;
  private touched = false;  // by the learner; what was only looked at is not kept
  private timer = 0;
  private address = location.hash;

  constructor(private lab: Lab) {
    const core = lab.core();
    const link = core?.link();
    if (core && link) {
      this.trail = Trail.from(link, this.studyOf(link));
      this.trail.standsAt(core.stepPlace());
    }
    lab.onChange(({ link: to, place }, opening) => to !== undefined && place && this.moved(to, place, opening));
    addEventListener("pagehide", () => this.save([this.address, location.hash]));
    addEventListener("pageshow", (event) => event.persisted && this.part());  // another page had the tab meanwhile
    addEventListener("storage", ({ key, newValue }) => key === keptPrefix + this.name && newValue !== null && this.part());
  }

  // Before the first state is shown: what was done in this tab is done again, so that it can be undone. What the
  // address asks for comes on top of it, unless it is what the tab itself wrote there.
  async resume(core: Core, whole: () => Promise<boolean>): Promise<void> {
    const entry = this.kept.read(this.name);
    if (!entry) return;
    const { hash, search } = location;
    const own = [entry.trail.link, ...entry.addresses].includes(hash) && (hash.length > 1 || search === entry.search);
    if (own || (hash.length <= 1 && !this.lab.placed)) writeAddress(search, entry.trail.link);
    const links = entry.trail.inOrder.flatMap((steps) => steps.links);
    if (links.some((link) => core.mustWait(link)) && !(await whole())) return;
    for (const { links: all, present } of entry.trail.inOrder) {
      for (const link of all) core.open(link);
      for (let place = all.length - 1; place > present; --place) core.act("undo", "press", "", 0);
    }
    this.trail = entry.trail;
    this.trail.standsAt(core.stepPlace());
    this.touched = true;
  }

  // What other tabs left, the newest first.
  get others(): Entry[] {
    return this.kept.all().filter(({ name }) => name !== this.name);
  }

  // In this tab: it begins again as the one that was left.
  bringBack({ name, search, trail }: Entry): void {
    this.save();
    if (!nameTab(name)) return this.lab.warn(nothingKept());
    this.touched = false;
    writeAddress(search, trail.link);
    location.reload();
  }

  // Where the address asks for nothing, the last work is offered, once.
  offer(): void {
    this.offer = () => {};
    this.kept.tidy(Date.now(), this.name);
    if (this.touched || location.hash.length > 1 || this.lab.placed) return;
    const [last] = this.others;
    if (last) this.lab.warn(say("You were here before: {0}.", told(last)), { words: say("Go on with it"), act: () => this.bringBack(last) });
  }

  private moved(changed: string, place: [number, number], opening: boolean): void {
    const link = changed.startsWith("#") ? changed : `#${changed}`;
    const study = this.studyOf(link);
    this.trail ??= Trail.from(link, study);
    this.trail.move(link, study, place);
    this.touched ||= !opening;
    this.save();
  }

  private save(addresses = [location.hash]): void {
    if (!this.touched || !this.trail) return;
    if (this.name === "") this.name = freshName();
    const { search, hash } = location;
    const kept = nameTab(this.name) && this.kept.write({ name: this.name, at: Date.now(), search, addresses, trail: this.trail });
    this.address = hash;
    clearTimeout(this.timer);
    if (!kept) return this.refused();
    this.timer = window.setTimeout(() => (search !== location.search || hash !== location.hash) && this.save(), addressMs);
  }

  // Said once; another tab may make room.
  private refused = () => {
    this.lab.warn(nothingKept());
    this.refused = () => {};
  };

  // Another page writes under the name of this tab, which was copied with it.
  private part(): void {
    this.name = freshName();
    this.save();
  }

  private studyOf(link: string): string {
    const named = /[#&]study=([^&]*)/.exec(link)?.[1];
    if (named !== undefined || !/[#&]z=/.test(link)) return named ?? "board";
    const { study } = JSON.parse(this.lab.core()?.values() || "{}") as { study?: string };
    return study ?? "board";
  }
}

const freshName = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;

function writeAddress(search: string, link: string): void {
  try {
    history.replaceState(history.state, "", location.pathname + search + link);
  } catch {
    // It is read from the device all the same.
  }
}

// "November 21 at 14:05, 12 changes, tokens the, cat, sat".
export function told({ at, trail }: Entry): string {
  const when = new Date(at);
  const day = when.toLocaleDateString(language().tag, { day: "numeric", month: "long" });
  const time = when.toLocaleTimeString(language().tag, { hour: "2-digit", minute: "2-digit", hour12: false });
  const done = say("{0} at {1}, {2}", day, time, plural("{0} change", "{0} changes", trail.changes));
  const tokens = /[#&]tokens=([^&]*)/.exec(trail.link)?.[1];
  return tokens ? say("{0}, tokens {1}", done, readable(tokens)) : done;
}

function readable(tokens: string): string {
  try {
    const words = decodeURIComponent(tokens).replaceAll(",", ", ");
    return words.length > 40 ? `${words.slice(0, 40)}…` : words;
  } catch {
    return tokens.slice(0, 40);
  }
}

// What is kept on the device: an entry for each tab that something was done in.

import { keptTabs as mostEntries } from "lookback-limits";
import { Device } from "./device";
import { keptPrefix } from "./tab";
import { Trail } from "./trail";

export interface Entry {
  name: string;
  at: number;  // ms since 1970
  search: string;  // the query of the address: which step of which lesson, and how it is shown
  addresses: string[];  // the states that may stand in it: it is a moment behind, and may lose its last change
  trail: Trail;
}

const version = 1;
const oldestMs = 60 * 24 * 3600 * 1000;

export class Kept {
  private device = new Device("localStorage");

  get refuses(): boolean {
    return this.device.refuses;
  }

  read(name: string): Entry | undefined {
    const text = name === "" ? null : this.device.get(keptPrefix + name);
    return text === null ? undefined : understood(name, text);
  }

  // The newest first.
  all(): Entry[] {
    const names = this.device.keys(keptPrefix).map((key) => key.slice(keptPrefix.length));
    return names.flatMap((name) => this.read(name) ?? []).sort((a, b) => b.at - a.at);
  }

  // False when it could not be kept, even in the place of what is older.
  write({ name, ...entry }: Entry): boolean {
    const text = JSON.stringify({ version, ...entry });
    const others = () => this.all().filter((one) => one.name !== name);
    for (let left = mostEntries; left > 0; --left) {
      if (this.device.set(keptPrefix + name, text)) return true;
      const oldest = others().at(-1);
      if (!oldest) return false;
      this.remove(oldest.name);
    }
    return false;
  }

  // What is old, broken, or one too many goes.
  tidy(now: number, own: string): void {
    const keep = new Set([own, ...this.all().filter(({ at }) => now - at < oldestMs).slice(0, mostEntries).map(({ name }) => name)]);
    for (const key of this.device.keys(keptPrefix)) {
      const name = key.slice(keptPrefix.length);
      if (!keep.has(name)) this.remove(name);
    }
  }

  remove(name: string): void {
    this.device.remove(keptPrefix + name);
  }
}

// What another version kept, or what is broken, is as good as nothing.
function understood(name: string, text: string): Entry | undefined {
  try {
    const found = JSON.parse(text) as Record<string, unknown>;
    const { at, search, addresses } = found;
    const trail = Trail.read(found.trail);
    if (found.version !== version || typeof at !== "number" || typeof search !== "string" || !Array.isArray(addresses)) return undefined;
    return trail && { name, at, search, addresses: addresses.map(String), trail };
  } catch {
    return undefined;
  }
}

// What the learner has done, kept on this device and nowhere else. Where nothing may be kept, it lasts as long as
// the page.

import { Device } from "../storage/device";

interface Marks {
  seen: string[];      // ids of steps
  answered: string[];  // rightly
  done: string[];      // tasks
}

export type Mark = keyof Marks;

const key = "lookback.progress";

export class Progress {
  private marks: Record<string, Marks> = {};
  private device = new Device("localStorage");

  constructor() {
    this.read();
  }

  // False once this device has refused to keep something.
  get kept(): boolean {
    return !this.device.refuses;
  }

  get empty(): boolean {
    return Object.keys(this.marks).length === 0;
  }

  of(lesson: string): Readonly<Marks> {
    return this.marks[lesson] ?? { seen: [], answered: [], done: [] };
  }

  add(lesson: string, mark: Mark, step: string): void {
    this.read();  // another tab may have added to it
    const marks = (this.marks[lesson] ??= { seen: [], answered: [], done: [] });
    if (marks[mark].includes(step)) return;
    marks[mark].push(step);
    this.device.set(key, JSON.stringify(this.marks));
  }

  clear(): void {
    this.marks = {};
    this.device.remove(key);
  }

  // What could not be written is in this page alone, and stays.
  private read(): void {
    if (this.device.refuses) return;
    const text = this.device.get(key);
    if (!this.device.refuses) this.marks = text === null ? {} : understood(text);
  }
}

// What is not ours, or broken, is as good as nothing.
function understood(text: string): Record<string, Marks> {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return {};
  }
  if (typeof found !== "object" || found === null) return {};
  const ids = (list: unknown) => (Array.isArray(list) ? list.filter((id) => typeof id === "string") : []);
  return Object.fromEntries(Object.entries(found).map(([lesson, marks]: [string, Partial<Marks> | null]) =>
    [lesson, { seen: ids(marks?.seen), answered: ids(marks?.answered), done: ids(marks?.done) }]));
}

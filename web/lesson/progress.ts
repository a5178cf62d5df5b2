// What the learner has done, kept on this device and nowhere else. Where nothing may be kept, it lasts as long as
// the page.

interface Marks {
  seen: string[];      // ids of steps
  answered: string[];  // rightly
  done: string[];      // tasks
}

export type Mark = keyof Marks;

const key = "lookback.progress";

export class Progress {
  private marks: Record<string, Marks> = {};
  private denied = false;

  constructor() {
    this.read();
  }

  // False once this device has refused to keep something.
  get kept(): boolean {
    return !this.denied;
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
    this.guarded(() => localStorage.setItem(key, JSON.stringify(this.marks)));
  }

  clear(): void {
    this.marks = {};
    this.guarded(() => localStorage.removeItem(key));
  }

  // What could not be written is in this page alone, and stays.
  private read(): void {
    if (this.denied) return;
    this.guarded(() => {
      const text = localStorage.getItem(key);
      this.marks = text === null ? {} : understood(text);
    });
  }

  // In a sandboxed frame even asking for the storage throws.
  private guarded(work: () => void): void {
    try {
      work();
    } catch {
      this.denied = true;
    }
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

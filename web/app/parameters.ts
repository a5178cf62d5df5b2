// The query says how the page is shown; the state itself is in the fragment. Everything that is said of the
// query, its legal values and its documentation, is made from the one table here.

import { pseudos, say, type Pseudo } from "./say";

export type View = "both" | "canvas" | "table";
export type Theme = "auto" | "light" | "dark" | "contrast";

export const colourMaps = ["viridis", "cividis", "gray"] as const;  // in the order of the C++

// Panels that can be hidden: ids of the node list's groups.
const panels = ["toolbar", "setup", "inspector", "generation", "cost", "chart"] as const;

interface Course {
  lessons: Map<string, number>;  // ids and numbers of steps
  lesson: string;  // the one that the address asks for
}

interface Row<T> {
  otherwise: T;
  said?: () => string;  // what stands for `otherwise` in a sentence
  values: (course: Course) => string;
  meaning: string;
  read: (text: string, course: Course) => T | undefined;
}

const choice = <T extends string>(values: readonly T[], meaning: string): Row<T> => ({
  otherwise: values[0]!,
  values: () => either(values),
  meaning,
  read: (text) => values.find((value) => value === text),
});

const flag = (meaning: string): Row<boolean> => ({
  otherwise: false,
  said: () => "0",
  values: () => either(["1", "0"]),
  meaning,
  read: (text) => (text === "" || text === "1" ? true : text === "0" ? false : undefined),
});

const whole = (text: string, least: number, most: number) =>
  /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined;

const table = {
  embed: flag("The lab alone, sized to its frame, with a link to open it in a tab of its own."),
  lesson: {
    otherwise: "",
    said: () => say("the first lesson"),
    values: ({ lessons }) => either([...lessons.keys()]),
    meaning: "The lesson beside the lab.",
    read: (text, { lessons }) => (lessons.has(text) ? text : undefined),
  } as Row<string>,
  step: {
    otherwise: 0,
    said: () => say("step 1"),
    values: ({ lessons, lesson }) => say("1 to {0} in this lesson", lessons.get(lesson) ?? 1),
    meaning: "The step of the lesson. It sets the board, unless the address has a state of its own after the #.",
    read: (text, { lessons, lesson }) => whole(text, 1, lessons.get(lesson) ?? 0),
  } as Row<number>,
  theme: choice<Theme>(["auto", "light", "dark", "contrast"], "Colours: auto follows the system."),
  motion: choice(["auto", "reduce"], "Whether controls may glide: auto follows the system."),
  colormap: choice(colourMaps, "The colours of the weights."),
  view: { ...choice<View>(["both", "canvas", "table"], "The picture, the same as tables, or both."), otherwise: "canvas" } as Row<View>,
  hide: {
    otherwise: [],
    said: () => say("nothing hidden"),
    values: () => say("a list, parted by commas, of {0}", both(panels)),
    meaning: "Panels to leave out.",
    read: (text) => {
      const asked = text.split(",").filter((id) => id !== "");
      return asked.every((id) => (panels as readonly string[]).includes(id)) ? asked : undefined;
    },
  } as Row<string[]>,
  readonly: flag("The steps can be gone through, but nothing can be changed."),
  links: {
    otherwise: true,
    said: () => "true",
    values: () => either(["true", "false"]),
    meaning: "false: no link leads away from the page, for exams and exhibitions.",
    read: (text) => (text === "true" ? true : text === "false" ? false : undefined),
  } as Row<boolean>,
  lang: {
    otherwise: "en",
    values: () => say("a language tag such as de or pt-BR"),
    meaning: "The language, where there is a table of strings for it; English where there is none. `locale` means the same.",
    read: (text) => text,
  } as Row<string>,
  host: {
    otherwise: "",
    said: () => say("none"),
    values: () => say("an origin such as {0}", "https://course.example"),
    meaning: "The origin whose page may change the state of this frame by messages.",
    read: origin,
  } as Row<string>,
  seed: {
    otherwise: undefined,
    said: () => say("the first variant"),
    values: () => say("a whole number from {0} to {1}", 0, 999_999_999),
    meaning: "Picks a student's variant of a lesson.",
    read: (text) => whole(text, 0, 999_999_999),
  } as Row<number | undefined>,
  strings: {
    otherwise: "",
    said: () => say("none"),
    values: () => either(pseudos),
    meaning: "For tests: every sentence longer, twice, with markup in it that must stay words, or the page from right to left.",
    read: (text) => pseudos.find((value) => value === (text === "xss" ? "markup" : text)),
  } as Row<Pseudo>,
};

type Table = typeof table;
type Name = keyof Table;
type Values = { [K in Name]: Table[K] extends Row<infer T> ? T : never };

export interface Parameters extends Values {
  problems: string[];  // to be seen at once
  notes: string[];  // to be found under "About this link"
}

export function readParameters(search: string, lessons: Map<string, number>): Parameters {
  const query = new URLSearchParams(search);
  const alias = query.getAll("locale").at(-1);
  const problems: string[] = [];
  const notes: string[] = [];
  const course: Course = { lessons, lesson: [...lessons.keys()][0] ?? "" };
  const found: Record<string, unknown> = {};
  for (const [name, row] of Object.entries(table) as [Name, Row<unknown>][]) {
    const all = query.getAll(name);
    const asked = all.at(-1) ?? (name === "lang" ? alias : undefined);
    const value = asked === undefined ? row.otherwise : row.read(asked, course);
    const otherwise = row.said?.() ?? row.otherwise;
    if (all.length > 1) notes.push(say("The address has {0} {1} times; the last one counts.", name, all.length));
    if (asked !== undefined && value === undefined)
      problems.push(say("The address says {0}={1}, but {0} can be {2}; {3} is used.", name, cut(asked), row.values(course), String(otherwise)));
    found[name] = value ?? row.otherwise;
    if (name === "lesson") course.lesson = (found.lesson as string) || course.lesson;
  }
  found.lesson = course.lesson;
  const unknown = [...new Set(query.keys())].filter((name) => !(name in table) && name !== "locale");
  if (unknown.length > 0) notes.push(say("The address has {0}, which this page does not know and ignores.", both(unknown.map(cut))));
  return { ...(found as unknown as Values), problems, notes };
}

// What the documentation shows.
export function parameterTable(lessons: Map<string, number>): { name: string; values: string; otherwise: string; meaning: string }[] {
  const course: Course = { lessons, lesson: [...lessons.keys()][0] ?? "" };
  return (Object.entries(table) as [Name, Row<unknown>][]).map(([name, row]) => ({
    name, values: row.values(course), otherwise: String(row.said?.() ?? row.otherwise), meaning: row.meaning,
  }));
}

function origin(text: string): string | undefined {
  try {
    return new URL(text).origin === text && text !== "null" ? text : undefined;
  } catch {
    return undefined;
  }
}

const cut = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

const before = (words: readonly string[]) => words.slice(0, -1).join(", ");
const either = (words: readonly string[]) => (words.length < 2 ? words.join() : say("{0} or {1}", before(words), words.at(-1)!));
const both = (words: readonly string[]) => (words.length < 2 ? words.join() : say("{0} and {1}", before(words), words.at(-1)!));

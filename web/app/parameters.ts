// The query says how the page is shown; the state itself is in the fragment.

export type View = "both" | "canvas" | "table";
export type Theme = "auto" | "light" | "dark";

export interface Parameters {
  theme: Theme;
  view: View;
  embed: boolean;
  lesson: string;
  step: number;  // 1 is the first; 0 when the address names none
  problems: string[];
}

const themes = ["auto", "light", "dark"] as const;
const views = ["both", "canvas", "table"] as const;

export function readParameters(search: string, lessons: Map<string, number>): Parameters {
  const query = new URLSearchParams(search);
  const last = (name: string) => query.getAll(name).at(-1);
  const problems: string[] = [];

  function choose<T extends string>(name: string, legal: readonly T[], otherwise: T): T {
    const asked = last(name);
    if (asked === undefined || (legal as readonly string[]).includes(asked)) return (asked as T) ?? otherwise;
    problems.push(`The address says ${name}=${asked}, but ${name} can be ${listed(legal)}; ${otherwise} is used.`);
    return otherwise;
  }

  const theme = choose("theme", themes, "auto");
  const view = choose("view", views, "canvas");
  const embed = choose("embed", ["", "1", "0"], "0") !== "0";
  const known = [...lessons.keys()];
  const lesson = choose("lesson", known, known[0] ?? "");
  const steps = lessons.get(lesson) ?? 0;
  let step = 0;
  const asked = last("step");
  if (asked !== undefined) {
    const number = Number(asked);
    if (/^\d+$/.test(asked) && number >= 1 && number <= steps) step = number;
    else problems.push(`The address says step=${asked}, but this lesson has steps 1 to ${steps}; step 1 is used.`);
  }
  return { theme, view, embed, lesson, step, problems };
}

function listed(words: readonly string[]): string {
  const shown = words.map((word) => word || "(nothing)");
  return shown.length < 2 ? (shown[0] ?? "") : `${shown.slice(0, -1).join(", ")} or ${shown.at(-1)}`;
}

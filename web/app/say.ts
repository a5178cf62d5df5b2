// What is said to the learner, in the language of the page: src/base/say.h for what the page says itself.

export const pseudos = ["long", "double", "markup", "rtl"] as const;
export type Pseudo = (typeof pseudos)[number] | "";

export interface Language {
  tag: string;
  direction: "ltr" | "rtl";
  table: ReadonlyMap<string, string>;
  pseudo: Pseudo;
  disguise?(text: string): string;  // the pseudo's
}

// Each script of the page has this file in it, and all speak the one language that is kept here.
const place = Symbol.for("lookback.language");
const kept = globalThis as unknown as Record<symbol, Language | undefined>;
const english: Language = { tag: "en", direction: "ltr", table: new Map(), pseudo: "" };

export const language = (): Language => kept[place] ?? english;

// Once, before anything is said.
export const speak = (chosen: Language): void => void (kept[place] = chosen);

// "step {0} of {1}" with its places filled. A place that is given nothing stays: see placed().
export function say(english: string, ...parts: (string | number)[]): string {
  const spoken = language();
  const filled = (spoken.table.get(english) ?? english).replace(/\{(\d)\}/g, (all, number) => String(parts[number] ?? all));
  return (filled && spoken.disguise?.(filled)) || filled;
}

// plural("{0} token", "{0} tokens", 2) is "2 tokens".
export const plural = (one: string, many: string, count: number): string => say(count === 1 ? one : many, count);

// A sentence whose places are open, with elements in them.
export function placed<T>(sentence: string, ...parts: T[][]): (string | T)[] {
  return sentence.split(/(\{\d\})/).flatMap((piece): (string | T)[] => {
    const number = /^\{(\d)\}$/.exec(piece)?.[1];
    return number === undefined ? (piece === "" ? [] : [piece]) : parts[Number(number)] ?? [piece];
  });
}

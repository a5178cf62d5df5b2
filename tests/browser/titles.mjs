// Every browser test by its title, in the order in which they run.

import { readFileSync } from "node:fs";

const suites = ["load", "editing", "frames", "counting", "links", "keyboard", "twin", "speech", "axe", "trees", "lesson", "course", "fallback", "screens", "arrival", "studies", "map", "share", "open", "keeping", "offline", "embed", "messages", "parameters", "pages", "kernels", "limits", "policy", "monkey", "strings"];

// Of each suite its file, what the head of it says it is about, and its tests as [title, run]. `bench`: what makes a
// suite that has a test for each thing that the tool lists.
export async function titledSuites(bench) {
  return Promise.all(suites.map(async (name) => {
    const { tests } = await import(`./${name}_test.mjs`);
    const head = readFileSync(new URL(`${name}_test.mjs`, import.meta.url), "utf8").split("\n");
    const about = head.slice(0, head.findIndex((line) => !line.startsWith("//"))).map((line) => line.slice(3)).join(" ");
    const listed = typeof tests === "function" ? tests(bench) : tests;
    return { name, file: `tests/browser/${name}_test.mjs`, about, tests: listed.map(([title, run]) => [`${name}: ${title}`, run]) };
  }));
}

// What a browser hands to screen readers, held against files: tests/browser/trees/NAME.txt, one for each lesson and a few
// for the rest of the page. After a change that is meant, write them anew and read what changed:
//   node tests/browser/run.mjs --site build/site --lookback build/native/lookback --only trees: --update

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { readLessons } from "../../web/site/lessons.mjs";
import { until } from "./browser.mjs";

const folder = new URL("./trees/", import.meta.url);
const lessons = readLessons(new URL("../../web/lessons", import.meta.url).pathname);

function holds(name, tree, { update }) {
  const file = new URL(`${name}.txt`, folder);
  const written = `${tree.trim()}\n`;
  if (update) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, written);
    return;
  }
  assert.ok(existsSync(file), `there is no tests/browser/trees/${name}.txt; --update writes it`);
  const [old, now] = [readFileSync(file, "utf8").split("\n"), written.split("\n")];
  const at = now.findIndex((line, place) => line !== old[place]);
  assert.ok(at < 0 && old.length === now.length,
    `${name}.txt, line ${at + 1}: it was ${JSON.stringify(old[at])} and is ${JSON.stringify(now[at])}. If that is meant: --update`);
}

async function goTo(page, lesson, step) {
  await page.evaluate((query) => {
    history.pushState(null, "", query);
    dispatchEvent(new PopStateEvent("popstate"));
  }, `?lesson=${lesson}&step=${step}`);
  await until(`${lesson}, step ${step}`, () => page.evaluate(([id, number]) =>
    document.querySelector(".lesson:not([hidden])")?.dataset.lesson === id
    && document.querySelector(".lesson:not([hidden]) .step:not([hidden]) .place, .lesson:not([hidden]) .place")?.checkVisibility() !== undefined
    && [...document.querySelectorAll(".place")].some((one) => one.checkVisibility() && one.textContent.startsWith(`step ${number} `)), [lesson, step]));
}

async function everyLesson({ open, update }) {
  const page = await open("");
  for (const lesson of lessons) {
    const trees = [];
    for (const step of lesson.steps.keys()) {
      await goTo(page, lesson.id, step + 1);
      trees.push(await page.locator("#column").ariaSnapshot());
    }
    holds(lesson.id, trees.join("\n\n"), { update });
  }
}

async function restOfThePage({ open, update }) {
  const page = await open("");
  const whole = () => page.locator("body").ariaSnapshot();
  holds("the-page", await whole(), { update });
  await page.locator("#view-toggle").click();
  holds("the-page-as-tables", await whole(), { update });
  await page.evaluate(() => window.lookback.open("#mask=bits:10;11&tokens=a,b&position=1"));
  holds("a-mask-by-hand", await page.locator("#twin").ariaSnapshot(), { update });
  await page.evaluate(() => window.lookback.open("#study=future_gradients&tokens=a,b,c"));
  holds("a-study", await page.locator("#twin").ariaSnapshot(), { update });
  await page.locator(".lesson-list-button").click();
  holds("the-list-of-lessons", await page.locator("#column").ariaSnapshot(), { update });
  for (const [button, name] of [["#help-button", "Help"], ["#open-button", "Open"]]) {
    await page.locator(button).click();
    const dialog = page.getByRole("dialog", { name });
    await dialog.waitFor();
    holds(`the-dialog-${name.toLowerCase()}`, await dialog.ariaSnapshot(), { update });
    await page.keyboard.press("Escape");
  }
}

export const tests = [
  ["each step of each lesson is handed to screen readers as it was", everyLesson],
  ["the page, its tables, a study and the dialogs are handed to screen readers as they were", restOfThePage],
];

// What stands around the lessons: their list, progress, variants, and a network that fails.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { limitsOf, provided } from "../../web/site/bundle.mjs";
import { readLessons, variantsOf } from "../../web/site/lessons.mjs";
import { brokenOff, openPage, ready, settled, until, values } from "./browser.mjs";
import { axeFindsNothing } from "./parity.mjs";

const require = createRequire(new URL("../../web/package.json", import.meta.url).pathname);
const lessons = readLessons(new URL("../../web/lessons", import.meta.url).pathname);
const listButton = (page) => page.locator(".lesson-list-button");
const item = (page, place) => page.locator(".lesson-list li").nth(place);
const heading = (page) => page.locator(".step:visible h2").textContent();
const mine = async (page, id) => {
  const line = item(page, lessons.findIndex((lesson) => lesson.id === id)).locator(".mine");
  return (await line.count()) === 0 ? "" : line.textContent();
};

// As the browser's Back and Forward do.
async function goTo(page, { lesson, step }) {
  await page.evaluate((query) => {
    history.pushState(null, "", query);
    dispatchEvent(new PopStateEvent("popstate"));
  }, `?view=table&lesson=${lesson}&step=${step}`);
  await until("the step", async () => (await page.locator(".place:visible").textContent()).startsWith(`step ${step} `)
    && (await page.locator(".lesson:visible").getAttribute("data-lesson")) === lesson);
}

async function lists({ open }) {
  const page = await open("?view=table");
  await listButton(page).click();
  assert.equal(await page.locator(".lesson-list li").count(), lessons.length);
  for (const [place, lesson] of lessons.entries()) {
    assert.ok((await item(page, place).locator(".minutes").textContent()).startsWith(`${lesson.minutes} `), lesson.id);
    assert.equal(await item(page, place).locator(".needs a").count(), lesson.needs.length, lesson.id);
    assert.equal(await item(page, place).locator(".list-title a").getAttribute("href"), `?view=table&lesson=${lesson.id}&step=1`);
  }
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Lessons");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".lesson:visible").count(), 1);
  assert.equal(await page.evaluate(() => document.activeElement.className), "quiet lesson-list-button");
  const last = lessons.length - 1;
  await listButton(page).click();
  await item(page, last).locator(".list-title a").click();
  await until("the chosen lesson", async () => (await page.url()).includes(`lesson=${lessons[last].id}&step=1`));
  assert.equal(await page.locator(".step:visible").count(), 1);
  await page.goBack();
  await until("the lesson before", async () => (await page.locator(".lesson:visible").getAttribute("data-lesson")) === "why-causal");
}

// Where the column is narrowest: beside the lab.
async function fitsItsColumn({ open }) {
  const page = await open("?view=table", { viewport: { width: 1440, height: 900 } });
  const tooWide = [];
  for (const lesson of lessons) {
    for (const step of lesson.steps.keys()) {
      await goTo(page, { lesson: lesson.id, step: step + 1 });
      const answer = page.getByRole("button", { name: "Show the answer" });
      if (await answer.isVisible()) await answer.click();
      const wide = await page.evaluate(() => {
        const edge = document.querySelector(".lesson:not([hidden])").getBoundingClientRect().right;
        return [...document.querySelectorAll(".lesson:not([hidden]) .step:not([hidden]) *")]
          .filter((part) => part.getBoundingClientRect().right > edge + 1 && !part.closest(".out-of-sight")).map((part) => part.textContent.slice(0, 80))[0];
      });
      if (wide) tooWide.push(`${lesson.id} ${step + 1}: ${wide}`);
    }
  }
  assert.deepEqual(tooWide, []);
}

async function keepsProgress({ open }) {
  const page = await open("?view=table&lesson=why-causal&step=2");
  await page.locator(".lesson-next").click();
  await until("step 3", async () => (await page.url()).includes("step=3"));
  await page.locator(".answer:visible").fill("8·9/2");
  await page.keyboard.press("Enter");
  await page.reload();
  await ready(page);
  await listButton(page).click();
  assert.match(await mine(page, "why-causal"), /^2 of 7 steps seen, 1 of 5 questions answered, 0 of 7 tasks done\.$/);
  assert.equal(await page.locator(".go-on").textContent(), "Go on at step 4");
  const stored = await page.evaluate(() => JSON.stringify(localStorage));
  assert.ok(stored.includes("lookback.progress"), stored);
  await page.locator(".clear").click();
  await page.locator(".keep").click();
  assert.notEqual(await mine(page, "why-causal"), "");
  await page.locator(".clear").click();
  await page.locator(".really").click();
  assert.equal(await mine(page, "why-causal"), "");
  assert.equal(await page.evaluate(() => localStorage.getItem("lookback.progress")), null);
  await until("word of it", async () => /Progress is cleared/.test(await page.locator("#polite").textContent()));
}

async function survivesBadStorage({ limits }) {
  const { Progress } = await moduleOf("progress", limits);
  const bad = ["{", "7", "null", '{"one":null}', '{"one":{"seen":"rows"}}', '{"one":[]}', '{"one":{"seen":[7,"rows"]}}'];
  for (const text of bad) {
    globalThis.localStorage = { getItem: () => text, setItem() {}, removeItem() {} };
    const progress = new Progress();
    assert.deepEqual(progress.of("one"), { seen: text.includes("7,") ? ["rows"] : [], answered: [], done: [] }, text);
    progress.add("one", "seen", "cached");
    assert.equal(progress.kept, true, text);
  }
  // A disk that is full: what it once took can be read, the rest lasts as long as the page.
  globalThis.localStorage = { getItem: () => '{"one":{"seen":["rows"]}}', setItem() { throw new Error("full"); }, removeItem() {} };
  const full = new Progress();
  for (const step of ["cached", "pairs"]) full.add("one", "seen", step);
  assert.deepEqual([full.kept, full.of("one").seen], [false, ["rows", "cached", "pairs"]]);
  delete globalThis.localStorage;
  const progress = new Progress();
  progress.add("one", "done", "rows");
  assert.deepEqual([progress.kept, progress.of("one").done], [false, ["rows"]]);
}

async function saysNothingIsKept({ open }) {
  const page = await open("?view=table&step=2", {
    before: () => Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("denied", "SecurityError"); } }),
  });
  await page.locator(".lesson-next").click();
  await until("step 3", async () => (await page.url()).includes("step=3"));
  await listButton(page).click();
  assert.match(await page.locator(".not-kept").textContent(), /not kept here/);
  await until("the sentence", async () => /not kept here/.test(await page.locator("#polite").textContent()));
  assert.match(await mine(page, "why-causal"), /^2 of 7/);
}

async function seedsPickVariants({ open }) {
  const varied = lessons.find((lesson) => lesson.variants?.length > 1);
  if (!varied) return;
  const texts = new Set();
  const variants = variantsOf(varied);
  for (const seed of [1, variants.length]) {
    const page = await open(`?view=table&lesson=${varied.id}&step=1&seed=${seed}`);
    const loaded = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
    assert.ok(loaded.some((name) => name.includes(`lesson-${varied.id}.${seed % variants.length}.`)), `seed ${seed}: ${loaded}`);
    await page.locator(".lesson-next").click();
    await until("step 2", async () => (await page.url()).includes(`seed=${seed}`) && (await page.url()).includes("step=2"));
    texts.add(await page.locator(".lesson").textContent());
  }
  assert.equal(texts.size, 2);
}

async function triesAgain({ home, browser, pages }) {
  for (const [what, pattern, path] of [["a lesson", "**/lesson-*.json", "?view=table"], ["a lesson", "**/lesson-*.json", "?view=table&step=2"],
    ["the code", "**/course.*.js*", "?view=table&step=2"]]) {
    const opened = await openPage(browser, "about:blank");
    opened.allowed = brokenOff;
    pages.push(opened);
    const { page } = opened;
    await page.route(pattern, (route) => route.abort());
    await page.goto(home + path);
    await ready(page);
    const trouble = page.locator(".lesson-trouble");
    await until(`the sentence about ${what}`, async () => /could not be fetched/.test(await trouble.textContent()));
    assert.equal((await values(page)).position, 5, "the lab goes on");
    await trouble.evaluate((line) => line.setAttribute("data-first", ""));
    await trouble.getByRole("button").click();
    await until("the sentence again", async () => (await page.locator(".lesson-trouble:not([data-first])").count()) === 1);
    await page.unroute(pattern);
    await trouble.getByRole("button").click();
    await until(`${what} at last`, async () => (await trouble.count()) === 0 && (await page.locator(".step:visible").count()) === 1);
    await page.locator(".lesson-next").click();
    await until("the next step", async () => /step=/.test(await page.url()));
  }
}

// What was chosen before the lesson's code came is judged when it has come.
async function keepsWhatWasChosen({ home, browser, pages }) {
  const opened = await openPage(browser, "about:blank");
  pages.push(opened);
  let release;
  const gate = new Promise((open) => (release = open));
  await opened.page.route("**/course.*.js*", (route) => gate.then(() => route.continue()));
  await opened.page.goto(`${home}?view=table`);
  await ready(opened.page);
  await opened.page.locator(".question input").nth(1).check();
  release();
  await until("the verdict", () => opened.page.locator(".outcome.right").isVisible());
}

// The step that stands in the page is replaced by a living one, and the reader notices nothing.
async function keepsFocusAndPlace({ home, browser, pages }) {
  const opened = await openPage(browser, "about:blank", { viewport: { width: 1440, height: 400 } });
  pages.push(opened);
  const { page } = opened;
  let release;
  const gate = new Promise((open) => (release = open));
  await page.route("**/course.*.js*", (route) => gate.then(() => route.continue()));
  await page.goto(`${home}?view=table`);
  await ready(page);
  await page.locator(".question input").first().focus();
  await settled(page);
  const scrolled = () => page.evaluate(() => document.querySelector(".lesson-scroll").scrollTop);
  await page.evaluate(() => (document.querySelector(".lesson-scroll").scrollTop = 120));
  await page.evaluate(() => document.querySelector(".lesson").setAttribute("data-from-the-page", ""));
  release();
  await until("the living lesson", async () => (await page.locator("[data-from-the-page]").count()) === 0);
  assert.equal(await page.evaluate(() => document.activeElement.matches(".question input")), true, "the focus is lost");
  assert.equal(await scrolled(), 120);
}

// The code of the lessons came, but no lesson did: the list opens and closes, and closing it asks again.
async function closesTheListWithoutALesson({ home, browser, pages }) {
  const opened = await openPage(browser, "about:blank");
  opened.allowed = brokenOff;
  pages.push(opened);
  const { page } = opened;
  let refused = 0;
  await page.route("**/lesson-*.json", (route) => {
    ++refused;
    return route.abort();
  });
  let before = 0;  // Firefox may ask twice for what breaks off
  async function told(what) {
    await until(what, async () => refused > before &&
      (await page.locator(".lesson-scroll:not([aria-busy]) .lesson-trouble").count()) === 1);
    before = refused;
  }
  await page.goto(`${home}?view=table`);
  await ready(page);
  const trouble = page.locator(".lesson-trouble");
  await told("the sentence");
  await listButton(page).click();
  await until("the list", () => page.locator(".lesson-list").isVisible());
  await listButton(page).click();
  await told("the sentence again");
  assert.match(await trouble.textContent(), /could not be fetched/);
  await page.keyboard.press("Escape");  // closes the list, which asks once more
  await told("the sentence a third time");
  await page.unroute("**/lesson-*.json");
  await trouble.getByRole("button").click();
  await until("the lesson", async () => (await trouble.count()) === 0 && (await page.locator(".step:visible").count()) === 1);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H2", "the focus is lost");
}

// What was changed a moment before the step was turned is in the address of the next step as well.
async function takesTheStateAlong({ home, browser, pages }) {
  const opened = await openPage(browser, "about:blank");
  pages.push(opened);
  const { page } = opened;
  await page.route("**/lesson-why-causal.*.json", async (route) => {
    const lesson = await (await route.fetch()).json();
    delete lesson.steps[1].link;
    await route.fulfill({ json: lesson });
  });
  await page.goto(`${home}?view=table&step=1`);
  await ready(page);
  await page.evaluate(() => {
    document.querySelector('#twin [data-node="cache"] [role=switch]').click();
    document.querySelector(".lesson-next").click();
  });
  await until("step 2", async () => (await page.url()).includes("step=2"));
  assert.match(await page.url(), /#.*cache=0/);
}

// One of the page's modules, without the page.
async function moduleOf(name, limits) {
  const { outputFiles } = await require("esbuild").build({
    entryPoints: [new URL(`../../web/lesson/${name}.ts`, import.meta.url).pathname], bundle: true, write: false, format: "esm", plugins: [provided(limitsOf(limits))],
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

async function readsNumbers({ limits }) {
  const { readNumber } = await moduleOf("typed_number", limits);
  const good = {
    "36": 36, " 36 ": 36, "36.": 36, "= 36": 36, "8*9/2": 36, "8·9/2": 36, "(8*9)/2": 36, "8 × 9 ÷ 2": 36, "1/3": 1 / 3, "2^24": 16777216,
    "2**24": 16777216, "2²⁴": 16777216, "-2^2": -4, "2^-1": 0.5, "2^3^2": 512, "−4": -4, "1 234": 1234, "1\u202f234\u202f567": 1234567,
    "0,5": 0.5, "3,98": 3.98, ".5": 0.5, "1,234,567": 1234567, "1,234.5": 1234.5, "1.234,5": 1234.5, "1e-3": 0.001, "2.5E3": 2500,
    "8*(8+1)/2": 36, "10-3-2": 5, "64/4/2": 8, "1.234.567": 1234567, "12,5 * 2": 25, "--3": 3,
  };
  for (const [typed, value] of Object.entries(good)) assert.deepEqual(readNumber(typed).readings?.[0], value, typed);
  assert.deepEqual(readNumber("1,234").readings, [1234, 1.234]);
  assert.deepEqual(readNumber("1.234").readings, [1.234, 1234]);
  for (const bad of ["", "  ", "n", "8*", "(8", "8)", "8 9", "1/0", "0/0", "9^9^9", "1,2,3", "1.2.3", "two", "alert(1)", "8;9", "1,23.4,5", "(".repeat(99), "9".repeat(101), "(-8)^(1/3)"])
    assert.match(readNumber(bad).problem ?? "it was read", /\.$/, bad);
}

async function axeIsContent({ open }) {
  const steps = lessons.flatMap((lesson) => lesson.steps.map(({ question }, index) => ({ lesson: lesson.id, step: index + 1, kind: question?.kind })));
  for (const colorScheme of ["dark", "light"]) {
    const page = await open("?view=table", { colorScheme, reducedMotion: "reduce", viewport: { width: 390, height: 844 } });
    await page.getByRole("tab", { name: "Lesson" }).click();
    for (const kind of ["choice", "number", "cells", "order"]) {
      const place = steps.find((step) => step.kind === kind);
      if (!place) continue;
      await goTo(page, place);
      const card = page.locator(`.question-${kind}:visible`);
      await card.locator(kind === "choice" ? "input >> nth=0" : ".check").click();
      await axeFindsNothing(page, `${kind}, answered badly, ${colorScheme}`);
      await card.locator(".reveal").click();
      await axeFindsNothing(page, `${kind}, revealed, ${colorScheme}`);
    }
    await listButton(page).click();
    await axeFindsNothing(page, `the list, ${colorScheme}`);
  }
}

export const tests = [
  ["nothing in a step or its answer is wider than the column", fitsItsColumn],
  ["the list has every lesson, and opens them", lists],
  ["progress is kept and cleared", keepsProgress],
  ["broken progress is as good as none", survivesBadStorage],
  ["without storage a sentence says so", saysNothingIsKept],
  ["a seed picks the variant and is kept", seedsPickVariants],
  ["what could not be fetched is asked for again", triesAgain],
  ["what was chosen early is judged later", keepsWhatWasChosen],
  ["the focus and the place stay when the lesson comes to life", keepsFocusAndPlace],
  ["a list without a lesson behind it opens and closes", closesTheListWithoutALesson],
  ["a step without a link takes the latest state along", takesTheStateAlong],
  ["numbers are read as people type them", readsNumbers],
  ["axe finds nothing in lessons and list", axeIsContent],
];

// Every lesson, step by step, as its file describes it: with the mouse, with keys alone, and by touch.

import assert from "node:assert/strict";
import { readLessons, variantsOf } from "../../web/site/lessons.mjs";
import { buttonOf, node, ready, until, values } from "./browser.mjs";
import { keys, mouse, touch } from "./hands.mjs";
import { solve } from "./solving.mjs";

const lessons = readLessons(new URL("../../web/lessons", import.meta.url).pathname);
const whyCausal = lessons.find(({ id }) => id === "why-causal");
const phone = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true };

const shown = (page) => page.locator(".step:visible");
const heading = (page) => shown(page).locator("h2").textContent();
const holds = (page, condition) => page.evaluate((one) => window.lookback.check(one), condition);
const outcome = (page) => shown(page).locator(".outcome:visible");

async function judged(page, what, worth) {
  const [look, words] = await outcome(page).evaluate((one) => [one.className, one.textContent]);
  assert.equal(look, `outcome ${worth}`, `${what}: ${words}`);
  assert.notEqual(words, "", what);
  return words;
}

// Answers in every way that the file knows; `all` with every wrong answer, otherwise with the first.
async function answers(page, hand, question, where, all) {
  const card = shown(page).locator(".question");
  const some = (list) => (all ? list : list.slice(0, 1));
  const check = () => hand.press(card.locator(".check"));
  const again = () => hand.press(card.locator(".again"));
  if (question.kind === "choice") {
    const wrong = question.choices.flatMap((choice, place) => (choice.right ? [] : [place]));
    for (const place of some(wrong)) {
      await hand.choose(card.locator("input"), place);
      await judged(page, `${where}, choice ${place}`, "wrong");
    }
    await hand.choose(card.locator("input"), question.choices.findIndex((choice) => choice.right));
  } else if (question.kind === "number") {
    const values = some([...(question.wrong ?? []).map((one) => one.value), 987654.25]);
    const told = new Set();
    for (const value of values) {
      await hand.type(card.locator(".answer"), String(value));
      await check();
      told.add(await judged(page, `${where}, ${value}`, "wrong"));
    }
    assert.equal(told.size, values.length, `${where}: two wrong answers are told the same`);
    if (all) {
      await hand.type(card.locator(".answer"), "many");
      await check();
      await judged(page, `${where}, a word`, "unread");
      assert.equal(await card.locator(".answer").getAttribute("aria-invalid"), "true");
    }
    await hand.type(card.locator(".answer"), String(question.answer));
    await check();
  } else if (question.kind === "cells") {
    const mark = async (cells) => {
      for (const [row, column] of cells) await hand.mark(card, row, column, question.columns.length);
      await check();
    };
    await check();
    if (question.right.length > 0) await judged(page, `${where}, nothing`, "wrong");
    for (const { cells } of some(question.wrong ?? [])) {
      await again();
      await mark(cells);
      await judged(page, `${where}, ${JSON.stringify(cells)}`, "wrong");
    }
    await again();
    await mark(question.right);
  } else {
    await check();
    await judged(page, `${where}, not in order`, "wrong");
    await hand.order(card, question.items.length);
    await check();
  }
  assert.match(await judged(page, `${where}, right`, "right"), /✓ Right/);
  await again();
  assert.equal(await outcome(page).count(), 0);
  await hand.press(card.locator(".reveal"));
  await judged(page, `${where}, revealed`, "told");
  if (all && question.kind !== "choice") {
    await check();
    await judged(page, `${where}, what was revealed`, "right");
  }
}

// A task shown instead of solved: the board is set, the praise is there, and no hint.
async function showsMe(page, hand, task, where) {
  assert.equal(await holds(page, task.check), false, `${where} is solved before it begins`);
  await hand.press(shown(page).locator(".show"));
  await until(`the praise of ${where}`, () => shown(page).locator(".done").isVisible());
  assert.equal(await holds(page, task.check), true, where);
  assert.equal(await shown(page).locator(".hint:visible").count(), 0, where);
  if (!task.score) return;
  await hand.press(shown(page).locator(".show-best"));
  const reached = await page.evaluate((of) => window.lookback.value(of), task.score.of);
  if (reached === undefined) return;
  assert.equal(reached, task.score.best, where);
  await until(`the score of ${where}`, async () => (await shown(page).locator(".score").textContent()).includes("the best known"));
}

// Solved in the tables, where one panel fits: there and back by the tabs.
async function solves({ page, hand, nodes, panels }, task, where) {
  assert.equal(await holds(page, task.check), false, `${where} is solved before it begins`);
  if (panels) await hand.press(page.getByRole("tab", { name: "Table" }));
  const acts = await solve(page, nodes, hand, task, where);
  if (panels) await hand.press(page.getByRole("tab", { name: "Lesson" }));
  await until(`the praise of ${where}`, () => shown(page).locator(".done").isVisible());
  return acts;
}

// From the first lesson's first step by Next to the last one's last.
async function wholeCourse({ open, nodes, note }, handOf, { seed = 0, all = false, solved = false, panels = false, view = "table", prepare = undefined, lessonsRun = lessons, ...settings }) {
  const began = Date.now();
  const page = await open(`?view=${view}&seed=${seed}&lesson=${lessonsRun[0].id}&step=1`, settings);
  if (prepare) await prepare(page);
  assert.ok(await page.locator("#column").isVisible(), "a lesson in the address is to be seen, also where one panel fits");
  const hand = handOf(page);
  let count = 0;
  let acts = 0;
  for (const each of lessonsRun) {
    const variants = variantsOf(each);
    const lesson = variants[seed % variants.length];
    for (const [index, step] of lesson.steps.entries()) {
      const where = `${lesson.id}, step ${index + 1}`;
      await until(where, async () => new URL(await page.url()).search.includes(`lesson=${lesson.id}&step=${index + 1}`));
      assert.equal(await shown(page).count(), 1, where);
      if (step.task && solved) acts += await solves({ page, hand, nodes, panels }, step.task, where);
      else if (step.task) await showsMe(page, hand, step.task, where);
      if (step.question) await answers(page, hand, step.question, where, all);
      ++count;
      const next = page.locator(".lesson-next");
      if (each === lessons.at(-1) && index + 1 === lesson.steps.length) assert.equal(await next.getAttribute("aria-disabled"), "true");
      else await hand.press(next);
    }
  }
  note(`${count} steps${acts > 0 ? ` and ${acts} acts` : ""} in ${((Date.now() - began) / 1000).toFixed(1)} s`);
}

async function withoutWebGl(bench, walk) {
  const browser = await bench.launch({ webgl: false });
  try {
    await walk({ browser });
    const [{ page, complaints }] = bench.pages;
    assert.ok(await page.getByText("no WebGL 2").isVisible(), "the tables are there for want of a picture");
    assert.deepEqual(complaints, []);
  } finally {
    await browser.close();
    bench.pages.length = 0;
  }
}

// The picture is lost at the start and never comes back.
const lost = async (page) => {
  await page.evaluate(() => document.getElementById("canvas").getContext("webgl2").getExtension("WEBGL_lose_context").loseContext());
  await page.getByText("took the picture away").waitFor();
};

async function withALostContext(bench) {
  const lessonsRun = bench.soak ? lessons : lessons.slice(0, 2);
  await wholeCourse(bench, mouse, { view: "canvas", prepare: lost, solved: true, lessonsRun });
  bench.pages[0].allowed = [/context (was )?lost/i, /CONTEXT_LOST/];
}

// In halves, so that each is done in the patience of a test on a busy machine.
const half = Math.ceil(lessons.length / 2);
const halves = [["first", lessons.slice(0, half)], ["second", lessons.slice(half)]];
const hands = [
  ["with the mouse, and every answer, without WebGL", mouse, { all: true, webgl: false }],
  ["with keys alone", keys, { seed: 1 }],
  ["by touch at 360 by 640, its tasks solved", touch, { seed: 2, solved: true, panels: true, ...phone }],
];
const courses = hands.flatMap(([how, hand, settings]) => halves.map(([which, lessonsRun]) =>
  [`every lesson of the ${which} half ${how}`, (bench) => settings.webgl === false ? withoutWebGl(bench, (settings) => wholeCourse(bench, hand, { ...settings, all: true, lessonsRun })) : wholeCourse(bench, hand, { ...settings, lessonsRun })]));

// What a learner does to fulfil each task of the first lesson.
const press = (id) => async (page) => buttonOf(page, id).click();
const choose = (choice, option) => (page) => node(page, choice).locator("select").selectOption(`${choice}.${option}`);
const solutions = {
  rows: [press("causal")],
  cached: [1, 2, 3, 4, 5].map(() => press("step")),
  recomputed: [press("cache")],
  pairs: [press("cache"), press("causal")],
  permit: [press("causal")],
  layers: [press("step"), press("step")],
  yours: [choose("mask", "diagonal")],
};

async function solvedByHand({ open }) {
  const page = await open("?view=table");
  for (const [index, step] of whyCausal.steps.entries()) {
    const done = shown(page).locator(".done");
    assert.equal(await done.isVisible(), false);
    for (const act of solutions[step.id]) await act(page);
    await until(`the praise of ${step.id}`, () => done.isVisible());
    if (index + 1 < whyCausal.steps.length) await page.locator(".lesson-next").click();
  }
  await page.locator(".lesson-list-button").click();
  assert.match(await page.locator("[data-present] .mine").textContent(), /7 of 7 steps seen, 0 of \d questions answered, 7 of 7 tasks done/);
}

async function hints({ open }) {
  const page = await open("?view=table&step=2");
  const hint = shown(page).locator(".hint:visible");
  await press("step")(page);
  await until("a hint", async () => /Not all five/.test(await hint.textContent()));
  await press("cache")(page);
  await until("another hint", async () => /cache is off/i.test(await hint.textContent()));
  assert.equal(await hint.count(), 1);
  await until("both in the live region", async () => /cache is off/i.test(await page.locator("#polite").textContent()));
}

async function hintsAreToldAgain({ open }) {
  const page = await open("?view=table&lesson=who-may-look&step=1");
  for (const leaks of [true, false, true]) {
    await node(page, "scores.4.5").click();
    await until(leaks ? "the hint" : "its end", async () => /is a leak/.test(await page.locator("#polite").textContent()) === leaks);
    assert.equal(await shown(page).locator(".hint").isVisible(), leaks);
  }
}

async function showMeCanBeUndone({ open }) {
  const page = await open("?view=table&step=3");
  await shown(page).locator(".show").click();
  await until("the solution", async () => (await values(page)).cache === false);
  assert.equal(await shown(page).locator(".done").isVisible(), true);
  await press("undo")(page);
  assert.equal((await values(page)).cache, true);
  await page.locator(".lesson-list-button").click();
  assert.match(await page.locator("[data-present] .mine").textContent(), /0 of 7 tasks done/, "being shown counts as done");
}

async function turnsPages({ open }) {
  const page = await open("?view=table&seed=3");
  const entries = await page.evaluate(() => history.length);
  await page.locator(".lesson-next").click();
  await until("step 2", async () => /step=2/.test(await page.url()));
  assert.match(await page.url(), /seed=3/);
  assert.equal((await values(page)).position, 0, "the step sets the board");
  assert.equal(await page.evaluate(() => history.length), entries + 1);
  await page.locator(".lesson-next").click();
  await until("step 3", async () => /step=3/.test(await page.url()));
  await page.locator(".lesson-list-button").click();
  await page.goBack();
  await until("step 2 again", async () => (await heading(page)) === whyCausal.steps[1].title);
  await until("its board", async () => (await values(page)).position === 0);
  await page.locator(".lesson-back").click();
  await until("step 1", async () => /step=1/.test(await page.url()));
  await page.reload();
  await ready(page);
  assert.equal(await heading(page), whyCausal.steps[0].title);
}

async function everyCondition({ open }) {
  const page = await open("?view=table");
  for (const lesson of lessons.flatMap(variantsOf)) {
    for (const step of lesson.steps.filter(({ task }) => task)) {
      if (step.link) assert.equal(await page.evaluate((link) => window.lookback.open(link), step.link), "", step.link);
      for (const condition of [step.task.check, ...step.task.hints.map((hint) => hint.when)])
        assert.notEqual(await holds(page, condition), undefined, `${lesson.id}, ${step.id}: ${condition}`);
    }
  }
  assert.equal(await holds(page, "no_such_name == 1"), undefined);
}

export const tests = [
  ...courses,
  ["the first lesson's tasks solved by hand", solvedByHand],
  ["lessons solved in the tables, their picture lost for good", withALostContext],
  ["every condition can be evaluated", everyCondition],
  ["hints say what is missing", hints],
  ["a hint that is true again is told again", hintsAreToldAgain],
  ["Show me can be undone, and does not count", showMeCanBeUndone],
  ["Next, Back and the browser's Back", turnsPages],
];

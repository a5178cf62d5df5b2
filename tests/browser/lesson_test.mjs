// The lesson, answered rightly and wrongly.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { node, until, values } from "./browser.mjs";

const lesson = JSON.parse(readFileSync(new URL("../../web/lessons/why-causal.json", import.meta.url), "utf8"));

const press = (id) => async (page) => node(page, id).locator("xpath=descendant-or-self::button").first().click();
const choose = (choice, option) => (page) => node(page, choice).locator("select").selectOption(`${choice}.${option}`);

// What a learner does to fulfil each task.
const solutions = {
  rows: [press("causal")],
  cached: [1, 2, 3, 4, 5].map(() => press("step")),
  recomputed: [press("cache")],
  pairs: [press("cache"), press("causal")],
  permit: [press("causal")],
  layers: [press("step"), press("step")],
  yours: [choose("mask", "diagonal")],
};

const shown = (page) => page.locator(".step:visible");

async function everyCondition({ open }) {
  const page = await open();
  for (const step of lesson.steps)
    for (const condition of [step.task?.check, ...(step.task?.hints ?? []).map((hint) => hint.when)].filter(Boolean))
      assert.notEqual(await page.evaluate((one) => window.lookback.check(one), condition), undefined, condition);
  assert.equal(await page.evaluate(() => window.lookback.check("no_such_name == 1")), undefined);
}

async function everyTask({ open }) {
  const page = await open("?view=table");
  for (const [index, step] of lesson.steps.entries()) {
    assert.equal(await shown(page).getByRole("heading").textContent(), step.title);
    assert.equal(await page.evaluate((one) => window.lookback.check(one), step.task.check), false, `${step.id} is solved before it begins`);
    const done = shown(page).locator(".done");
    assert.equal(await done.isVisible(), false);
    for (const act of solutions[step.id]) await act(page);
    await until(`the praise of ${step.id}`, () => done.isVisible());
    assert.equal(await shown(page).locator(".hint:visible").count(), 0);
    if (index + 1 < lesson.steps.length) await page.locator(".lesson-next").click();
  }
  assert.equal(await page.locator(".lesson-next").getAttribute("aria-disabled"), "true");
}

async function everyHint({ open }) {
  const page = await open("?view=table&step=2");
  await press("step")(page);
  await until("a hint", async () => /Not all five/.test(await shown(page).locator(".hint:visible").textContent()));
  await press("cache")(page);
  await until("another hint", async () => /cache is off/i.test(await shown(page).locator(".hint:visible").textContent()));
}

async function everyAnswer({ open }) {
  for (const [index, step] of lesson.steps.entries()) {
    const question = step.question;
    if (!question) continue;
    const page = await open(`?view=table&step=${index + 1}`);
    const outcome = shown(page).locator(".outcome:visible");
    if (question.kind === "choice") {
      for (const [place, choice] of question.choices.entries()) {
        await shown(page).getByRole("radio").nth(place).check();
        assert.equal(await outcome.count(), 1);
        assert.equal((await outcome.textContent()).startsWith("✓ Right"), choice.right === true);
      }
    } else {
      const answer = shown(page).getByRole("textbox");
      for (const wrong of [...question.wrong.map((one) => one.value), 12345, "many"]) {
        await answer.fill(String(wrong));
        await answer.press("Enter");
        assert.equal((await outcome.textContent()).startsWith("✓ Right"), false, String(wrong));
      }
      await answer.fill(String(question.answer));
      await answer.press("Enter");
      assert.match(await outcome.textContent(), /^✓ Right/);
    }
  }
}

async function turnsPages({ open }) {
  const page = await open("?view=table");
  const entries = await page.evaluate(() => history.length);
  await page.locator(".lesson-next").click();
  assert.equal((await values(page)).position, 0, "the step sets the board");
  assert.equal(await page.evaluate(() => history.length), entries + 1);
  assert.match(page.url(), /step=2/);
  await page.locator(".lesson-next").click();
  assert.match(page.url(), /step=3/);
  await page.goBack();
  await until("step 2 again", async () => (await shown(page).getByRole("heading").textContent()) === lesson.steps[1].title);
  await until("its board", async () => (await values(page)).position === 0);
  await page.locator(".lesson-back").click();
  assert.match(page.url(), /step=1/);
  await page.reload();
  await page.evaluate(() => window.lookback.ready);
  assert.equal(await shown(page).getByRole("heading").textContent(), lesson.steps[0].title);
}

export const tests = [
  ["every condition can be evaluated", everyCondition],
  ["every task is open at first and solved as intended", everyTask],
  ["hints say what is missing", everyHint],
  ["every answer, right or wrong, has its explanation", everyAnswer],
  ["Next, Back and the browser's Back", turnsPages],
];

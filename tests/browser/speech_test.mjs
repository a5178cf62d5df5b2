// What the live region says, kept with its times: in order, never twice in a second, and nothing while a hand drags.

import assert from "node:assert/strict";
import { node, settled, until } from "./browser.mjs";

const quietMs = 900;  // longer than what the page waits before it speaks

const listen = (page) => page.evaluate(() => {
  window.said = [];
  for (const id of ["polite", "alert"]) {
    const region = document.getElementById(id);
    new MutationObserver(() => region.textContent && window.said.push({ id, words: region.textContent.trim(), at: performance.now() }))
      .observe(region, { childList: true, characterData: true, subtree: true });
  }
});
const said = (page) => page.evaluate(() => window.said);

async function saysItInOrder({ open }) {
  const page = await open("?view=table");
  await listen(page);
  const press = (id) => node(page, id).locator("button").evaluate((button) => button.click());
  const type = async (id, words) => {
    await node(page, id).focus();
    await page.keyboard.press("Enter");
    await page.locator("#overlay-input").fill(words);
    await page.keyboard.press("Enter");
  };
  const steps = [
    [() => type("Q.4.0", "2"), "polite", /^Q token 4 dimension 0: 2\. Output token \d dimension \d changed from [−-]?\d/],
    [() => press("causal"), "polite", /^Causal off: every query looks at every key\./],
    [() => press("cache"), "polite", /^KV cache off\./],
    [() => page.keyboard.press("Control+z"), "polite", /^Undone\. KV cache on\./],
    [() => page.evaluate(() => window.lookback.open("#tokens=a,b&mask=none")), "polite", /^Opened: Softmax.*2 tokens/],
    [() => type("Q.1.0", "12e999"), "alert", /12e999/],
  ];
  for (const [index, [act, id, words]] of steps.entries()) {
    await act();
    const [, last] = await until(`sentence ${index + 1}`, async () => {
      const all = await said(page);
      return all.length > index && [all, all.at(-1)];
    });
    assert.equal(last.id, id);
    assert.match(last.words, words);
  }
  // Many changes at once are told once, by the last of them.
  await page.keyboard.press("Escape");
  for (let times = 0; times < 6; ++times) await press("causal");
  await until("the last sentence", async () => (await said(page)).length > steps.length);
  await page.waitForTimeout(quietMs);
  const all = await said(page);
  assert.equal(all.length, steps.length + 1, JSON.stringify(all));
  const polite = all.filter(({ id }) => id === "polite").map(({ at }) => at);
  polite.slice(1).forEach((at, place) => assert.ok(at - polite[place] > 950, `two sentences ${at - polite[place]} ms apart`));
}

// The hand rests on the way, longer than the page waits before it speaks.
async function isSilentInADrag({ open }) {
  const page = await open();
  await node(page, "Q.1.2").focus();
  await settled(page);
  await page.keyboard.press("Enter");
  const cell = await page.locator("#overlay").boundingBox();
  await page.keyboard.press("Escape");
  const [x, y] = [cell.x + cell.width / 2, cell.y + cell.height / 2];
  await page.waitForTimeout(quietMs);
  await listen(page);
  const link = await page.evaluate(() => window.lookback.link());
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (const by of [8, 16, 24]) {
    await page.mouse.move(x + by, y);
    await page.waitForTimeout(quietMs);
  }
  assert.notEqual(await page.evaluate(() => window.lookback.link()), link, "nothing was dragged");
  assert.deepEqual(await said(page), []);
  await page.mouse.up();
  await until("what came of it", async () => (await said(page)).length > 0);
  assert.match((await said(page))[0].words, /^Q token 1 dimension 2: /);

  assert.equal(await page.evaluate(() => window.lookback.open("#study=predict")), "");
  await page.locator("#view-toggle").click();
  const range = node(page, "run_width").locator("input[type=range]");
  await range.scrollIntoViewIfNeeded();
  await page.waitForTimeout(2 * quietMs);
  await page.evaluate(() => (window.said.length = 0));
  const box = await range.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 4, box.y + box.height / 2, { steps: 4 });
  await page.waitForTimeout(quietMs);
  assert.deepEqual(await said(page), [], "a slider speaks while it is dragged");
  await page.mouse.up();
  await until("what came of the slider", async () => (await said(page)).length > 0);
}

export const tests = [
  ["what changed is said, in order and a second apart", saysItInOrder],
  ["nothing is said while something is dragged", isSilentInADrag],
];

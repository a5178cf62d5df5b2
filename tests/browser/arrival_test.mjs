// The second module: it comes after the first frame, nothing reaches for it before, and without it the board works.

import assert from "node:assert/strict";
import { brokenOff, complaintsOf, node, ready, settled, until, values } from "./browser.mjs";

const secondModule = /lookback\.second\.\w+\.wasm$/;
const waiting = "This part of the page is still loading.";

// When it was asked for, and when the first frame was drawn.
const times = (page) => page.evaluate(() => ({
  second: performance.getEntriesByType("resource").filter((entry) => entry.name.includes("lookback.second."))
    .map((entry) => entry.startTime),
  frame: performance.getEntriesByName("lookback-first-frame")[0]?.startTime,
}));

async function comesAfterTheFirstFrame({ open }) {
  const plain = await times(await open());
  assert.equal(plain.second.length, 1);
  assert.ok(plain.second[0] >= plain.frame, JSON.stringify(plain));
  const linked = await times(await open("#mask=none"));
  assert.ok(linked.second[0] < linked.frame, `with a link: ${JSON.stringify(linked)}`);
}

// A page whose second module goes through `route`.
async function meddled({ browser, home, pages }, path, route, allowed = []) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.route(secondModule, route);
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  pages.push({ page, context, complaints, allowed });
  await page.goto(home + path);
  await page.waitForFunction(() => window.lookback !== undefined);
  return page;
}

function gate() {
  let release = () => {};
  const released = new Promise((done) => (release = done));
  return { release, route: async (route) => { await released; await route.continue(); } };
}

const optionsOf = (page, choice) => page.locator(`[data-node="${choice}"] [data-node]`).evaluateAll((options) =>
  options.map((one) => ({ id: one.getAttribute("data-node"), off: one.getAttribute("aria-disabled") === "true", why: one.getAttribute("title") })));

// As a learner does, also where the option waits.
const chooseRetention = (page) => page.locator("[id=choice-mechanism]").evaluate((select) => {
  select.value = "mechanism.retention";
  select.dispatchEvent(new Event("change", { bubbles: true }));
});

const shown = (page) => page.locator("#canvas").waitFor();

// Everything that the board of softmax attention has can be done meanwhile.
async function useTheBoard(page) {
  await settled(page);
  for (let round = 0; round < 3; ++round) {
    const usable = await page.locator("#twin [role=switch], #twin .button, #twin [role=radio], #twin .chip").evaluateAll((all) =>
      all.map((one) => one.closest("[data-node]").getAttribute("data-node")).filter((id) => id !== "play"));
    for (const id of usable) await node(page, id).evaluateAll(([one]) => (one?.matches("button") ? one : one?.querySelector("button"))?.click());
    for (const choice of await page.locator("#twin select").evaluateAll((all) => all.map((one) => one.id)))
      for (const value of await page.locator(`[id="${choice}"] option:not([aria-disabled])`).evaluateAll((all) => all.map((one) => one.value).filter(Boolean)))
        if (await page.locator(`[id="${choice}"] option[value="${value}"]:not([aria-disabled])`).count() > 0) await page.locator(`[id="${choice}"]`).selectOption(value);
    for (const input of await page.locator("#twin [role=spinbutton]").evaluateAll((all) => all.map((one) => one.id))) {
      const box = page.locator(`[id="${input}"]`);
      if (await box.count() > 0) await box.evaluate((one) => one.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", bubbles: true })));
    }
    await settled(page);
    assert.doesNotMatch(await page.getByRole("alert").textContent(), /stopped/);
  }
  await values(page);
}

async function waitsInPatience(bench) {
  const { release, route } = gate();
  const page = await meddled(bench, "", route);
  await shown(page);
  for (const choice of ["mechanism", "study"]) {
    const options = await optionsOf(page, choice);
    for (const { id, off, why } of options) {
      const first = id === "mechanism.softmax_attention" || id === "study.board";
      assert.equal(off, !first, id);
      if (!first) assert.equal(why, waiting, id);
    }
  }
  await chooseRetention(page);
  assert.match(await page.getByRole("alert").textContent(), /still loading/);
  assert.equal((await values(page)).mechanism, "softmax_attention");
  await useTheBoard(page);
  release();
  await ready(page);
  assert.equal((await optionsOf(page, "mechanism")).filter((one) => one.why === waiting).length, 0);
  await chooseRetention(page);
  assert.equal((await values(page)).mechanism, "retention");
}

async function goesOnWithoutIt(bench) {
  let broken = true;
  const route = (one) => (broken ? one.abort() : one.continue());
  const page = await meddled(bench, "", route, brokenOff);
  await shown(page);
  await until("the sentence", async () => /could not be fetched/.test(await page.getByRole("alert").textContent()));
  await assert.rejects(ready(page), /could not be fetched/);
  await node(page, "causal").locator("button").evaluate((button) => button.click());
  assert.equal((await values(page)).mask, "none");
  broken = false;
  await chooseRetention(page);
  await until("the options", async () => (await optionsOf(page, "mechanism")).every((one) => one.why !== waiting));
  await chooseRetention(page);
  assert.equal((await values(page)).mechanism, "retention");
}

// Links that need it: the address, window.lookback.open, and one that cannot be had.
async function opensLinks(bench) {
  const links = ["#mechanism=retention", ...bench.nodes("#version=1").nodes
    .filter((one) => one.parent === "study" && one.id !== "study.board").slice(0, 1).map((one) => `#${one.id.replace(".", "=")}`)];
  for (const link of links) {
    const { release, route } = gate();
    const page = await meddled(bench, link, route);
    await page.getByText("Loading what the address asks for").waitFor();
    release();
    await ready(page);
    assert.deepEqual((await values(page)).matrices, bench.evaluate(link).matrices, link);
    await until("the address", () => page.evaluate(() => location.hash === window.lookback.link()));

    const other = gate();
    const late = await meddled(bench, "?view=table", other.route);
    await until("the board", () => node(late, "causal").isVisible());
    await until("the core", async () => (await values(late)) !== null);
    assert.equal(await late.evaluate((one) => window.lookback.open(one), link), "");
    assert.equal((await values(late)).mechanism, "softmax_attention");
    other.release();
    await ready(late);
    assert.deepEqual((await values(late)).matrices, bench.evaluate(link).matrices, link);

    const without = await meddled(bench, link, (one) => one.abort(), brokenOff);
    await until("the sentence", async () => /could not be fetched/.test(await without.getByRole("alert").textContent()));
    await shown(without);
    assert.equal(await without.evaluate(() => location.hash), link, "the address keeps what it asks for");
  }
}

export const tests = [
  ["the second module comes after the first frame, or at once for a link", comesAfterTheFirstFrame],
  ["meanwhile what needs it says so, and the board is used", waitsInPatience],
  ["without it the board works, and asking tries again", goesOnWithoutIt],
  ["links that need it wait for it", opensLinks],
];

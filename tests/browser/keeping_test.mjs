// What was done is on the device the moment it is done: a reload, a killed tab, two tabs, and where nothing is kept.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { limitsOf, provided } from "../../web/site/bundle.mjs";
import { complaintsOf, leaving, node, openPage, randomFrom, ready, until, values } from "./browser.mjs";
import { frameAt, openHost } from "./hosts.mjs";

const require = createRequire(fileURLToPath(new URL("../../web/package.json", import.meta.url)));

// Another page of the same browser, which shares what is kept.
async function another({ home, pages }, context, path = "", before = undefined, argument = undefined) {
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  pages.push({ page, context, complaints });
  if (before) await page.addInitScript(before, argument);
  await page.goto(home + path);
  await ready(page);
  return page;
}

const press = (page, id) => page.evaluate((one) => {
  const found = document.querySelector(`#twin [data-node="${one}"]`);
  (found.matches("button") ? found : found.querySelector("button")).click();
}, id);

const nudge = (page, cell, key = "ArrowUp") => page.evaluate(([id, arrow]) =>
  document.querySelector(`#twin [data-node="${id}"]`).dispatchEvent(new KeyboardEvent("keydown", { key: arrow, altKey: true, bubbles: true })), [cell, key]);

const linkOf = (page) => page.evaluate(() => window.lookback.link());
const keptKeys = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("lookback.kept:")));

// Every state that can be undone and redone, and which of them is shown; all is left as it was.
const way = (page) => page.evaluate(() => {
  const button = (id) => document.querySelector(`#twin [data-node="${id}"]`).closest("button");
  const go = (id, most = Infinity) => {
    const links = [];
    while (links.length < most && button(id).getAttribute("aria-disabled") !== "true") {
      button(id).click();
      links.push(window.lookback.link());
    }
    return links;
  };
  const here = window.lookback.link();
  const before = go("undo").reverse();
  const after = go("redo").slice(before.length);
  go("undo", after.length);
  return { links: [...before, here, ...after], present: before.length };
});

async function undoesAfterAReload({ open }) {
  const page = await open("?view=table");
  await press(page, "causal");
  await nudge(page, "Q.0.0");
  await nudge(page, "Q.0.0");
  await press(page, "causal");
  await press(page, "causal");  // as it was two steps ago, and not undone
  await nudge(page, "K.1.1", "ArrowDown");
  for (let i = 0; i < 2; ++i) await press(page, "undo");
  await press(page, "redo");
  const before = await way(page);
  assert.equal(before.links.length, 7);
  assert.equal(before.present, 5);
  const shown = await values(page);
  for (let round = 0; round < 3; ++round) {
    await page.reload();
    await ready(page);
    assert.deepEqual(await values(page), shown);
    assert.deepEqual(await way(page), before, `after reload ${round + 1}`);
  }
  assert.equal(await page.getByRole("alert").textContent(), "");
}

// A drag is one step, a held key is one, and so is a generation that plays.
async function foldsGestures({ open }) {
  const page = await open();
  await node(page, "Q.1.2").focus();
  await page.keyboard.down("Alt");
  for (let i = 0; i < 5; ++i) await page.keyboard.down("ArrowUp");
  await page.keyboard.up("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.up("Alt");
  await page.keyboard.press("Enter");
  const box = await page.locator("#overlay").boundingBox();
  await page.keyboard.press("Escape");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const before = await way(page);
  assert.equal(before.links.length, 3);
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 8; ++step) {
    await page.mouse.move(x + 6 * step, y);
    await page.waitForTimeout(50);  // the tables trail what is dragged
  }
  await page.mouse.up();
  await until("the drag in the address", () => page.evaluate((link) => location.hash === window.lookback.link() && location.hash !== link, before.links.at(-1)));
  const seen = await way(page);
  assert.equal(seen.links.length, 4);
  await page.reload();
  await ready(page);
  assert.deepEqual(await way(page), seen);
}

async function keepsStudies({ open }) {
  const page = await open("?view=table");
  await nudge(page, "Q.0.0");
  const board = await way(page);
  await page.locator("[id=choice-study]").selectOption("study.leak_lamp");
  const lamp = await way(page);
  await page.evaluate(() => window.lookback.open("#mechanism=retention"));
  await nudge(page, "K.0.0");
  const both = await way(page);
  assert.equal(both.links.length, board.links.length + 2);
  await page.reload();
  await ready(page);
  assert.deepEqual(await way(page), both);
  await page.locator("[id=choice-study]").selectOption("study.leak_lamp");
  assert.deepEqual(await way(page), lamp);
  await page.reload();
  await ready(page);
  assert.deepEqual(await way(page), lamp);
}

// The state given by a link is the one that is shown; what was there before it can be undone to.
async function givesWayToALink({ open, home, evaluate }) {
  const page = await open("?view=table");
  await nudge(page, "Q.0.0");
  const before = await way(page);
  const link = "#version=1&mask=none&tokens=to,be,or&position=2";
  await page.goto("about:blank");
  await page.goto(`${home}?view=table${link}`);
  await ready(page);
  assert.deepEqual((await values(page)).matrices, evaluate(link).matrices);
  const after = await way(page);
  assert.deepEqual(after.links.slice(0, -1), before.links);
  assert.equal(after.present, after.links.length - 1);
  // A lesson's step is one too, and the bare address none.
  await page.goto("about:blank");
  await page.goto(`${home}?view=table`);
  await ready(page);
  assert.deepEqual(await way(page), after);
}

const killed = async (page) => {
  const cdp = await page.context().newCDPSession(page);
  const gone = new Promise((done) => page.once("crash", done));
  void cdp.send("Page.crash").catch(() => {});
  await gone;
  await page.close();
};

// As the browser restores a tab: with its session's storage.
const asRestored = (key) => {
  const [, site, name] = /^lookback\.kept:(.*):([^:]*)$/.exec(key);
  sessionStorage.setItem(`lookback.tab:${site}`, name);
};

async function bringsBack(page) {
  await page.getByRole("button", { name: "Go on with it" }).click();
  await until("the work that was left", () => page.evaluate(() => location.hash.length > 1 && window.lookback?.ready.then(() => true)).catch(() => false), 20_000);
}

// Does something every 20 ms, and tells each time what came of it.
const keepDoing = (page, seed) => page.evaluate((start) => {
  const cells = ["Q.0.0", "K.1.1", "V.2.0", "Q.3.1"];
  let state = start;
  const below = (count) => (state = (state * 48271) % 2147483647) % count;
  const gesture = () => {
    const choice = below(6);
    if (choice >= cells.length) return document.querySelector(`#twin [data-node="${choice === 4 ? "causal" : "cache"}"] button`).click();
    document.querySelector(`#twin [data-node="${cells[choice]}"]`)
      .dispatchEvent(new KeyboardEvent("keydown", { key: below(2) ? "ArrowUp" : "ArrowDown", altKey: true, bubbles: true }));
  };
  setInterval(() => {
    gesture();
    window.did(window.lookback.link());
  }, 20);
}, seed);

async function survivesKilling(bench) {
  const random = randomFrom(7);
  let page = await bench.open("?view=table");
  const context = page.context();
  for (let round = 0; round < 10; ++round) {
    const { links: before } = await way(page);
    const [key] = await keptKeys(page);
    const done = [];
    await page.exposeBinding("did", (_, link) => done.push(link));
    await keepDoing(page, 1 + random.below(1e6));
    await until("something done", () => done.length > 0);
    await page.waitForTimeout(random.below(250));
    await killed(page);
    if (round === 0) {
      page = await another(bench, context, "?view=table");
      await bringsBack(page);
    } else {
      page = await another(bench, context, "?view=table", asRestored, key);
    }
    const { links, present } = await way(page);
    assert.equal(present, links.length - 1);
    // What was told last may be behind what was kept last, never before it.
    const told = done.filter((link, place) => link !== (place === 0 ? before.at(-1) : done[place - 1]));
    assert.deepEqual(links.slice(before.length, before.length + told.length), told, `round ${round}`);
  }
}

// The tab itself comes back, with an address that is a moment behind.
async function outrunsTheAddress(bench) {
  const page = await bench.open("?view=table");
  await nudge(page, "Q.0.0");
  await until("the address", () => page.evaluate(() => location.hash === window.lookback.link()));
  const { url, key } = await page.evaluate(async () => {
    const wait = (ms) => new Promise((done) => setTimeout(done, ms));
    await wait(600);
    const seen = location.href;
    document.querySelector('#twin [data-node="causal"] button').click();
    return { url: seen, key: Object.keys(localStorage).find((key) => key.startsWith("lookback.kept:")) };
  });
  const now = await linkOf(page);
  assert.ok(!url.endsWith(now));
  const context = page.context();
  await killed(page);
  const back = await another(bench, context, url.slice(bench.home.length), asRestored, key);
  assert.equal(await linkOf(back), now);
  assert.equal(await back.evaluate(() => location.hash), now);
}

async function twoTabs(bench) {
  const first = await bench.open("?view=table");
  await nudge(first, "Q.0.0");
  const context = first.context();
  // Of its own, beside a tab that lives.
  const second = await another(bench, context, "?view=table");
  await until("the offer", async () => /You were here before: .*1 change/.test(await second.getByRole("alert").textContent()));
  await nudge(second, "K.0.0");
  assert.equal((await keptKeys(second)).length, 2);
  const ways = [await way(first), await way(second)];
  assert.notDeepEqual(ways[0], ways[1]);
  for (const [place, page] of [first, second].entries()) {
    await page.reload();
    await ready(page);
    assert.deepEqual(await way(page), ways[place]);
  }
  // A tab that was duplicated, with what its session kept: each goes on by itself.
  const names = await first.evaluate(() => Object.entries(sessionStorage).filter(([key]) => key.startsWith("lookback.tab:")));
  const copy = await another(bench, context, (await first.url()).slice(bench.home.length), ([[key, name]]) => sessionStorage.getItem(key) ?? sessionStorage.setItem(key, name), names);
  assert.deepEqual(await way(copy), ways[0]);
  await nudge(copy, "V.0.0");
  await until("a name of its own", async () => (await keptKeys(copy)).length === 3);
  await nudge(first, "V.1.1", "ArrowDown");
  const apart = [await way(first), await way(copy)];
  for (const [place, page] of [first, copy].entries()) {
    await page.reload();
    await ready(page);
    assert.deepEqual(await way(page), apart[place]);
  }
  // What the others have is to be had in the dialog too.
  await copy.locator("#open-button").click();
  assert.equal(await copy.locator("ul.left li").count(), 2);
}

const denied = () => {
  for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, { get: () => { throw new DOMException("denied", "SecurityError"); } });
};
const full = () => (Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); });

const saysThatNothingIsKept = (before) => async ({ open, evaluate }) => {
  const page = await open("?view=table", { before });
  assert.equal(await page.getByRole("alert").textContent(), "");
  await nudge(page, "Q.0.0");
  assert.match(await page.getByRole("alert").textContent(), /keeps nothing of this page on the device/);
  await nudge(page, "Q.0.0");
  assert.equal(await page.getByRole("alert").textContent(), "", "said once");
  await until("the address", () => page.evaluate(() => location.hash === window.lookback.link()));
  const shown = await values(page);
  await page.reload();
  await ready(page);
  assert.deepEqual(await values(page), shown);
  assert.deepEqual(shown.matrices, evaluate(await linkOf(page)).matrices);
};

async function keepsNothingElsewhere(bench) {
  const link = "#version=1&tokens=a,b,c&position=2";
  const reading = await bench.open(`?readonly&view=table${link}`);
  await press(reading, "step");
  assert.deepEqual(await keptKeys(reading), []);
  const alone = await bench.open("?embed&view=table");
  await nudge(alone, "Q.0.0");
  assert.deepEqual(await keptKeys(alone), []);
  const page = await openHost(bench, `<iframe title="Lab" width="900" height="600" src="${bench.home}?view=table${link}"></iframe>`);
  const frame = await frameAt(page);
  await until("the frame", () => frame.evaluate(() => window.lookback?.ready.then(() => true)).catch(() => false));
  await nudge(frame, "Q.0.0");
  assert.deepEqual(await keptKeys(frame), []);
}

// One of the page's modules, without the page.
async function moduleOf(name, limits) {
  const { outputFiles } = await require("esbuild").build({
    entryPoints: [fileURLToPath(new URL(`../../web/storage/${name}.ts`, import.meta.url))], bundle: true, write: false, format: "esm", plugins: [provided(limitsOf(limits))],
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

async function staysSmall({ limits }) {
  const { Trail } = await moduleOf("trail", limits);
  const many = Trail.from("#0", "board");
  many.standsAt(0);
  for (let i = 1; i <= 1000; ++i) many.move(`#${i}`, "board", [i, i + 1]);
  assert.deepEqual([many.changes, many.link], [199, "#1000"]);
  for (let i = 999; i >= 995; --i) many.move(`#${i}`, "board", [i, 1001]);
  assert.deepEqual([many.changes, many.link], [199, "#995"]);
  many.move("#new", "board", [996, 997]);
  assert.deepEqual([many.changes, many.link], [195, "#new"]);
  const long = Trail.from("#", "board");
  for (let i = 1; i <= 50; ++i) long.move(`#${"x".repeat(20_000)}${i}`, i % 2 ? "board" : "leak_lamp", [i >> 1, (i >> 1) + 1]);
  assert.ok(JSON.stringify(long).length < 210_000 && long.link.endsWith("50"));
  const folded = Trail.from("#a", "board");
  folded.standsAt(5);
  for (const [link, place] of [["#b", 6], ["#c", 6], ["#a", 5]]) folded.move(link, "board", [place, place + 1]);
  assert.deepEqual([folded.changes, folded.link], [0, "#a"]);
  // Redone where both ways lead to the same; before what is kept; after what was never told.
  const led = Trail.from("#a", "board");
  led.standsAt(2);
  for (const [link, place] of [["#b", 3], ["#a", 4]]) led.move(link, "board", [place, place + 1]);
  for (const [link, place] of [["#b", 3], ["#a", 4], ["#b", 3], ["#a", 2], ["#older", 1]]) led.move(link, "board", [place, 5]);
  assert.deepEqual(led.toJSON().studies.board, { links: ["#older", "#a", "#b", "#a"], present: 0 });
  led.move("#later", "board", [9, 10]);
  assert.deepEqual(led.toJSON().studies.board, { links: ["#older", "#a", "#b", "#a", "#later"], present: 4 });
  for (const bad of [null, 7, {}, { study: "board", studies: null }, { study: "board", studies: { board: {} } }, { study: "board", studies: { board: { links: ["#"], present: 1 } } },
    { study: "board", studies: { board: { links: [7], present: 0 } } }, { study: "leak_lamp", studies: { board: { links: ["#"], present: 0 } } }])
    assert.equal(Trail.read(bad), undefined, JSON.stringify(bad));
}

async function survivesBadEntries({ open }) {
  const before = () => {
    sessionStorage.setItem("lookback.tab:/", "mine");
    const board = (links) => ({ study: "board", studies: { board: { links, present: links.length - 1 } } });
    const entry = (trail, more) => JSON.stringify({ version: 1, at: Date.now(), search: "", addresses: [""], trail, ...more });
    localStorage.setItem("lookback.kept:/:mine", entry(board(["#version=1&mask=none", "#nonsense=5", "#version=1&mask=causal&cache=0"])));
    for (const [name, text] of [["a", "{"], ["b", "null"], ["c", entry(board([]))], ["d", entry(board(["#"]), { version: 2 })], ["e", entry(board(["#"]), { at: 5 })]])
      localStorage.setItem(`lookback.kept:/:${name}`, text);
  };
  const page = await open("?view=table", { before });
  assert.equal((await values(page)).cache, false);
  await press(page, "undo");
  assert.equal((await values(page)).mask, "none");
  await until("the broken ones to go", async () => (await keptKeys(page)).length === 1);
}

export const tests = leaving([
  ["undo and redo go on after a reload", undoesAfterAReload],
  ["a gesture is one step after a reload too", foldsGestures],
  ["each study keeps its own", keepsStudies],
  ["a link that is given wins, on top of what was kept", givesWayToALink],
  ["killed at ten moments, at most the gesture in progress is gone", survivesKilling],
  ["a restored tab is ahead of its address", outrunsTheAddress],
  ["two tabs, and one that is duplicated", twoTabs],
  ["where storage is denied, a sentence says so", saysThatNothingIsKept(denied)],
  ["where it is full, too", saysThatNothingIsKept(full)],
  ["frames and what is for reading keep nothing", keepsNothingElsewhere],
  ["what is kept stays small, and is read with care", staysSmall],
  ["broken entries are as good as none", survivesBadEntries],
]);

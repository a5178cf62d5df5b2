// A link is the whole state: a hundred of them, and those that are refused.

import assert from "node:assert/strict";
import { node, randomFrom, settled, until, values } from "./browser.mjs";
import { same } from "./same.mjs";

const seed = 20250607;

function randomLink(random, index) {
  const tokens = 1 + random.below(index % 10 === 0 ? 24 : 8);
  const [dk, dv] = [1 + random.below(6), 1 + random.below(6)];
  const size = index % 4 === 0 ? 10000 : index % 4 === 1 ? 1e-3 : 3;
  const number = () => String(random.pick([random.between(-size, size), random.below(9) - 4, 0]));
  const matrix = (columns) =>
    Array.from({ length: tokens }, () => Array.from({ length: columns }, number).join(",")).join(";");
  const bits = () => Array.from({ length: tokens }, () => Array.from({ length: tokens }, () => random.below(2)).join("")).join(";");
  const mask = ["causal", "none", "diagonal", `window:${random.below(4)},${random.below(3)}`, `bits:${bits()}`][index % 5];
  const form = mask === "causal" || mask === "diagonal" ? random.pick(["materialised", "online", "decode"]) : random.pick(["materialised", "online"]);
  const words = ["the", "cat", "a b", "é", "逗,号", "&", "🙂", "50%"];
  return "#version=1&mechanism=softmax_attention"
    + `&form=${form}${form === "online" ? `&tile=${1 + random.below(5)}` : ""}&scaled=${random.below(2)}&mask=${mask}`
    + `&cache=${random.below(2)}&columns=${random.pick(["keys", "queries"])}`
    + `&tokens=${Array.from({ length: tokens }, () => encodeURIComponent(random.pick(words))).join(",")}`
    + `&Q=${matrix(dk)}&K=${matrix(dk)}&V=${matrix(dv)}&position=${random.below(tokens + 1)}`.replaceAll("e+", "e%2B");
}

async function hundredLinks({ open, evaluate }) {
  const page = await open("?view=table");
  const random = randomFrom(seed);
  const masks = new Set();
  for (let index = 0; index < 100; ++index) {
    const link = randomLink(random, index);
    assert.equal(await page.evaluate((one) => window.lookback.open(one), link), "", link);
    const shown = await values(page);
    same(shown, evaluate(link), `link ${index}`);
    masks.add(shown.mask.split(":")[0]);
    assert.deepEqual(evaluate(await page.evaluate(() => window.lookback.link())).matrices, evaluate(link).matrices);
  }
  assert.equal(masks.size, 5);
}

async function refuses({ open }) {
  const page = await open("?view=table");
  const before = await values(page);
  for (const bad of ["#nonsense=1", "#mask=causal&mask=none", "#version=9", "#Q=1,x;2,3", "#tokens=a,b&Q=1;2;3", "#position=99", "#version=1&c=x00000000&mask=none",
    "#version=1&z=AAAA"]) {
    const sentence = await page.evaluate((link) => window.lookback.open(link), bad);
    assert.match(sentence, /\.$/, bad);
    assert.deepEqual(await values(page), before, bad);
    await page.evaluate((link) => (location.hash = link), bad);
    await until("the banner", async () => (await page.getByRole("alert").textContent()).trimEnd() === sentence);
    assert.ok(await page.getByRole("alert").isVisible());
    await page.getByRole("button", { name: "Dismiss" }).click();
    assert.equal(await page.getByRole("alert").textContent(), "");
  }
}

async function warnsOnce({ open }) {
  const page = await open("?view=table");
  await page.evaluate(() => {
    window.warned = [];
    const region = document.getElementById("alert");
    new MutationObserver((records) => window.warned.push(...records)).observe(region, { childList: true, characterData: true, subtree: true });
    location.hash = "#mask=purple";
  });
  await until("the warning", () => page.evaluate(() => document.getElementById("alert").textContent !== ""));
  await settled(page);
  assert.equal(await page.evaluate(() => window.warned.length), 1);
}

async function refusesAtStart({ open }) {
  const page = await open("?view=table#mask=purple");
  assert.match(await page.getByRole("alert").textContent(), /purple/);
  assert.equal((await values(page)).mask, "causal");
}

async function namesBadQueries({ open }) {
  const page = await open("?view=sideways&theme=purple&step=99&unknown=1");
  const banner = await page.getByRole("alert").textContent();
  for (const part of ["view=sideways", "both, canvas or table", "theme=purple", "step=99"]) assert.ok(banner.includes(part), banner);
  assert.ok(!banner.includes("unknown"));
}

async function followsTheAddress({ open }) {
  const page = await open("?view=table");
  await page.evaluate(() => (location.hash = "#mask=none&cache=0&position=3"));
  await until("the opened link", async () => (await values(page)).mask === "none");
  assert.equal((await values(page)).position, 3);
  assert.equal(await node(page, "causal").locator("button").getAttribute("aria-checked"), "false");
  await page.goBack();
  await until("the state before", async () => (await values(page)).mask === "causal");
}

async function waitsForAQuietMoment({ open }) {
  const page = await open("?view=table");
  const before = (await values(page)).matrices.Q[0][0];
  await page.evaluate(() => {
    window.written = [];
    const replace = history.replaceState.bind(history);
    history.replaceState = (...rest) => {
      window.written.push(rest[2]);
      replace(...rest);
    };
  });
  await node(page, "Q.0.0").focus();
  // All in one task, so that no machine is too slow for a quick row.
  await page.evaluate(() => {
    const press = () => new KeyboardEvent("keydown", { key: "ArrowUp", altKey: true, bubbles: true, cancelable: true });
    for (let i = 0; i < 6; ++i) document.activeElement.dispatchEvent(press());
  });
  await until("the link in the address", () => page.evaluate(() => location.hash === window.lookback.link()));
  assert.equal(await page.evaluate(() => window.written.length), 1);
  assert.equal((await values(page)).matrices.Q[0][0].toFixed(6), (before + 0.6).toFixed(6));
}

async function opensWhatCanBeRead({ open }) {
  const page = await open("?view=table");
  await page.evaluate(() => (location.hash = "#version=1&mask=none&tokens=a,b,c&position=2&nonsense=5"));
  const help = page.getByRole("button", { name: "Open what can be read" });
  await help.click();
  await until("what can be read", async () => (await values(page)).mask === "none");
  assert.equal((await values(page)).position, 2);
  assert.match(await page.getByRole("alert").textContent(), /nonsense/);
  assert.equal(await help.count(), 0);
}

export const tests = [
  ["a hundred links give what the command line gives", hundredLinks],
  ["a bad link is refused with a sentence, and nothing changes", refuses],
  ["of a broken link, what can be read is opened", opensWhatCanBeRead],
  ["a bad link is read out once", warnsOnce],
  ["a bad link at the start leaves the start state", refusesAtStart],
  ["bad values in the query are named", namesBadQueries],
  ["the address and the browser's Back are followed", followsTheAddress],
  ["a quick row of edits is written once", waitsForAQuietMoment],
];

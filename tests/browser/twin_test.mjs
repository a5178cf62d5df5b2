// The twin says what the node list says, node for node; it is rewritten only where something changed; and it
// is found good by axe.

import assert from "node:assert/strict";
import { node, settled, until, values } from "./browser.mjs";
import { axeFindsNothing, compare, told } from "./parity.mjs";

async function parity({ open, nodes }) {
  const page = await open("?view=table");
  const links = ["", "#mask=none&cache=1&position=3", "#mask=window:1,1&form=online&tile=3", "#mask=bits:10;11&tokens=a,b", "#Q=10000,-1e-9;2,3", "#tokens=one&position=0&mask=diagonal&scaled=0"];
  for (const link of links) {
    if (link !== "") assert.equal(await page.evaluate((one) => window.lookback.open(one), link), "");
    await page.evaluate(() => document.activeElement?.blur?.());
    compare(nodes(link || "#version=1"), await told(page));
  }
}

async function parityAfterEdits({ open, nodes }) {
  const page = await open();
  await node(page, "Q.1.1").focus();
  for (const key of ["Alt+ArrowUp", "PageUp", "ArrowDown", "5", "Enter", "Control+z"]) await page.keyboard.press(key);
  await node(page, "causal").locator("button").evaluate((button) => button.click());
  await node(page, "token.add").evaluate((button) => button.click());
  await node(page, "scores.0.1").focus();
  await page.keyboard.press("Space");
  await page.evaluate(() => document.activeElement.blur());
  await settled(page);
  const link = await page.evaluate(() => window.lookback.link());
  compare(nodes(link), await told(page));
}

// The control of the test above: a twin that lost a number must be found out.
async function parityCanFail({ open, nodes }) {
  const page = await open("?view=table");
  await node(page, "V.0.0").evaluate((cell) => (cell.textContent = "0.99"));
  const twin = await told(page);
  assert.throws(() => compare(nodes("#version=1"), twin), /V\.0\.0/);
}

async function writesOnlyChanges({ open }) {
  const page = await open("?view=table");
  await node(page, "Q.4.3").focus();
  await page.evaluate(() => {
    window.written = new Set();
    new MutationObserver((records) => records.forEach((record) => {
      const element = record.target.nodeType === 1 ? record.target : record.target.parentElement;
      window.written.add(element.closest("[data-node]")?.getAttribute("data-node"));
    })).observe(document.getElementById("twin"), { subtree: true, childList: true, attributes: true, characterData: true });
  });
  await page.keyboard.press("Alt+ArrowUp");
  await settled(page);
  const written = await page.evaluate(() => [...window.written]);
  assert.ok(written.includes("Q.4.3"));
  for (const id of written) assert.doesNotMatch(id ?? "", /^(Q\.[0-3]|K\.|V\.|scores\.[0-3]|output\.[0-3]|counters)/, written.join(" "));
}

async function names({ open }) {
  const page = await open("?view=table");
  for (const name of ["Causal", "KV cache"]) assert.equal(await page.getByRole("switch", { name, exact: true }).count(), 1, name);
  for (const name of ["Step", "Play", "Undo", "Redo", "Reset"]) assert.equal(await page.getByRole("button", { name, exact: true }).count(), 1, name);
  assert.equal(await page.getByRole("main").getByRole("button", { name: "Back", exact: true }).count(), 1);
  for (const name of ["Q, 5 tokens by 4", "K, 5 tokens by 4", "V, 5 tokens by 4", "output, 5 tokens by 4"])
    assert.equal(await page.getByRole("grid", { name, exact: true }).count(), 1, name);
  const snapshot = await page.locator("[data-node='Q']").ariaSnapshot();
  assert.match(snapshot, /rowheader "the 0"/);
  assert.match(snapshot, /columnheader "3"/);
  assert.equal(await page.getByRole("table", { name: /Counters/ }).getByRole("rowheader").count() > 5, true);
}

async function axeWithMoreContrast({ open }) {
  for (const colorScheme of ["dark", "light"])
    await axeFindsNothing(await open("?view=both", { colorScheme, contrast: "more" }), `more contrast, ${colorScheme}`);
}

// With the system's setting, or the address's, nothing of the page glides. Without, the switches do.
async function holdsStill({ open }) {
  const gliding = (page) => page.evaluate(() => [...document.querySelectorAll("*")].filter((element) =>
    [null, "::before", "::after"].some((part) => {
      const style = getComputedStyle(element, part);
      return style.animationName !== "none" || style.transitionDuration.split(", ").some((time) => time !== "0s");
    })).length);
  assert.ok(await gliding(await open("?view=both", { reducedMotion: "no-preference" })) > 0);
  assert.equal(await gliding(await open("?view=both", { reducedMotion: "reduce" })), 0);
  assert.equal(await gliding(await open("?view=both&motion=reduce", { reducedMotion: "no-preference" })), 0);
}

async function speaksOnce({ open }) {
  const page = await open("?view=table");
  await page.evaluate(() => {
    window.said = [];
    const region = document.getElementById("polite");
    new MutationObserver(() => window.said.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true });
  });
  await node(page, "Q.0.0").focus();
  for (let i = 0; i < 5; ++i) {
    await page.keyboard.press("Alt+ArrowUp");
    await page.waitForTimeout(60);
  }
  await until("a sentence", () => page.evaluate(() => window.said.length > 0));
  await page.waitForTimeout(1300);
  const said = await page.evaluate(() => window.said);
  assert.equal(said.length, 1, said.join(" / "));
  const number = Number((await values(page)).matrices.Q[0][0].toPrecision(6));
  assert.ok(said[0].includes(`: ${number}.`), said[0]);
}

export const tests = [
  ["node for node what the tool lists", parity],
  ["also after edits by key", parityAfterEdits],
  ["a wrong cell would be found", parityCanFail],
  ["an edit writes only what changed", writesOnlyChanges],
  ["accessible names", names],
  ["axe finds nothing where more contrast is asked for", axeWithMoreContrast],
  ["with reduced motion nothing of the page glides", holdsStill],
  ["a quick row of edits is announced once", speaksOnce],
];

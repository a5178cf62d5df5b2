// The twin says what the node list says, node for node; it is rewritten only where something changed; and it
// is found good by axe.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { node, settled, until, values } from "./browser.mjs";

const axe = readFileSync(new URL("../../web/node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

// What a reader of the twin is told of each node.
const told = (page) => page.evaluate(() => {
  const told = {};
  for (const element of document.querySelectorAll("#twin [data-node]")) {
    const id = element.getAttribute("data-node");
    const target = element.matches("td, .target, section") ? element : element.querySelector(":scope > .options") ?? element.querySelector(":scope .target") ?? element;
    const label = target.getAttribute("aria-labelledby");
    const name = label ? label.split(" ").map((one) => document.getElementById(one)?.textContent).join(" ")
      : target.getAttribute("aria-label") ?? target.labels?.[0]?.textContent ?? target.textContent;
    told[id] = {
      tag: element.tagName, name, text: element.textContent, value: target.value,
      checked: target.getAttribute("aria-checked") ?? (element.tagName === "OPTION" ? String(element.selected) : null),
      disabled: target.getAttribute("aria-disabled") === "true" || target.disabled === true,
      caption: element.querySelector("caption")?.textContent,
      points: element.tagName === "TR" ? [...element.querySelectorAll("td")].map((cell) => cell.textContent) : null,
    };
  }
  return told;
});

function compare(listed, twin) {
  assert.deepEqual(Object.keys(twin).sort(), [...listed.order].sort(), "the same nodes");
  const history = new Set(["undo", "redo", "reset"]);  // the tool has no past
  for (const expected of listed.nodes) {
    const seen = twin[expected.id];
    const where = `${expected.id} ${JSON.stringify(seen)}`;
    switch (expected.role) {
      case "table": assert.equal(seen.caption, expected.name, where); break;
      case "cell": assert.equal(seen.text, expected.text, where); break;
      case "row_header":
      case "column_header": assert.equal(seen.text, expected.name, where); break;
      case "toggle":
      case "option": assert.equal(seen.checked, String(expected.checked === true), where); // and its name
      case "button":
      case "choice": assert.equal(seen.name, expected.name, where); break;
      case "number": assert.equal(seen.name, expected.name, where); assert.equal(seen.value, expected.text, where); break;
      case "token": assert.equal(seen.name, expected.text, where); break;
      case "text": assert.equal(seen.text, expected.text ?? "", where); break;
      case "series": assert.deepEqual(seen.points.map((point) => Number(point.replaceAll("\u202f", ""))), expected.points, where); break;
    }
    if (!history.has(expected.id)) assert.equal(seen.disabled, expected.enabled === false, where);
  }
}

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

async function axeIsContent({ open }) {
  for (const colorScheme of ["dark", "light"]) {
    const phone = { viewport: { width: 390, height: 844 } };
    for (const [path, size] of [["", {}], ["?view=table", {}], ["?view=table#mask=none&position=2", {}],
      ["?view=both&step=4", {}], ["?embed", {}], ["?view=table", phone]]) {
      const page = await open(path, { colorScheme, ...size });
      await page.evaluate(axe);
      const found = await page.evaluate(() => window.axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      }));
      const told = found.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((spot) => `${spot.html.slice(0, 140)} ${spot.failureSummary}`).join(" | ")}`);
      assert.deepEqual(told, [], `${path} ${colorScheme}`);
    }
  }
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
  ["axe finds nothing", axeIsContent],
  ["a quick row of edits is announced once", speaksOnce],
];

// What the twin tells its readers, held against the node list of the command line; and axe.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const axe = readFileSync(new URL("../../web/node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

const kinds = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export const wcag = kinds.slice(0, -1);

export async function axeFindsNothing(page, where, rules = kinds) {
  if (!await page.evaluate(() => window.axe !== undefined)) await page.evaluate(axe);
  const found = await page.evaluate((runOnly) => window.axe.run(document, { runOnly }), rules);
  const told = found.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((spot) => `${spot.html.slice(0, 140)} ${spot.failureSummary}`).join(" | ")}`);
  assert.deepEqual(told, [], where);
}

// What a reader of the twin is told of each node.
export const told = (page) => page.evaluate(() => {
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
      points: element.tagName === "TR" ? [...element.querySelectorAll("td")].map((cell) => cell.querySelector("input")?.value ?? cell.textContent) : null,
      columns: element.matches(".series") ? [...element.querySelectorAll("thead th")].slice(1).map((head) => head.textContent) : null,
    };
  }
  return told;
});

export function compare(listed, twin) {
  assert.deepEqual(Object.keys(twin).sort(), [...listed.order].sort(), "the same nodes");
  const history = new Set(["undo", "redo", "reset"]);  // the tool has no past
  const roles = new Map(listed.nodes.map((one) => [one.id, one.role]));
  for (const expected of listed.nodes) {
    const seen = twin[expected.id];
    const where = `${expected.id} ${JSON.stringify(seen)}`;
    switch (expected.role) {
      case "group": if (expected.name) assert.equal(seen.name, expected.name, where); break;
      case "map": assert.equal(seen.name, `${expected.name}: ${expected.text ?? ""}`, where); break;
      case "beams": assert.ok(seen.text.startsWith(expected.name ?? ""), where); break;
      case "chart":
        assert.ok(seen.caption.startsWith(expected.name ?? ""), where);
        close(seen.columns, expected.points ?? [], where);
        break;
      case "table": assert.equal(seen.caption, expected.name, where); break;
      case "cell":
        assert.ok(expected.text, `${where} says nothing`);
        assert.equal(seen.text, expected.text, where);
        break;
      case "row_header":
      case "column_header": assert.equal(seen.text, expected.name ?? "", where); break;
      case "toggle":
      case "option": assert.equal(seen.checked, String(expected.checked === true), where); // and its name
      case "button":
      case "choice": assert.equal(seen.name, expected.name, where); break;
      case "number": assert.equal(seen.name, expected.name, where); assert.equal(seen.value, expected.text, where); break;
      case "token":
        if (roles.get(expected.parent) === "beams") assert.ok(seen.text.startsWith(`${expected.text}: `), where);
        else assert.equal(seen.name, expected.text, where);
        break;
      case "text": assert.equal(seen.text, expected.text ?? "", where); break;
      case "series": close(seen.points, expected.points ?? [], where); break;
    }
    if (!history.has(expected.id)) assert.equal(seen.disabled, expected.enabled === false, where);
  }
}

// Numbers as tables print them, whole ones exactly.
function close(printed, numbers, where) {
  assert.equal(printed.length, numbers.length, where);
  numbers.forEach((number, place) => {
    const seen = printed[place].replaceAll("\u202f", "");
    if (number === null) assert.equal(seen, "", where);
    else assert.ok(Math.abs(Number(seen) - number) <= (Number.isInteger(number) ? 0 : 5e-6 * Math.abs(number)), `${where} ${number}`);
  });
}

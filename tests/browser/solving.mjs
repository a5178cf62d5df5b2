// Fulfilling a task in the lab's own controls: what differs from the task's solution is brought there, one control
// after another, until the task is done.

import assert from "node:assert/strict";
import { node, until } from "./browser.mjs";

const mostActs = 120;
const workMs = 30_000;
const arrived = (list) => list.filter((one) => one.parent === "generation" && one.role === "token" && one.checked).length;
const tokens = (list) => list.filter((one) => one.parent === "generation" && one.role === "token").length;

// The first thing that is not yet as the solution has it, and may be changed; a cell is pressed only once.
function nextDifference(now, wanted, pressed) {
  const present = new Map(now.map((one) => [one.id, one]));
  const both = wanted.map((one) => [one, present.get(one.id)]).filter(([, old]) => old && old.enabled !== false);
  const first = (role, differs) => both.find(([one, old]) => one.role === role && differs(one, old));
  const found = first("option", (one, old) => one.checked && !old.checked && one.parent !== "chart.quantity")
    ?? first("toggle", (one, old) => Boolean(one.checked) !== Boolean(old.checked))
    ?? first("number", (one, old) => one.text !== old.text);
  if (found) return found[0];
  if (tokens(now) < tokens(wanted)) return { id: "token.add", role: "button" };
  if (arrived(now) !== arrived(wanted)) return { id: arrived(now) < arrived(wanted) ? "step" : "back", role: "button" };
  const cell = first("cell", (one, old) => one.editable && one.value !== old.value)
    ?? first("cell", (one, old) => one.parent === "loss" && one.text !== old.text)
    ?? first("cell", (one, old) => one.pressable && (one.state === "masked") !== (old.state === "masked") && !pressed.has(one.id));
  return cell?.[0];
}

async function bringThere(page, hand, wanted) {
  const here = node(page, wanted.id);
  switch (wanted.role) {
    case "option": {
      const choices = page.locator(`select:has([data-node="${wanted.id}"])`);
      if (await choices.count() > 0) return choices.selectOption(wanted.id);  // the browser's own list, or the phone's
      return hand.press(here);
    }
    case "toggle": return hand.press(here.locator("[role=switch]"));
    case "number":
      await hand.type(here.locator("[role=spinbutton]"), wanted.text);
      return page.keyboard.press("Enter");
    case "cell":
      if (!wanted.editable) return hand.press(here);
      await hand.open(here);
      assert.equal(await page.locator("#overlay-input:focus").getAttribute("inputmode"), "decimal", "the keys for numbers");
      await page.keyboard.insertText(String(wanted.value ?? 0));
      return page.keyboard.press("Enter");
    default: return hand.press(here);
  }
}

// `nodes`: what the tool lists for a link. Returns how much was done.
export async function solve(page, nodes, hand, task, where) {
  const wanted = nodes(task.solution).nodes;
  const pressed = new Set();
  for (let acts = 0; acts < mostActs; ++acts) {
    const [link, solved] = await page.evaluate((condition) => [window.lookback.link(), window.lookback.check(condition)], task.check);
    if (solved) return acts;
    const difference = nextDifference(nodes(link).nodes, wanted, pressed);
    if (!difference) {
      // All is as in the solution; a study may still be at work.
      await until(`${where} to be done by ${link}`, () => page.evaluate((condition) => window.lookback.check(condition), task.check), workMs);
      return acts;
    }
    pressed.add(difference.id);
    await bringThere(page, hand, difference);
    // Of the cells that say who looks at whom only some take a press.
    const taken = difference.role !== "cell" || difference.editable;
    if (taken) assert.notEqual(await page.evaluate(() => window.lookback.link()), link, `${where}: nothing came of ${difference.id}`);
  }
  return assert.fail(`${where} is not solved after ${mostActs} acts`);
}

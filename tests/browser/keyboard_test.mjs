// Everything without a mouse; and no key taken that is not ours.

import assert from "node:assert/strict";
import { node, ready, until, values, words } from "./browser.mjs";

const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  if (!element || element === document.body) return "";
  return element.closest("[data-node]")?.getAttribute("data-node") ?? element.id ?? element.tagName;
});

async function onlyKeys({ open }) {
  const page = await open();
  const tabTo = async (id) => {
    for (let presses = 0; presses < 120; ++presses) {
      await page.keyboard.press("Tab");
      if (await focused(page) === id) return;
    }
    throw new Error(`Tab never came to ${id}`);
  };
  await tabTo("causal");
  await page.keyboard.press("Space");
  assert.equal((await values(page)).mask, "none");
  await page.keyboard.press("Space");
  await tabTo("Q.0.0");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  assert.equal(await focused(page), "Q.1.1");
  await page.keyboard.type("4");
  await page.keyboard.type(".25");
  await page.keyboard.press("Enter");
  assert.equal((await values(page)).matrices.Q[1][1], 4.25);
  assert.equal(await focused(page), "Q.1.1");
  await page.keyboard.press("Tab");
  assert.match(await focused(page), /^K\./);
  await page.keyboard.press("Shift+Tab");
  assert.equal(await focused(page), "Q.1.1");
  await tabTo("back");
  await page.keyboard.press("Enter");
  assert.equal((await values(page)).position, 4);
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  assert.notEqual((await values(page)).matrices.Q[1][1], 4.25);
}

async function movesInGrids({ open }) {
  const page = await open("?view=table");
  await node(page, "scores.2.2").focus();
  const moves = [
    ["ArrowUp", "scores.1.2"], ["ArrowLeft", "scores.1.1"], ["End", "scores.1.4"], ["ArrowRight", "scores.1.4"],
    ["Home", "scores.1.0"], ["Control+End", "scores.4.4"], ["ArrowDown", "scores.4.4"], ["Control+Home", "scores.0.0"],
  ];
  for (const [key, id] of moves) {
    await page.keyboard.press(key);
    assert.equal(await focused(page), id, key);
  }
  assert.equal(await page.locator("[data-node='scores'] td[tabindex='0']").count(), 1);
}

async function nudges({ open }) {
  const page = await open("?view=table#Q=0,0;0,0&K=1,1;1,1&V=1,1;1,1");
  const number = async () => Math.round(1e6 * (await values(page)).matrices.Q[0][1]) / 1e6;
  await node(page, "Q.0.1").focus();
  for (const [key, expected] of [["Alt+ArrowUp", 0.1], ["Alt+ArrowDown", 0], ["Alt+Shift+ArrowUp", 0.01], ["Alt+Shift+ArrowDown", 0],
    ["PageUp", 1], ["PageDown", 0]]) {
    await page.keyboard.press(key);
    assert.equal(await number(), expected, key);
  }
  // A held key is one gesture.
  for (let i = 0; i < 4; ++i) await page.keyboard.down("PageUp");
  await page.keyboard.up("PageUp");
  assert.equal(await number(), 4);
  await page.keyboard.press("Control+z");
  assert.equal(await number(), 0);
}

async function editsByKey({ open }) {
  const page = await open("?view=table");
  const input = page.locator("#overlay-input");
  const before = await values(page);
  await node(page, "V.2.2").focus();
  for (const key of ["Enter", "F2"]) {
    await page.keyboard.press(key);
    assert.equal(await input.inputValue(), String(before.matrices.V[2][2]), key);
    assert.equal(await input.getAttribute("inputmode"), "decimal");
    await page.keyboard.press("Escape");
    assert.equal(await focused(page), "V.2.2");
  }
  for (const key of ["7", "-", "."]) {
    await page.keyboard.press(key);
    assert.equal(await input.inputValue(), key);
    await page.keyboard.press("Escape");
  }
  assert.deepEqual(await values(page), before);
  await page.keyboard.type("8");
  await page.keyboard.press("Tab");
  assert.equal((await values(page)).matrices.V[2][2], 8);
  assert.match(await focused(page), /^output\./);
}

// One stop for each grid and each group of options, and a way out at the end.
async function isNoTrap({ open }) {
  for (const path of ["", "?view=table"]) {
    const page = await open(path);
    const seen = [];
    await page.evaluate(() => document.activeElement?.blur?.());
    for (let presses = 0; presses < 150; ++presses) {
      await page.keyboard.press("Tab");
      const id = await focused(page);
      if (id === "" && seen.length > 0) break;
      seen.push(id);
    }
    assert.ok(seen.length < 100, `more than a hundred stops: ${seen.join(" ")}`);
    for (const table of ["Q", "K", "scores", "weights", "V", "output"])
      assert.equal(seen.filter((id) => id.startsWith(`${table}.`)).length, 1, `${table} in ${seen.join(" ")}`);
    assert.ok(!seen.includes("canvas"));
  }
}

async function leavesOtherKeys({ open }) {
  const page = await open("?view=table");
  await node(page, "scores.1.1").focus();
  await page.evaluate(() => {
    window.taken = [];
    addEventListener("keydown", (event) => event.defaultPrevented && window.taken.push(event.key));
  });
  for (const key of ["F5", "F6", "Control+f", "Control+l", "Control+s", "Control+d", "Alt+ArrowLeft", "Alt+d", "a", "Tab"])
    await page.evaluate((name) => {
      const parts = name.split("+");
      document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {
        key: parts.at(-1), ctrlKey: parts.includes("Control"), altKey: parts.includes("Alt"), bubbles: true, cancelable: true,
      }));
    }, key);
  assert.deepEqual(await page.evaluate(() => window.taken), []);
}

async function typesTheStepKeyInInputs({ open }) {
  const page = await open("?view=table#position=2");
  await page.locator(".answer").first().evaluate((input) => (input.closest(".step").hidden = false));
  await page.locator(".answer").first().focus();
  await page.keyboard.type("1.5");
  assert.equal((await values(page)).position, 2);
}

async function saysWhyNot({ open }) {
  const page = await open("?view=table");
  await node(page, "step").focus();
  await page.keyboard.press("Enter");
  await until("the reason", async () => (await page.getByRole("alert").textContent()) === await node(page, "step").getAttribute("title"));
  assert.equal(await focused(page), "step");
  assert.equal(await words(page, "step"), "Step");
}

// What lies behind an open dialog is not reached through it.
async function leavesTheLabAloneInDialogs({ open }) {
  const page = await open("#position=2&cache=0");
  await page.locator(".lesson-share").click();
  const dialog = page.getByRole("dialog", { name: "Share" });
  await dialog.waitFor();
  const before = await values(page);
  await dialog.getByRole("tab", { name: "Embed" }).focus();
  for (const key of [".", "Control+z", "Control+y"]) await page.keyboard.press(key);
  assert.deepEqual(await values(page), before);
  await page.keyboard.press("Escape");
  await until("the dialog to close", async () => (await dialog.count()) === 0);
  await page.keyboard.press(".");
  assert.equal((await values(page)).position, 3);
}

async function returnsFromTheBanner({ open }) {
  const page = await open("?view=table");
  await node(page, "step").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Dismiss" }).focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.getByRole("alert").textContent(), "");
  assert.equal(await focused(page), "step");
  // A sentence that stands at the input has no button out of sight.
  await node(page, "Q.0.0").focus();
  await page.keyboard.type("x");
  await page.keyboard.press("Enter");
  await page.locator("#overlay-input").fill("x");
  await page.keyboard.press("Enter");
  await until("the sentence", async () => (await page.getByRole("alert").textContent()) !== "");
  assert.equal(await page.locator("#banner button").first().isVisible(), false);
}

const dialogOf = (page) => page.getByRole("dialog", { name: "Help" });
const closes = (page) => until("the dialog to close", async () => (await dialogOf(page).count()) === 0);

async function listsItsKeys({ open }) {
  const page = await open("?view=table#position=2");
  await node(page, "Q.0.0").focus();
  await page.keyboard.press("?");
  const dialog = dialogOf(page);
  await dialog.waitFor();
  const listed = await dialog.locator("th").allTextContents();
  for (const key of [".", "Shift+.", "?", "Ctrl+Z", "Ctrl+Shift+Z, Ctrl+Y", "Home, End", "F2, Delete"]) assert.ok(listed.includes(key), `${key} is not in ${listed}`);
  assert.equal(await dialog.evaluate((one) => one.getBoundingClientRect().bottom <= innerHeight), true, "the end of the dialog is out of sight");
  await page.keyboard.press("Escape");
  await closes(page);
  assert.equal(await focused(page), "Q.0.0");
  await page.keyboard.press("Shift+Period");
  await until("the generation to play", async () => (await values(page)).position > 2);
  await page.keyboard.press("Shift+Period");
  const frame = await open("?embed");
  await frame.getByRole("button", { name: "Help" }).click();
  await dialogOf(frame).waitFor();
}

async function switchesSingleKeysOff({ open }) {
  const page = await open("?view=table#position=2");
  const box = page.getByRole("checkbox", { name: /work without Ctrl/ });
  const position = async () => (await values(page)).position;
  await page.keyboard.press("?");
  await dialogOf(page).waitFor();
  assert.equal(await box.isChecked(), true);
  await box.focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Escape");
  await closes(page);
  const stillOff = async () => {
    const before = await position();
    for (const key of [".", "Shift+Period", "?"]) await page.keyboard.press(key);
    await page.waitForTimeout(700);
    assert.equal(await position(), before);
    assert.equal(await dialogOf(page).count(), 0);
  };
  await stillOff();
  await node(page, "causal").locator("button").click();
  await page.keyboard.press("Control+z");
  assert.equal((await values(page)).mask, "causal", "keys with Ctrl go on working");
  await page.reload();
  await ready(page);
  await stillOff();
  await page.locator("#help-button").click();
  assert.equal(await box.isChecked(), false);
  await box.click();
  await page.keyboard.press("Escape");
  await closes(page);
  const before = await position();
  await page.keyboard.press(".");
  assert.equal(await position(), before + 1);
}

export const tests = [
  ["a session without a mouse", onlyKeys],
  ["the arrows, Home and End move in a grid", movesInGrids],
  ["Alt+arrows, Shift and Page keys nudge", nudges],
  ["Enter, F2 and typing edit; Esc and Tab leave", editsByKey],
  ["Tab comes through everything once and out again", isNoTrap],
  ["keys of the browser are left alone", leavesOtherKeys],
  ["a dialog lists the keys, and they do what it says", listsItsKeys],
  ["keys of one character can be switched off, and stay so", switchesSingleKeysOff],
  ["typing a point is no step", typesTheStepKeyInInputs],
  ["in a dialog no key reaches the lab behind it", leavesTheLabAloneInDialogs],
  ["the focus comes back from the banner", returnsFromTheBanner],
  ["a disabled button keeps the focus and says why", saysWhyNot],
];

// Numbers typed, nudged and dragged; switches; undo; and the address that keeps it all.

import assert from "node:assert/strict";
import { node, ready, settled, until, values, words } from "./browser.mjs";

const outputs = async (page) => (await values(page)).matrices.output;

async function typeInto(page, id, number) {
  await node(page, id).dblclick();
  await page.locator("#overlay-input").fill(number);
  await page.keyboard.press("Enter");
}

async function typesANumber({ open }) {
  const page = await open("?view=table");
  const before = await outputs(page);
  const shown = await words(page, "output.4.0");
  await typeInto(page, "Q.4.0", "9");
  assert.equal(await words(page, "Q.4.0"), "9.0");
  assert.notDeepEqual(await outputs(page), before);
  assert.notEqual(await words(page, "output.4.0"), shown);
  assert.equal((await values(page)).matrices.Q[4][0], 9);
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-node")), "Q.4.0");
}

async function understandsNumbers({ open }) {
  const page = await open("?view=table");
  for (const [typed, number] of [["1e3", 1000], ["-.5", -0.5], ["2/3", 2 / 3], [" 7 ", 7], ["0", 0]]) {
    await typeInto(page, "V.1.2", typed);
    assert.equal((await values(page)).matrices.V[1][2], number, typed);
  }
}

async function refusesNonsense({ open }) {
  const page = await open("?view=table");
  const before = await values(page);
  for (const typed of ["1e999", "twelve", "1/0", ""]) {
    await typeInto(page, "K.2.1", typed);
    assert.equal(await page.locator("#overlay-input").getAttribute("aria-invalid"), "true", typed);
    assert.match(await page.locator("#overlay-error").textContent(), /\.$/);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#overlay").isVisible(), false);
    assert.deepEqual(await values(page), before);
  }
  // Left without a good number, the cell keeps what it had, and that is said.
  await node(page, "K.2.1").dblclick();
  await page.locator("#overlay-input").fill("nonsense");
  await page.locator(".step:visible h2").click();
  assert.deepEqual(await values(page), before);
  assert.match(await page.getByRole("alert").textContent(), /nonsense/);
}

// Double-clicks until the input lies over the cell and stays there: each press and release takes a frame, so a busy machine
// may see two clicks where a quick one sees a double one, and take the last of them when the input is open.
function editByMouse(page, x, y) {
  const open = () => page.locator("#overlay").isVisible();
  return until("the input over the cell", async () => {
    if (!(await open())) {
      await page.waitForTimeout(600);  // apart from the clicks before
      await page.mouse.dblclick(x, y);
    }
    for (let pairs = 0; pairs < 4; ++pairs) await settled(page);
    return open();
  }, 30_000);
}

// In the picture the input lies over the very cell: its place is where the mouse finds that cell again.
async function editsOnTheCanvas({ open }) {
  const page = await open();
  await node(page, "Q.1.2").focus();
  await page.keyboard.press("Enter");
  const box = await page.locator("#overlay").boundingBox();
  const canvas = await page.locator("#canvas").boundingBox();
  assert.ok(box.width >= 64 && box.height >= 28, JSON.stringify(box));
  assert.ok(box.x >= canvas.x && box.y >= canvas.y && box.x + box.width <= canvas.x + canvas.width);
  await page.keyboard.press("Escape");
  const middle = [box.x + box.width / 2, box.y + box.height / 2];
  await node(page, "V.0.0").focus();
  await page.mouse.click(...middle);
  await until("the focus on the clicked cell", () => page.evaluate(() => document.activeElement?.getAttribute("data-node") === "Q.1.2"));
  await editByMouse(page, ...middle);
  await page.locator("#overlay-input").fill("3.5");
  await page.keyboard.press("Enter");
  assert.equal((await values(page)).matrices.Q[1][2], 3.5);
  return { page, middle };
}

async function pressesACell(bench) {
  const { page, middle } = await editsOnTheCanvas(bench);
  await page.waitForTimeout(600);  // apart from the clicks before
  await page.mouse.move(...middle);
  await page.mouse.down();
  await settled(page);
  return { page, middle };
}

async function dragsOnTheCanvas(bench) {
  const { page, middle } = await pressesACell(bench);
  const before = (await values(page)).matrices.Q;
  for (let step = 1; step <= 8; ++step) {
    await page.mouse.move(middle[0] + 6 * step, middle[1]);
    await settled(page);
  }
  const after = (await values(page)).matrices.Q;
  assert.notEqual(after[1][2], before[1][2]);
  await until("the tables, where the pointer is held still", async () => Number(await words(page, "Q.1.2")) === Number(after[1][2].toFixed(1)));
  await page.mouse.up();
  await settled(page);
  assert.deepEqual((await values(page)).matrices.Q, after);
  await page.keyboard.press("Control+z");
  assert.deepEqual((await values(page)).matrices.Q, before, "a drag is one undo step");
}

// The first picture after a move is the last: the pointer lying still, another looks the same.
async function drawsAtOnce(bench) {
  const { page, middle } = await pressesACell(bench);
  const [before, first, second] = await page.evaluate(async ([x, y]) => {
    const canvas = document.querySelector("#canvas");
    const moveTo = (clientX) => canvas.dispatchEvent(new PointerEvent("pointermove", { clientX, clientY: y, buttons: 1, bubbles: true }));
    // The page asked for its frame first, so it has drawn in this one.
    const picture = () => new Promise((done) => requestAnimationFrame(() => done(canvas.toDataURL())));
    moveTo(x);
    const still = await picture();
    moveTo(x + 60);
    const moved = await picture();
    moveTo(x + 60);
    return [still, moved, await picture()];
  }, middle);
  assert.ok(first !== before, "the move is not to be seen");
  assert.ok(first === second, "part of it came a frame later");
}

// With a move ahead of every frame nothing ever rests.
async function followsADrag(bench) {
  const { page, middle } = await pressesACell(bench);
  const followed = await page.evaluate(async ([x, y]) => {
    const shown = () => document.querySelector('[data-node="Q.1.2"]').textContent;
    const before = shown();
    const end = performance.now() + 20_000;
    for (let step = 1; shown() === before && performance.now() < end; ++step) {
      const move = { clientX: x + 60 + 6 * (step % 2), clientY: y, buttons: 1, bubbles: true };
      document.querySelector("#canvas").dispatchEvent(new PointerEvent("pointermove", move));
      await new Promise(requestAnimationFrame);
    }
    return shown() !== before;
  }, middle);
  assert.ok(followed, "the tables stood still while the pointer moved");
  await page.mouse.move(middle[0] + 30, middle[1]);
  await page.mouse.up();
  await settled(page);
  assert.equal(Number(await words(page, "Q.1.2")), Number((await values(page)).matrices.Q[1][2].toFixed(1)));
}

async function togglesCausal({ open }) {
  const page = await open("?view=table");
  assert.equal(await words(page, "scores.0.4"), "masked");
  assert.equal(await words(page, "counters.1.1"), "15");
  const causal = page.getByRole("switch", { name: "Causal", exact: true });
  assert.equal(await causal.getAttribute("aria-checked"), "true");
  await causal.click();
  assert.equal(await causal.getAttribute("aria-checked"), "false");
  assert.match(await words(page, "scores.0.4"), /^[−-]?\d/);
  assert.equal(await words(page, "counters.1.1"), "55");
  assert.match(await words(page, "note"), /cache/i);
  await until("the announcement", async () => /Causal off/.test(await page.getByRole("status").textContent()));
}

async function togglesTheCache({ open }) {
  const page = await open("?view=table");
  assert.equal(await words(page, "counters.0.1"), "5");
  await page.getByRole("switch", { name: "KV cache", exact: true }).click();
  assert.equal(await words(page, "counters.0.1"), "15");
}

async function steps({ open }) {
  const page = await open("?view=table");
  const step = page.getByRole("button", { name: "Step", exact: true });
  const position = async () => (await values(page)).position;
  assert.equal(await step.getAttribute("aria-disabled"), "true");
  assert.notEqual(await step.getAttribute("title"), null);
  const back = node(page, "back");
  await back.click();
  await back.click();
  assert.equal(await position(), 3);
  assert.equal(await words(page, "output.4.0"), "not yet");
  assert.equal(await words(page, "counters.1.1"), "6");
  await step.click();
  assert.equal(await position(), 4);
  await page.keyboard.press(".");
  assert.equal(await position(), 5);
}

async function plays({ open }) {
  for (const path of ["?view=table#position=0", "#position=0"]) {
    const page = await open(path);
    await node(page, "play").focus();
    await page.keyboard.press("Enter");
    assert.equal(await words(page, "play"), "Pause");
    await until("the second token", async () => (await values(page)).position >= 2, 6000);
    await page.keyboard.press("Enter");
    assert.equal(await words(page, "play"), "Play");
  }
}

async function undoes({ open }) {
  const page = await open("?view=table");
  const start = await values(page);
  await typeInto(page, "Q.0.0", "5");
  await typeInto(page, "K.0.0", "6");
  await page.getByRole("switch", { name: "Causal", exact: true }).click();
  const end = await values(page);
  for (let i = 0; i < 3; ++i) await page.keyboard.press("Control+z");
  assert.deepEqual(await values(page), start);
  await page.keyboard.press("Control+Shift+z");
  await page.keyboard.press("Control+y");
  await page.getByRole("button", { name: "Redo", exact: true }).click();
  assert.deepEqual(await values(page), end);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.getByRole("button", { name: "Reset", exact: true }).click();
  assert.deepEqual((await values(page)).matrices, start.matrices);
}

async function keepsItInTheAddress({ open }) {
  const page = await open("?view=table");
  const entries = await page.evaluate(() => history.length);
  await typeInto(page, "V.3.3", "0.13");
  await page.getByRole("switch", { name: "KV cache", exact: true }).click();
  const before = await values(page);
  await until("the link in the address", () => page.evaluate(() => location.hash === window.lookback.link()));
  assert.equal(await page.evaluate(() => history.length), entries);
  await page.reload();
  await ready(page);
  assert.deepEqual(await values(page), before);
  assert.equal(await words(page, "V.3.3"), "0.13");
}

async function editsTokens({ open }) {
  const page = await open("?view=table");
  await page.getByRole("button", { name: "Add token", exact: true }).click();
  assert.equal(await page.locator("[data-node^='token.'].token").count(), 6);
  await node(page, "token.5").locator(".chip").focus();
  await page.keyboard.press("F2");
  await page.locator("#overlay-input").fill("mat & more");
  await page.keyboard.press("Enter");
  assert.equal((await values(page)).tokens[5], "mat & more");
  assert.match(await words(page, "Q.row.5"), /mat & more/);
  await page.keyboard.press("Delete");
  assert.equal((await values(page)).tokens.length, 5);
  assert.equal(await page.locator("[data-node='Q'] tbody tr").count(), 5);
  assert.notEqual(await page.evaluate(() => document.activeElement?.tagName), "BODY", "the focus is lost");
}

async function hidesPairs({ open }) {
  const page = await open("?view=table");
  await node(page, "scores.3.1").focus();
  await page.keyboard.press("Space");
  assert.equal(await words(page, "scores.3.1"), "masked");
  assert.equal(await node(page, "mask").locator("select").inputValue(), "mask.bits");
  assert.match(await node(page, "causal").textContent(), /set by mask/);
  await node(page, "scores.3.1").click();
  assert.match(await words(page, "scores.3.1"), /^[−-]?\d/);
}

async function choosesPresets({ open }) {
  const page = await open("?view=table");
  const select = node(page, "preset").locator("select");
  assert.equal(await select.inputValue(), "preset.random");
  await select.selectOption("preset.uniform");
  assert.equal((await values(page)).matrices.scores[4][0], 0);
  await typeInto(page, "Q.0.0", "3");
  assert.equal(await select.locator("option:checked").textContent(), "own");
  const seed = page.getByRole("spinbutton", { name: "Seed", exact: true });
  await seed.fill("12");
  await seed.press("Enter");
  await seed.press("ArrowUp");
  assert.equal(await seed.inputValue(), "13");
  assert.equal(await seed.getAttribute("aria-valuenow"), "13");
}

export const tests = [
  ["a number typed into Q changes the output", typesANumber],
  ["numbers as people write them", understandsNumbers],
  ["nonsense is refused with a sentence", refusesNonsense],
  ["the input lies over its cell on the canvas", editsOnTheCanvas],
  ["a drag on the canvas is one undo step", dragsOnTheCanvas],
  ["what is dragged is drawn in the next frame", drawsAtOnce],
  ["the tables follow a drag that never rests", followsADrag],
  ["Causal changes masked cells and counters", togglesCausal],
  ["KV cache changes 5 projections to 15", togglesTheCache],
  ["step and back", steps],
  ["playing, with and without a canvas", plays],
  ["undo, redo, reset", undoes],
  ["a reload brings everything back from the address", keepsItInTheAddress],
  ["tokens are added, renamed and removed", editsTokens],
  ["a press hides a pair", hidesPairs],
  ["presets and the seed", choosesPresets],
];

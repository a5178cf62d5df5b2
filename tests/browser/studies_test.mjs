// Every study of the menu: opened by its link, used, left, come back to, undone; the same numbers as from the
// command line; every node in the twin; and nothing for axe.

import assert from "node:assert/strict";
import { node, resting, settled, until, values } from "./browser.mjs";
import { axeFindsNothing, compare, told } from "./parity.mjs";
import { same } from "./same.mjs";

const patienceMs = 30_000;  // for a study's work

export function idsOf({ nodes }) {
  return nodes("#version=1").nodes.filter((one) => one.parent === "study").map((one) => one.id.slice("study.".length))
    .filter((id) => id !== "board");
}

// The study that measures: the page shows columns, rows, curves and words of times, which the tool leaves out.
const measuring = "predict";
const timedWords = / The time grew ×[\d.e+]+ on this machine, now\./;

function withoutTimes(shown, listed) {
  if (typeof shown === "string") return shown.replace(timedWords, "");
  if (typeof shown !== "object" || shown === null || listed === undefined || listed === null) return listed === null ? null : shown;
  const pairs = Object.keys(shown).filter((key) => key in listed).map((key) => [key, withoutTimes(shown[key], listed[key])]);
  return Array.isArray(shown) ? pairs.map(([, value]) => value) : Object.fromEntries(pairs);
}

// What the page has because it measured: two columns of times, a row of their fit, two curves; and so many more
// rows and columns the captions name. Everything else is as the tool lists it.
const measuredNodes = /^(found\.(column\.[34]|\d+\.[34])|fit\.(row\.1|1\.\d+)|growth\.(timed|fitted))$/;
const measuredSizes = { found: [0, 2], fit: [1, 0] };

function compareButTimes(listed, twin) {
  const added = Object.keys(twin).filter((id) => !listed.order.includes(id));
  const times = added.filter((id) => measuredNodes.test(id));
  assert.ok(times.length > 10, `${added}`);
  const rest = Object.fromEntries(Object.entries(twin).filter(([id]) => !times.includes(id)));
  rest["sheet.finding"] = { ...twin["sheet.finding"], text: withoutTimes(twin["sheet.finding"].text, "") };
  const nodes = listed.nodes.map((one) => {
    const [rows, columns] = measuredSizes[one.id] ?? [0, 0];
    return { ...one, name: one.name?.replace(/(\d+) (rows?) of (\d+)$/, () => sizeText(one.rows + rows, one.columns + columns)) };
  });
  compare({ ...listed, nodes }, rest);
}

// The study whose rows are float32, and whose sheet says what the last edit took: the tool has made none.
const mapping = "long_map";
const withoutLastEdit = (shown) => {
  const { "map.last_edit": _, ...sheet } = shown.sheet;
  return { ...shown, sheet };
};

function sameAs(shown, expected, where) {
  if (where.startsWith(mapping)) same(withoutLastEdit(shown), withoutLastEdit(expected), where, undefined, 1e-5);
  else same(where.startsWith(measuring) ? withoutTimes(shown, expected) : shown, expected, where);
}

const sizeText = (rows, columns) => `${rows} ${rows === 1 ? "row" : "rows"} of ${columns}`;

const link = (page) => page.evaluate(() => window.lookback.link());
const press = (page, id) => node(page, id).evaluate((one) => (one.matches("button") ? one : one.querySelector("button")).click());

// With all of its work done the page says what the tool says.
async function agrees(page, evaluate, where) {
  const run = node(page, "run");
  if (await run.count() > 0 && await run.getAttribute("aria-disabled") === null) await press(page, "run");
  const expected = evaluate(await link(page));
  let difference;
  const agreed = async () => {
    try {
      const shown = await values(page);
      sameAs(shown, expected, where);
      return true;
    } catch (error) {
      difference = error;
      return false;
    }
  };
  await until(`the numbers of ${where}`, agreed, patienceMs).catch(() => { throw difference; });
}

// What there is to change: the study's own controls, and the cells and buttons of its sheet.
function usable(listed) {
  const history = ["study", "undo", "redo", "reset", "run", "cancel"];
  const free = listed.nodes.filter((one) => one.enabled !== false && !history.includes(one.id));
  return {
    controls: free.filter((one) => one.parent === "toolbar" && ["number", "toggle", "choice"].includes(one.role)),
    cells: free.filter((one) => one.role === "cell" && one.editable),
    presses: free.filter((one) => one.of_sheet && !one.editable),
    options: (id) => free.filter((one) => one.parent === id && !one.checked),
  };
}

// Options are in a list, or side by side where they are few.
async function pick(page, choice, option) {
  const select = node(page, choice).locator("select");
  if (await select.count() > 0) await select.selectOption(option);
  else await press(page, option);
}

// Changes one control in the twin; false when nothing came of it.
async function change(page, control, options) {
  const before = await link(page);
  if (control.role === "toggle") await press(page, control.id);
  else if (control.role === "number") {
    await node(page, control.id).locator("[role=spinbutton]").focus();
    await page.keyboard.press("ArrowUp");
    if (await link(page) === before) await page.keyboard.press("ArrowDown");
  } else {
    const [option] = options(control.id);
    if (!option) return false;
    await pick(page, control.id, option.id);
  }
  return await link(page) !== before;
}

async function typeOver(page, cell) {
  await node(page, cell.id).focus();
  await page.keyboard.press("Enter");
  await page.locator("#overlay-input").fill(String(cell.value === 0.5 ? 0.25 : 0.5));
  await page.keyboard.press("Enter");
}

async function useInTheTwin(page, listed, note) {
  const { controls, cells, presses, options } = usable(listed);
  let used = 0;
  for (const control of controls) if (await change(page, control, options)) { ++used; break; }
  const now = () => link(page);
  if (cells.length > 0 && await node(page, cells[0].id).count() > 0) {
    const before = await now();
    await typeOver(page, cells[0]);
    if (await now() !== before) ++used;
  }
  for (const one of presses.slice(0, 3)) {
    if (await node(page, one.id).count() === 0) continue;
    if (one.role === "cell") {
      await node(page, one.id).focus();
      await page.keyboard.press("Space");
    } else await press(page, one.id);
  }
  note(`used ${used} of ${controls.length} controls and ${cells.length} cells, ${Math.min(3, presses.length)} presses`);
  assert.ok(used > 0 || presses.length > 0, "nothing can be changed");
}

// In the picture: the cell is found by its input, clicked, and typed into.
async function useOnTheCanvas(page, listed) {
  const { cells } = usable(listed);
  if (cells.length === 0) return;
  const before = await link(page);
  await node(page, cells[0].id).focus();
  await page.keyboard.press("Enter");
  const box = await page.locator("#overlay").boundingBox();
  const canvas = await page.locator("#canvas").boundingBox();
  assert.ok(box.x >= canvas.x && box.y >= canvas.y && box.x + box.width <= canvas.x + canvas.width, "the cell is on the canvas");
  await page.keyboard.press("Escape");
  await page.evaluate(() => document.activeElement.blur());
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const focused = () => page.evaluate(() => document.activeElement.getAttribute("data-node"));
  await until("the focus on the clicked cell", async () => await focused() === cells[0].id, patienceMs);
  await page.keyboard.press("Enter");
  await page.locator("#overlay-input").fill("0.75");
  await page.keyboard.press("Enter");
  assert.notEqual(await link(page), before, "typed on the canvas");
  await page.keyboard.press("Control+z");
  assert.equal(await link(page), before);
}

function opened(id) {
  return [`${id}: opened, used, left, come back to, undone`, async (bench) => {
    const { open, nodes, evaluate, note } = bench;
    const page = await open(`?view=table#study=${id}`);
    const start = await link(page);
    assert.match(start, new RegExp(`[#&]study=${id}(&|$)`));
    await agrees(page, evaluate, id);
    const listed = nodes(start);
    await page.evaluate(() => document.activeElement?.blur?.());
    (id === measuring ? compareButTimes : compare)(nodes(start), await told(page));
    await axeFindsNothing(page, id);

    await useInTheTwin(page, listed, note);
    const used = await link(page);
    await agrees(page, evaluate, `${id} used`);
    const choose = (study) => pick(page, "study", `study.${study}`);
    await choose("board");
    assert.notEqual(await link(page), used);
    await choose(id);
    assert.equal(await link(page), used, "the study as it was left");
    for (let steps = 0; steps < 40 && await node(page, "undo").getAttribute("aria-disabled") === null; ++steps) await press(page, "undo");
    assert.equal(await link(page), start, "undone to the start");
  }];
}

function drawn(id) {
  return [`${id}: on the canvas`, async ({ open, nodes }) => {
    const page = await open(`#study=${id}`, { viewport: { width: 1440, height: 2400 } });  // all of it in sight
    await settled(page);
    await useOnTheCanvas(page, nodes(`#study=${id}`));
    await resting(page);
  }];
}

// The control of the comparison without times: everything else that is another must be found out.
async function comparisonCanFail({ open, nodes, evaluate }) {
  const page = await open(`?view=table#study=${measuring}`);
  await agrees(page, evaluate, measuring);
  await page.evaluate(() => document.activeElement?.blur?.());
  const listed = nodes(await link(page));
  const twin = await told(page);
  compareButTimes(listed, twin);
  const changed = (id, change) => ({ ...twin, [id]: { ...twin[id], ...change } });
  for (const id of ["found.0.1", "found.6.2", "fit.0.0", "guess.0.3", "found.column.2", "fit.row.0", "sheet.finding", "counted.line.line.0"])
    assert.throws(() => compareButTimes(listed, changed(id, { text: "another" })), undefined, id);
  for (const id of ["found", "fit", "guess"])
    assert.throws(() => compareButTimes(listed, changed(id, { caption: "another" })), undefined, id);
  const { "growth.counted": counted, ...fewer } = twin;
  assert.throws(() => compareButTimes(listed, fewer), undefined, "a curve less");
  assert.throws(() => compareButTimes(listed, { ...twin, another: counted }), undefined, "a node more");
}

export const tests = (bench) => [
  ...idsOf(bench).flatMap((id) => [opened(id), drawn(id)]),
  ["what is not a time is found out", comparisonCanFail],
];

// The map of real length: looked at by mouse, wheel and keys, a cell chosen, all of it drawn when its work is done,
// the same picture after a lost context, and in the twin what the tool lists.

import assert from "node:assert/strict";
import { frames, node, resting, settled, until, values } from "./browser.mjs";
import { axeFindsNothing, compare, told } from "./parity.mjs";

const patienceMs = 60_000;  // for a map's work
const short = "#study=long_map&map_tokens=1000&map_width=32&map_query=999&map_key=250";
const long = "#study=long_map&map_tokens=4096&map_width=32&map_query=4095&map_key=1024";

const small = { viewport: { width: 720, height: 800 } };
const cells = 5;  // as exact as a pixel or two

const link = (page) => page.evaluate(() => window.lookback.link());
const map = async (page) => (await values(page)).sheet["map.picture"];
const view = async (page) => {
  const { row, column, span } = await map(page);
  return [row, column, span];
};
const picture = (page) => page.locator("#canvas").screenshot();

// With its work done.
const computed = (page) => resting(page, async () => {
  const { finding, sheet } = await values(page);
  return !/^Computing|^The rows are/.test(finding) && !/computed yet|before the edit/.test(sheet["map.picture"].seen);
});

async function openMap({ open }, at, path = "?view=canvas", settings = {}) {
  const page = await open(path + at, settings);
  await computed(page);
  return page;
}

async function pressKeys(page, keys) {
  for (const key of keys) await page.keyboard.press(key);
}

// In the twin, where the map is a group of its own.
async function byKeys(bench) {
  for (const path of ["?view=canvas", "?view=table"]) {
    const page = await openMap(bench, short, path);
    await node(page, "map.picture").locator(".map").focus();
    const steps = [
      ["ArrowRight", [500, 500, 1000]], ["+", [500, 500, 500]], ["ArrowRight", [500, 550, 500]], ["ArrowUp", [450, 550, 500]],
      ["Shift+ArrowDown", [451, 550, 500]], ["Shift+ArrowLeft", [451, 549, 500]], ["=", [451, 549, 250]], ["ArrowDown", [476, 549, 250]],
      ["-", [476, 549, 500]], ["-", [500, 500, 1000]], ["+", [500, 500, 500]], ["Home", [500, 500, 1000]],
    ];
    for (const [key, expected] of steps) {
      await page.keyboard.press(key);
      assert.deepEqual(await view(page), expected, `${path} ${key}`);
    }
    assert.match(await node(page, "map.picture").locator(".seen").textContent(), /queries 0–999, keys 0–999/);
    const before = await link(page);
    await pressKeys(page, ["+", "+", "ArrowLeft", "Enter"]);
    const { row, column, query, key } = await map(page);
    assert.deepEqual([query, key], [Math.floor(row), Math.floor(column)], "Enter explains the cell in the middle");
    await until("its words", async () => (await node(page, "map.explanation.line.0").textContent()).startsWith(`Query ${query} `));
    await pressKeys(page, Array(4).fill("Control+z"));
    assert.equal(await link(page), before, "each press is an undo step");
  }
}

// Where on the page the middle of a cell is drawn, from two cells that were clicked.
async function places(page) {
  const box = await page.locator("#canvas").boundingBox();
  const chosen = async (x, y) => {
    await page.mouse.click(x, y);
    await settled(page);
    const { query, key } = await map(page);
    await page.waitForTimeout(700);  // a double click, which looks closer, is in tests/ui
    return { query, key };
  };
  const [left, top] = [box.x + 150, box.y + 330];
  const [one, other] = [await chosen(left, top), await chosen(left + 150, top + 150)];
  const pitch = [150 / (other.key - one.key), 150 / (other.query - one.query)];
  assert.ok(Math.abs(pitch[0] - pitch[1]) < 0.03 && pitch[0] > 0.2, `${pitch}`);
  return {
    pitch: pitch[0],
    at: ([query, key]) => [left + (key - one.key) * pitch[0], top + (query - one.query) * pitch[0]],
  };
}

async function byMouse(bench) {
  const page = await openMap(bench, short, "?view=canvas", small);
  const { pitch, at } = await places(page);

  await page.mouse.click(...at([700, 100]));
  await settled(page);
  const { query, key } = await map(page);
  assert.ok(Math.abs(query - 700) <= cells && Math.abs(key - 100) <= cells, `${query} ${key}`);
  await until("its words", async () => (await node(page, "map.explanation.line.0").textContent()).startsWith(`Query ${query} `));
  assert.ok((await node(page, "map.nearby").locator("caption").textContent()).startsWith("Cells around it"));
  assert.equal(await page.evaluate(() => document.activeElement.closest("[data-node]")?.getAttribute("data-node")), "map.picture", "the focus is on it");

  const start = await link(page);
  await page.keyboard.press("+");
  const [row, column] = await view(page);

  const zoomed = await link(page);
  const [x, y] = at([500, 500]);
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 8; ++step) await page.mouse.move(x - 10 * step, y + 5 * step);
  await page.mouse.up();
  await settled(page);
  const [moved, aside] = await view(page);
  const cell = 1 / (2 * pitch);  // of a pixel: the view is half as wide
  assert.ok(Math.abs(moved - (row - 40 * cell)) < cells && Math.abs(aside - (column + 80 * cell)) < cells, `${moved} ${aside} from ${row} ${column}`);
  await page.keyboard.press("Control+z");
  assert.equal(await link(page), zoomed, "a drag is one step to undo");
  await page.keyboard.press("Control+z");
  assert.equal(await link(page), start);
}

async function byWheel(bench) {
  const page = await openMap(bench, short, "?view=canvas", small);
  const { at } = await places(page);
  const start = await link(page);
  const [x, y] = at([600, 200]);
  await page.mouse.move(x, y);
  await settled(page);
  await page.mouse.wheel(0, -50);  // scrolls the page, or nothing
  await settled(page);
  assert.equal(await link(page), start, "a wheel alone is the page's");
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -50);
  await page.keyboard.up("Control");
  await until("a closer look", async () => (await view(page))[2] === 500);
  await page.mouse.click(x, y);
  await settled(page);
  const { query, key } = await map(page);
  assert.ok(Math.abs(query - 600) <= cells && Math.abs(key - 200) <= cells, `the cell under the pointer stays: ${query} ${key}`);
}

// A frame more must bring nothing that was not there when the work ended.
async function drawnToTheEnd(bench) {
  const page = await openMap(bench, long);
  const before = await picture(page);
  const drawn = await frames(page);
  for (const [place, width] of [1441, 1440].entries()) {
    await page.setViewportSize({ width, height: 900 });
    await until("another frame", async () => await frames(page) > drawn + place, patienceMs);
    await settled(page);
  }
  await computed(page);
  assert.ok((await picture(page)).equals(before), "the picture was whole");

  // An edit leaves no hole; and the colours end where they did when it is undone.
  await node(page, "map.k.0.0").focus();
  await page.keyboard.press("Enter");
  await page.locator("#overlay-input").fill("3");
  await page.keyboard.press("Enter");
  await computed(page);
  assert.match((await values(page)).sheet["map.last_edit"] ? await link(page) : "", /map_rows=/);
  await page.keyboard.press("Control+z");
  await computed(page);
  assert.doesNotMatch(await link(page), /map_rows=/);
}

async function survivesALostContext(bench) {
  const page = await openMap(bench, long);
  bench.pages.at(-1).allowed = [/context (was )?lost/i, /CONTEXT_LOST/];
  const before = await picture(page);
  await page.evaluate(() => {
    window.lose = document.getElementById("canvas").getContext("webgl2").getExtension("WEBGL_lose_context");
    window.lose.loseContext();
  });
  await until("the tables", () => node(page, "map.picture").isVisible());
  await page.evaluate(() => window.lose.restoreContext());
  await until("the picture", () => page.locator("#canvas").isVisible());
  await computed(page);
  assert.ok((await picture(page)).equals(before), "the same picture, pixel by pixel");
}

// The tool has no screen: it neither says which numbers the picture is made of nor counts its tiles.
function asSeen(listed, twin) {
  const nodes = listed.nodes.map((one) => {
    if (/^map\.costs\.1\./.test(one.id)) return { ...one, text: twin[one.id].text };
    if (one.id !== "map.picture") return one;
    const seen = twin[one.id].name.slice(one.name.length + 2);
    assert.ok(seen.startsWith(one.text.slice(0, -1)), `${seen} begins as ${one.text}`);
    return { ...one, text: seen };
  });
  return { ...listed, nodes };
}

async function toldAsListed(bench) {
  for (const path of ["?view=canvas", "?view=table"]) {
    for (const at of [short, `${short}&map_row=300&map_column=200&map_span=100&map_pooling=Maximum`]) {
      const page = await openMap(bench, at, path);
      await page.evaluate(() => document.activeElement?.blur?.());
      const listed = bench.nodes(await link(page));
      const twin = await told(page);
      assert.ok(listed.nodes.some((one) => one.role === "map"));
      compare(path === "?view=table" ? listed : asSeen(listed, twin), twin);
      const other = { ...twin, "map.picture": { ...twin["map.picture"], name: "Another map" } };
      assert.throws(() => compare(listed, other), undefined, "another name would be found");
    }
  }
}

async function accessible(bench) {
  for (const colorScheme of ["dark", "light"])
    for (const path of ["?view=canvas", "?view=table"]) await axeFindsNothing(await openMap(bench, short, path, { colorScheme }), `${path} ${colorScheme}`);
}

export const tests = [
  ["keys look about and choose a cell", byKeys],
  ["a mouse chooses and drags", byMouse],
  ["the wheel zooms at the pointer", byWheel],
  ["all of it is drawn when its work is done", drawnToTheEnd],
  ["a lost context: the same picture again", survivesALostContext],
  ["the twin says what the tool lists", toldAsListed],
  ["axe finds nothing", accessible],
];

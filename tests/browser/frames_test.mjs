// What is painted: all that there is to see, and nothing twice.

import assert from "node:assert/strict";
import { frames, node, resting, settled, until, words } from "./browser.mjs";

const hintMs = 1000;  // after which a hint is there
const patienceMs = 60_000;  // for a generation that plays

const act = (page, id) => node(page, id).evaluate((node) => (node.matches("button") ? node : node.querySelector("button")).click());

// What is composed again after an input, to see what came of it, looks the same most of the time.
async function paintsNothingTwice({ open }) {
  const page = await open("", { before: () => {
    const { clear } = WebGL2RenderingContext.prototype;
    window.paints = 0;
    // Every painting begins so.
    WebGL2RenderingContext.prototype.clear = function (mask) {
      ++window.paints;
      clear.call(this, mask);
    };
  } });
  await resting(page);
  const paints = () => page.evaluate(() => window.paints);
  const [painted, composed] = [await paints(), await frames(page)];
  const steps = 3;
  for (let step = 0; step < steps; ++step) {
    await act(page, "back");
    await resting(page);
  }
  assert.equal(await paints() - painted, steps);
  assert.ok(await frames(page) - composed > steps, "nothing was composed again");
}

// A move that moves nothing has the canvas painted whatever it shows: it must not look different then.
async function paintsAllThereIs({ open }) {
  const page = await open("?view=canvas");
  const corner = [5, 5];  // of the page, where no canvas is
  let at = corner;
  const moveTo = (x, y) => page.mouse.move(...(at = [x, y]));
  const shown = async () => {
    await settled(page);
    return page.locator("#canvas").screenshot();
  };
  const isWhole = async (what) => {
    await resting(page);
    const before = await shown();
    await page.evaluate(([clientX, clientY]) => document.getElementById("canvas").dispatchEvent(
      new PointerEvent("pointermove", { clientX, clientY, pointerType: "mouse", bubbles: true })), at);
    await resting(page);
    assert.ok(before.equals(await shown()), `${what} was not all painted`);
    return before;
  };
  const middleOf = async (id) => {
    await node(page, id).focus();
    await page.keyboard.press("Enter");
    const box = await page.locator("#overlay").boundingBox();
    await page.keyboard.press("Escape");
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const start = await isWhole("the first picture");

  const [x, y] = await middleOf("Q.1.2");
  await moveTo(x, y);
  await page.mouse.down();
  await moveTo(x + 60, y);
  await isWhole("what is dragged");
  await page.mouse.up();
  assert.ok(!(await isWhole("an edit")).equals(start));

  await act(page, "speed.4");
  await act(page, "play");
  await until("the end of playing", async () => await words(page, "play") === "Play", patienceMs);
  await isWhole("what was played");

  const canvas = await page.locator("#canvas").boundingBox();
  let hint = false;
  for (let across = 0.5 * canvas.width; across < canvas.width && !hint; across += 56) {
    await moveTo(canvas.x + across, canvas.y + 24);
    await resting(page);
    const before = await shown();
    await page.waitForTimeout(hintMs);
    hint = !before.equals(await isWhole("a hint"));
  }
  assert.ok(hint, "no hint was found");

  await moveTo(...corner);
  await page.emulateMedia({ colorScheme: "light" });
  await isWhole("the light theme");
  await page.setViewportSize({ width: 1000, height: 900 });
  await isWhole("another size");
  await page.evaluate(() => window.lookback.open("#study=long_map&map_tokens=1000&map_width=32&map_query=999&map_key=250"));
  await isWhole("a map");
}

export const tests = [
  ["what looks as before is not painted again", paintsNothingTwice],
  ["all that there is to see has been painted", paintsAllThereIs],
];

// From an empty tab to the drawn board: silent, strict, and still when nothing happens.

import assert from "node:assert/strict";
import { colours, node, settled, until, words } from "./browser.mjs";

async function draws({ open, note }) {
  const page = await open();
  const seen = await page.evaluate(() => ({
    renderer: window.lookback.renderer, frames: window.lookback.frames,
    mark: performance.getEntriesByName("lookback-first-frame")[0]?.startTime,
  }));
  assert.notEqual(seen.renderer, "");
  assert.ok(seen.frames > 0);
  assert.ok((await colours(page)).length > 16, "the canvas has hardly any colours");
  note(`first frame after ${Math.round(seen.mark)} ms on ${seen.renderer}`);
}

async function rests({ open }) {
  const page = await open();
  await settled(page);
  await page.waitForTimeout(500);
  const before = await page.evaluate(() => {
    window.asked = 0;
    const request = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (work) => request((now) => (++window.asked, work(now)));
    return window.lookback.frames;
  });
  await page.waitForTimeout(5000);
  assert.equal(await page.evaluate(() => window.lookback.frames), before);
  assert.equal(await page.evaluate(() => window.asked), 0);
}

async function adoptsTheTwin({ open }) {
  const page = await open("", { before: () => document.addEventListener("readystatechange", () => {
    window.rewritten = [];
    new MutationObserver((records) => records.forEach((record) => window.rewritten.push(
      `${record.type} ${record.attributeName ?? ""} at ${record.target.closest?.("[data-node]")?.getAttribute("data-node")}`)))
      .observe(document.getElementById("twin"), { subtree: true, childList: true, attributes: true, characterData: true });
  }, { once: true }) });
  // But for the options that wait for the second module.
  const rewritten = await page.evaluate(() => window.rewritten);
  assert.deepEqual(rewritten.filter((what) => !/^attributes (aria-disabled|title) at (mechanism|study)\./.test(what)), []);
}

async function readsWithoutScripts({ open }) {
  const page = await open("", { javaScriptEnabled: false });
  assert.match(await page.locator("noscript").textContent(), /needs JavaScript/);
  assert.ok(await page.locator(".step h2").first().isVisible());
  assert.ok(await node(page, "Q.0.0").isVisible());
  assert.match(await words(page, "counters.0.1"), /^5$/);
}

async function hidesTheCanvasFromReaders({ open }) {
  const page = await open();
  assert.equal(await page.locator("#canvas").getAttribute("aria-hidden"), "true");
  assert.equal(await page.locator("#canvas").getAttribute("tabindex"), null);
  assert.equal(await page.locator("[aria-live=polite]").count(), 1);
  assert.equal(await page.locator("[role=alert]").count(), 1);
}

async function followsTheTheme({ open }) {
  const page = await open("", { colorScheme: "light" });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await ground(), "rgb(247, 248, 250)");
  await page.emulateMedia({ colorScheme: "dark" });
  assert.equal(await ground(), "rgb(15, 18, 24)");
  const forced = await open("?theme=light");
  assert.equal(await forced.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(247, 248, 250)");
}

async function fitsThreeWidths({ open }) {
  for (const width of [1440, 900, 390, 320]) {
    const page = await open("", { viewport: { width, height: 800 } });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, `scrolls sideways at ${width}`);
    const seen = async (selector) => page.locator(selector).isVisible();
    assert.equal(await seen("#canvas"), true);
    assert.equal(await seen("#column"), width >= 640);
    assert.equal(await seen("#tabs"), width < 640);
  }
}

async function overlapsNothing({ open }) {
  for (const width of [1440, 1100, 900, 640]) {
    const page = await open("", { viewport: { width, height: 800 } });
    const [name, list, toggle] = await Promise.all([".column-head strong", ".lesson-list-button", "#view-toggle"]
      .map((selector) => page.locator(selector).boundingBox()));
    assert.ok(name.x + name.width <= list.x && list.x + list.width <= toggle.x, `the head of the lessons is too narrow at ${width}`);
  }
}

async function embedsTheLabAlone({ open }) {
  const page = await open("?embed");
  assert.equal(await page.locator("#column").isVisible(), false);
  assert.equal(await page.locator("#canvas").isVisible(), true);
}

async function redrawsSharply({ open }) {
  const page = await open("", { deviceScaleFactor: 2 });
  const scale = () => page.evaluate(() => {
    const canvas = document.getElementById("canvas");
    return canvas.width / canvas.getBoundingClientRect().width;
  });
  await until("a backing store of twice the size", async () => Math.abs((await scale()) - 2) < 0.01);
}

export const tests = [
  ["the canvas is drawn, in silence", draws],
  ["no frame is drawn in five idle seconds", rests],
  ["the wasm finds the twin as it was prerendered", adoptsTheTwin],
  ["without scripts the tables and the lesson can be read", readsWithoutScripts],
  ["the canvas is hidden from screen readers; one live region, one alert", hidesTheCanvasFromReaders],
  ["dark and light follow the system, or the address", followsTheTheme],
  ["it fits at every width", fitsThreeWidths],
  ["the head of the lessons has room for its buttons", overlapsNothing],
  ["an embed is the lab alone", embedsTheLabAlone],
  ["the canvas has the screen's own pixels", redrawsSharply],
];

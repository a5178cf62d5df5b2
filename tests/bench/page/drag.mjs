// A number dragged with the mouse, back and forth over the canvas, as fast as a quick hand; and keys that change it.

import { node, openPage, ready, settled } from "../../browser/browser.mjs";
import { categories, readTrace, watchInputs } from "./presented.mjs";

const everyMs = 8;      // as often as a usual mouse says where it is
const reach = 600;      // pixels
const sweepMs = 800;    // for them: a step of the number is 6 pixels
const betweenKeysMs = 150;

const middle = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });

// The page with the cell's place: the input that Enter opens lies over it.
export async function openState(browser, home, { link, cell }) {
  const { page, context } = await openPage(browser, home + link);
  await ready(page);
  await settled(page);
  await node(page, cell).focus();
  await page.keyboard.press("Enter");
  await page.locator("#overlay").waitFor();
  const at = middle(await page.locator("#overlay").boundingBox());
  await page.keyboard.press("Escape");
  await watchInputs(page);
  return { page, context, session: await context.newCDPSession(page), cell, at };
}

// What any picture costs here: a canvas of the same size, cleared to another colour with every move.
export async function openEmpty(browser, home, { width, height }) {
  const { page, context } = await openPage(browser, "about:blank");
  const body = `<!doctype html><canvas width="${width}" height="${height}"></canvas>`;
  await page.route(`${home}empty`, (route) => route.fulfill({ contentType: "text/html", body }));
  await page.goto(`${home}empty`);
  await page.evaluate(() => {
    const canvas = document.querySelector("canvas");
    const gl = canvas.getContext("webgl2", { alpha: false, depth: false, antialias: false });
    canvas.addEventListener("pointermove", ({ clientX }) => requestAnimationFrame(() => {
      gl.clearColor(clientX / canvas.width, 0, 0, 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
    }));
  });
  await watchInputs(page);
  return { page, context, session: await context.newCDPSession(page), at: { x: width / 4, y: height / 2 } };
}

export async function canvasSize({ page }) {
  const { width, height } = await page.locator("#canvas").boundingBox();
  return { width, height };
}

// Moves without waiting for what the page makes of them, as a hand does.
async function sweep({ session, at }, seconds) {
  const began = performance.now();
  const sent = [];
  for (let passed = 0; passed < 1000 * seconds; passed = performance.now() - began) {
    const phase = (passed / sweepMs) % 2;
    const x = at.x + reach * (phase < 1 ? phase : 2 - phase);
    sent.push(session.send("Input.dispatchMouseEvent", { type: "mouseMoved", x, y: at.y, button: "left", buttons: 1 }));
    await new Promise((done) => setTimeout(done, everyMs));
  }
  await Promise.all(sent);
}

const processorMs = async (root) => {
  const { processInfo } = await root.send("SystemInfo.getProcessInfo");
  const of = (type) => processInfo.filter((one) => one.type === type).reduce((sum, { cpuTime }) => sum + 1000 * cpuTime, 0);
  return { gpu: of("GPU"), pages: of("renderer") };
};

async function traced(browser, page, work) {
  await browser.startTracing(page, { categories });
  await work();
  await settled(page);
  return readTrace(await browser.stopTracing());
}

// How often a frame was presented, how long each move took, and what of the processor a frame took: the page's part, and that
// of the process that draws in the GPU's stead.
export async function drag(browser, state, seconds) {
  const root = await browser.newBrowserCDPSession();
  const { page, at } = state;
  await page.mouse.move(at.x, at.y);
  await page.waitForTimeout(600);  // apart from clicks before
  await page.mouse.down();
  await settled(page);
  let [before, after] = [];
  const { presentedMs, latenciesMs, lost } = await traced(browser, page, async () => {
    before = await processorMs(root);
    await sweep(state, seconds);
    after = await processorMs(root);
  });
  await page.mouse.up();
  await settled(page);
  const intervalsMs = presentedMs.slice(1).map((time, place) => time - presentedMs[place]);
  const count = presentedMs.length;
  return { intervalsMs, latenciesMs, lost, pageMs: (after.pages - before.pages) / count, drawingMs: (after.gpu - before.gpu) / count };
}

// The same of keys that change the number by a step.
export async function pressKeys(browser, { page, cell }, times) {
  await node(page, cell).focus();
  await settled(page);
  return traced(browser, page, async () => {
    for (let i = 0; i < times; ++i) {
      await page.keyboard.press(i % 2 === 0 ? "PageUp" : "PageDown");
      await page.waitForTimeout(betweenKeysMs);
    }
  });
}

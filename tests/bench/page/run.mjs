// How soon the page is there, and how well it follows a hand, in headless Chromium with WebGL in software. For people: no
// test is decided by it.
//   node tests/bench/page/run.mjs [--site build/site] [--json FILE] [--quick]

import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { serve } from "../../../web/serve.mjs";
import { launchChromium } from "../../browser/engines/chromium.mjs";
import { canvasSize, drag, openEmpty, openState, pressKeys } from "./drag.mjs";
import { firstFrames } from "./load.mjs";
import { states } from "./states.mjs";

const { values: options } = parseArgs({
  options: { site: { type: "string", default: "build/site" }, json: { type: "string" }, quick: { type: "boolean", default: false } },
});

const effort = options.quick ? { loads: 2, seconds: 2, keys: 8 } : { loads: 7, seconds: 6, keys: 40 };
const loads = [
  { name: "first frame of the start page, nothing cached", throttle: 1, aimMs: 1000 },
  { name: "the same, the page's thread slowed down four times", throttle: 4, aimMs: 3000 },
];
const frameAimMs = 1000 / 60;
const latencyAimMs = 50;  // 95 of 100

function commit() {
  try {
    return execFileSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}

function summary(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
  const mean = sorted.reduce((sum, number) => sum + number, 0) / sorted.length;
  return { count: sorted.length, mean, least: at(0), median: at(0.5), p95: at(0.95), worst: at(1) };
}

const mark = (met) => (met ? "✓" : "✗");
const columns = (...numbers) => numbers.map((number) => (Number.isFinite(number) ? number.toFixed(number < 10 ? 1 : 0) : "–").padStart(8)).join("");
const report = { machine: { cpu: cpus()[0].model, cores: cpus().length, loadBefore: loadavg() }, versions: {}, quick: options.quick, load: [], drag: [], keys: [] };

async function tellLoads(browser, home) {
  console.log(`\n${"milliseconds".padEnd(60)}   least  median   worst   aim`);
  for (const { name, throttle, aimMs } of loads) {
    const found = summary(await firstFrames(browser, home, { throttle, times: effort.loads }));
    report.load.push({ name, aimMs, ...found });
    console.log(`${mark(found.median <= aimMs)} ${name.padEnd(58)}${columns(found.least, found.median, found.worst)}   ≤ ${aimMs}`);
  }
}

// A number dragged; `aims`: whether the product's aims are for it.
async function tellDrag(browser, name, opened, aims) {
  const { intervalsMs, latenciesMs, lost, pageMs, drawingMs } = await drag(browser, opened, effort.seconds);
  const [interval, latency] = [intervalsMs, latenciesMs].map(summary);
  report.drag.push({ name, interval, latency, lost, pageMs, drawingMs });
  const marks = aims ? [mark(interval.mean <= 1.01 * frameAimMs), mark(latency.p95 <= latencyAimMs)] : [" ", " "];
  console.log(`${name.padEnd(44)}${marks[0]}${columns(1000 / interval.mean, interval.median, interval.p95)}  ${marks[1]}${columns(latency.median, latency.p95)}  ${columns(pageMs, drawingMs)}`);
}

async function tellKeys(browser, name, opened) {
  const { latenciesMs, lost } = await pressKeys(browser, opened, effort.keys);
  const latency = summary(latenciesMs);
  report.keys.push({ name, latency, lost });
  return `${name.padEnd(44)} ${" ".repeat(24)}  ${mark(latency.p95 <= latencyAimMs)}${columns(latency.median, latency.p95)}`;
}

async function tellHands(browser, home) {
  const keys = [];
  console.log(`\n${"milliseconds, but for frames a second".padEnd(45)}  frames between frames     input to pixels   processor a frame`);
  console.log(`${"a number dragged with the mouse".padEnd(45)}a second  median     p95    median     p95        page drawing`);
  console.log(`${"aim".padEnd(45)}    ≥ 60                            ≤ ${latencyAimMs}`);
  for (const state of states) {
    const opened = await openState(browser, home, state);
    if (report.drag.length === 0) {
      const empty = await openEmpty(browser, home, await canvasSize(opened));
      await tellDrag(browser, "an empty canvas of that size, cleared", empty, false);
      await empty.context.close();
      await opened.page.bringToFront();
    }
    await tellDrag(browser, state.name, opened, true);
    keys.push(await tellKeys(browser, state.name, opened));
    await opened.context.close();
  }
  console.log(`changed by a key\n${keys.join("\n")}`);
}

async function run() {
  if (!existsSync(join(options.site, "index.html"))) throw new Error(`There is no site in ${options.site}; make it with ./dev build.`);
  const server = await serve(options.site, 0);
  const home = `http://127.0.0.1:${server.address().port}/`;
  const browser = await launchChromium();
  try {
    report.versions = { chromium: browser.version(), lookback: commit() };
    console.log(`${report.machine.cpu}, ${report.machine.cores} cores, load ${report.machine.loadBefore[0].toFixed(1)}; Chromium ${browser.version()} with software GL; Lookback ${commit()}`);
    await tellLoads(browser, home);
    await tellHands(browser, home);
  } finally {
    await browser.close();
    server.close();
  }
}

try {
  await run();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
report.machine.loadAfter = loadavg();
if (options.json) writeFileSync(options.json, `${JSON.stringify(report, undefined, 2)}\n`);

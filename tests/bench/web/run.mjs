// What the kernels take in the page, against what else there is and what the machine can do. Ratios are of one run.
//   node tests/bench/web/run.mjs --wasm build/wasm --peers build/peers [--json FILE] [--quick] [--profile] [--only WORDS]

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { launchChromium } from "../../browser/engines/chromium.mjs";
import { makeSite, serveIsolated } from "./site.mjs";
import { profileLines, profiles } from "./profiles.mjs";
import { met, works } from "./works.mjs";

const { values: options } = parseArgs({
  options: {
    wasm: { type: "string", default: "build/wasm" }, peers: { type: "string", default: "build/peers" }, json: { type: "string" },
    quick: { type: "boolean", default: false }, profile: { type: "boolean", default: false }, only: { type: "string", default: "" },
  },
});

const packages = ["onnxruntime-web", "@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm"];
const versionOf = (name) => JSON.parse(readFileSync(join(options.peers, "node_modules", name, "package.json"))).version;

function commit() {
  try {
    return execFileSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}

const digits = (number) => (!Number.isFinite(number) ? "–" : number < 1000 ? number.toPrecision(3) : number.toFixed(0));
const aim = ({ target, unit }) => {
  if (!target) return "";
  const { least, most } = target;
  if (least === undefined) return `≤ ${most} ${unit}`;
  return most === undefined ? `≥ ${least} ${unit}` : `${least} to ${most} ${unit}`;
};

function line(row) {
  const mark = { true: "✓", false: "✗", undefined: " " }[met(row)];
  const against = row.against ? `${digits(row.againstMs)} ms ${row.against}` : "";
  return `${mark} ${row.work.padEnd(84)} ${(row.ms === undefined ? "" : `${digits(row.ms)} ms`).padStart(10)}  ${against.padEnd(34)} ${`${digits(row.value)} ${row.unit}`.padStart(9)}  ${aim(row)}`;
}

const report = {
  machine: { cpu: cpus()[0].model, cores: cpus().length, loadBefore: loadavg() },
  versions: { ...Object.fromEntries(packages.map((name) => [name, versionOf(name)])), lookback: commit() },
  quick: options.quick, rows: [], runs: [],
};
const unfit = new Map();
const complaints = [];

async function profile(page) {
  for (const { call, asked } of profiles(options.quick)) {
    if (!`${call} ${JSON.stringify(asked)}`.includes(options.only)) continue;
    const { ms } = await page.evaluate(([name, what]) => window.bench[name](what), [call, asked]);
    report.runs.push({ call, asked, ms });
    for (const words of profileLines(call, asked, ms)) console.log(words);
  }
}

async function measure(page) {
  for (const { call, asked, rows } of works(options.quick)) {
    if (!`${call} ${JSON.stringify(asked)}`.includes(options.only)) continue;
    const result = await page.evaluate(([name, what]) => window.bench[name](what), [call, asked]);
    report.runs.push({ call, asked, ...result });
    for (const [name, why] of Object.entries(result.wrong ?? {})) unfit.set(name, why);
    for (const row of rows(result)) {
      report.rows.push({ ...row, met: met(row) });
      console.log(line(row));
    }
  }
}

async function run() {
  const site = resolve("build/bench_site");
  await makeSite({ wasm: resolve(options.wasm), peers: resolve(options.peers), out: site });
  const server = await serveIsolated(site);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction(() => window.bench !== undefined);
    report.versions.chromium = browser.version();
    console.log(`${report.machine.cpu}, ${report.machine.cores} cores, load ${report.machine.loadBefore[0].toFixed(1)}; ${Object.entries(report.versions).map((words) => words.join(" ")).join(", ")}`);
    await (options.profile ? profile : measure)(page);
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
for (const [name, why] of unfit) console.log(`${name} does not count somewhere: ${why}`);
for (const complaint of complaints) console.log(`the page complained: ${complaint}`);
report.machine.loadAfter = loadavg();
if (options.json) writeFileSync(options.json, `${JSON.stringify(report, undefined, 2)}\n`);

// The browser tests: the site as it is deployed, in one engine, against the command line tool.
//   node tests/browser/run.mjs --site build/site --lookback build/native/lookback [--engine NAME] [--jobs N] [--only WORDS,WORDS]
// The suite "monkey" uses the page at random: [--seed N] [--seconds N], or does the events of a file again: [--replay FILE]
// --soak: what is otherwise a sample is tried in full. --update: trees of accessibility are written down instead of compared.

import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { serve } from "../../web/serve.mjs";
import { openPage, ready } from "./browser.mjs";
import { NotHere } from "./engines/dialect.mjs";
import { engines } from "./engines/engines.mjs";
import { buildHouse } from "./engines/house.mjs";
import { titledSuites } from "./titles.mjs";

const { values: options } = parseArgs({
  options: { site: { type: "string" }, lookback: { type: "string" }, only: { type: "string", default: "" }, engine: { type: "string", default: "chromium" }, jobs: { type: "string", default: "1" },
    seed: { type: "string", default: "1" }, seconds: { type: "string", default: "20" }, replay: { type: "string", default: "" },
    soak: { type: "boolean", default: false }, update: { type: "boolean", default: false } },
});
if (!options.site || !options.lookback) {
  console.error("Say --site FOLDER and --lookback TOOL.");
  process.exit(2);
}
const engine = engines[options.engine];
if (!engine) {
  console.error(`There is no engine ${options.engine}; there are ${Object.keys(engines).join(", ")}.`);
  process.exit(2);
}

const patienceMs = options.soak ? 1_200_000 : 120_000;
const slowest = 10;  // so many are listed
const server = await serve(options.site, 0);
const { port } = server.address();

const tools = {
  engine: options.engine, tool: options.lookback, site: options.site, soak: options.soak, update: options.update,
  evaluate: (link) => JSON.parse(tool("eval", link, "--untimed")),
  nodes: (link, ...options) => JSON.parse(tool("nodes", link, ...options)),
  limits: JSON.parse(tool("limits")),
  monkey: { seed: Number(options.seed), seconds: Number(options.seconds), replay: options.replay },
  note: (words) => console.log(`     ${words}`),
};

// What a test may use. Pages it opens are closed after it, and every one of them must have been silent.
async function workbench(browser) {
  const pages = [];
  const house = engine.house ? await buildHouse(port) : undefined;
  const home = house?.home ?? `http://127.0.0.1:${port}/`;
  browser.house = house;
  return {
    ...tools, home, browser, pages, house,
    launch: async (settings) => Object.assign(await engine.launch(settings), { house }),
    async open(path = "", settings = {}) {
      const { browser: other, plain, ...rest } = settings;
      const opened = await openPage(other ?? browser, home + path, rest);
      pages.push(opened);
      if (!plain && settings.javaScriptEnabled !== false) await ready(opened.page);
      return opened.page;
    },
  };
}

function tool(...words) {
  return execFileSync(resolve(options.lookback), words, { encoding: "utf8", maxBuffer: 1 << 27 });
}

async function silent({ page, complaints, allowed = [] }) {
  const violations = await page.evaluate(() => window.violations ?? []).catch(() => []);
  const said = await page.evaluate(() => window.complaints ?? []).catch(() => []);
  return [...complaints, ...said, ...violations.map((words) => `policy: ${words}`)]
    .filter((complaint) => !allowed.some((pattern) => pattern.test(complaint)));
}

async function within(milliseconds, work) {
  let timer;
  const tooLate = new Promise((_, reject) => {
    timer = setTimeout(() => {
      ++givenUp;
      reject(new Error(`not done within ${milliseconds / 1000} s`));
    }, milliseconds);
  });
  await Promise.race([work, tooLate]).finally(() => clearTimeout(timer));
}

let passed = 0;
let givenUp = 0;  // tests that took too long; what they are at may still break, as their pages are closed
const failures = [];
const times = [];  // of each test, [seconds, title]
const leftOut = new Map();  // why, and how many

async function judge(title, run, bench) {
  const began = Date.now();
  try {
    await within(patienceMs + 1000 * tools.monkey.seconds, run(bench));
    for (const opened of bench.pages) {
      const complaints = await silent(opened);
      if (complaints.length > 0) throw new Error(`the page was not silent:\n${complaints.join("\n")}`);
    }
    ++passed;
    console.log(`ok   ${title}`);
  } catch (error) {
    if (error instanceof NotHere) {
      leftOut.set(error.message, (leftOut.get(error.message) ?? 0) + 1);
      console.log(`--   ${title}: ${engine.name} is not asked for ${error.message}`);
      return;
    }
    failures.push(title);
    console.log(`FAIL ${title}\n${String(error.stack ?? error).split("\n").slice(0, 12).join("\n")}`);
  } finally {
    times.push([(Date.now() - began) / 1000, title]);
  }
}

const chosen = (options.replay ? "monkey: " : options.only).split(",");
const waiting = (await titledSuites(tools)).flatMap(({ tests }) => tests)
  .filter(([title]) => chosen.some((words) => title.includes(words)));

process.on("unhandledRejection", (error) => {
  if (givenUp > 0) return;
  failures.push(`something that no test waited for: ${error}`);
  console.log(`FAIL ${failures.at(-1)}\n${error?.stack}`);
});

// Takes one test after the other, in a browser of its own.
async function work() {
  const browser = await engine.launch();
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const bench = await workbench(browser);
    await judge(...next, bench);
    for (const { context } of bench.pages) await context.close();
    bench.house?.close();
  }
  await browser.close();
}

await Promise.all(Array.from({ length: Number(options.jobs) }, work));
server.close();
for (const [seconds, title] of times.sort(([a], [b]) => b - a).slice(0, slowest)) console.log(`${seconds.toFixed(1).padStart(5)} s  ${title}`);
for (const [why, count] of leftOut) console.log(`left out: ${count} for want of ${why}`);
for (const title of failures) console.log(`failed: ${title}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 && passed > 0 ? 0 : 1);

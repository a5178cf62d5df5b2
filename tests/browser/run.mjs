// The browser tests: the site as it is deployed, in Chromium, against the command line tool.
//   node tests/browser/run.mjs --site build/site --lookback build/native/lookback [--only WORDS]

import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { serve } from "../../web/serve.mjs";
import { launch, openPage, ready } from "./browser.mjs";
import { titledSuites } from "./titles.mjs";

const { values: options } = parseArgs({
  options: { site: { type: "string" }, lookback: { type: "string" }, only: { type: "string", default: "" } },
});
if (!options.site || !options.lookback) {
  console.error("Say --site FOLDER and --lookback TOOL.");
  process.exit(2);
}

const patienceMs = 120_000;
const server = await serve(options.site, 0);
const home = `http://127.0.0.1:${server.address().port}/`;
const browser = await launch();

// What a test may use. Pages it opens are closed after it, and every one of them must have been silent.
function workbench() {
  const pages = [];
  return {
    home, browser, pages, tool: options.lookback, site: options.site,
    evaluate: (link) => JSON.parse(tool("eval", link, "--untimed")),
    nodes: (link) => JSON.parse(tool("nodes", link)),
    async open(path = "", settings = {}) {
      const { browser: other, plain, ...rest } = settings;
      const opened = await openPage(other ?? browser, home + path, rest);
      pages.push(opened);
      if (!plain && settings.javaScriptEnabled !== false) await ready(opened.page);
      return opened.page;
    },
    note: (words) => console.log(`     ${words}`),
  };
}

function tool(...words) {
  return execFileSync(resolve(options.lookback), words, { encoding: "utf8", maxBuffer: 1 << 27 });
}

async function silent({ page, complaints, allowed = [] }) {
  const violations = await page.evaluate(() => window.violations ?? []).catch(() => []);
  return [...complaints, ...violations.map((words) => `policy: ${words}`)]
    .filter((complaint) => !allowed.some((pattern) => pattern.test(complaint)));
}

async function within(milliseconds, work) {
  let timer;
  const tooLate = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${milliseconds / 1000} s`)), milliseconds);
  });
  await Promise.race([work, tooLate]).finally(() => clearTimeout(timer));
}

let passed = 0;
const failures = [];
for (const { tests } of await titledSuites(workbench())) {
  for (const [title, run] of tests) {
    if (!title.includes(options.only)) continue;
    const bench = workbench();
    try {
      await within(patienceMs, run(bench));
      for (const opened of bench.pages) {
        const complaints = await silent(opened);
        if (complaints.length > 0) throw new Error(`the page was not silent:\n${complaints.join("\n")}`);
      }
      ++passed;
      console.log(`ok   ${title}`);
    } catch (error) {
      failures.push(title);
      console.log(`FAIL ${title}\n${String(error.stack ?? error).split("\n").slice(0, 12).join("\n")}`);
    }
    for (const { context } of bench.pages) await context.close();
  }
}

await browser.close();
server.close();
for (const title of failures) console.log(`failed: ${title}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 && passed > 0 ? 0 : 1);

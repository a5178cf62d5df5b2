// The pages of text: what they link to is there, every snippet on them runs, and they can be read on a small screen
// and by a screen reader.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { pageNames } from "../../web/site/pages.mjs";
import { ready, until } from "./browser.mjs";
import { frameAt, needsLockedFrames } from "./hosts.mjs";
import { axeFindsNothing } from "./parity.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

// A course page on another origin.
async function host(html) {
  const server = createServer((_, response) => {
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(`<!doctype html><title>Course</title>${html}`);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { address: `http://127.0.0.1:${server.address().port}/`, end: () => server.close() };
}

const runs = {
  // The page that a teacher would make of it has a lab that is ready.
  async html(bench, code) {
    needsLockedFrames(bench);
    const course = await host(code);
    const context = await bench.browser.newContext();
    try {
      const page = await context.newPage();
      await page.goto(course.address);
      const frame = await frameAt(page);
      await frame.waitForFunction(() => window.lookback !== undefined);
      await ready(frame);
      const state = /(?:#|state=")(version=1&[^"]*)"/.exec(code)?.[1].replaceAll("&amp;", "&");
      const tokens = /tokens=([^&]*)/.exec(state ?? "")?.[1];
      if (tokens) await until(`the tokens ${tokens} in the frame`, async () => (await frame.evaluate(() => window.lookback.link())).includes(`tokens=${tokens}&`));
    } finally {
      await context.close();
      course.end();
    }
  },

  // In a folder with the files that the text speaks of.
  async sh(bench, code) {
    const folder = mkdtempSync(join(tmpdir(), "lookback-"));
    try {
      symlinkSync(join(root, "web"), join(folder, "web"));
      const lesson = JSON.parse(readFileSync(join(root, "web/lessons/why-causal.json"), "utf8"));
      const links = lesson.steps.filter((step) => step.task).map((step) => step.task.solution);
      writeFileSync(join(folder, "students.csv"), ["name,link", ...links.map((link) => `Ada,"${bench.home}${link}"`), "Bo,#version=1"].join("\n"));
      writeFileSync(join(folder, "links.txt"), links.join("\n"));
      const path = `${dirname(resolve(bench.tool))}${delimiter}${process.env.PATH}`;
      const said = execFileSync("bash", ["-euc", code], { cwd: folder, encoding: "utf8", env: { ...process.env, PATH: path } });
      if (said.trim() === "") throw new Error(`${code} says nothing`);
      if (code.includes("grade") && !code.includes("--out") && !/Ada.*pass/.test(said)) throw new Error(`Ada solved every task, but ${code} says\n${said}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },

  // Conditions of lessons, one a line: each can be read.
  async check(bench, code) {
    const lab = await bench.open("?view=table");
    for (const line of code.split("\n").filter(Boolean))
      if ((await lab.evaluate((condition) => window.lookback.check(condition), line)) === undefined) throw new Error(`the page cannot read\n${line}`);
  },

  async json(bench, code) {
    const folder = mkdtempSync(join(tmpdir(), "lookback-"));
    try {
      const file = join(folder, `${JSON.parse(code).id}.json`);
      writeFileSync(file, code);
      execFileSync(resolve(bench.tool), ["check-lesson", file], { encoding: "utf8", stdio: "pipe" });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

export const tests = pageNames.flatMap((name) => [
  [`${name}: every link leads somewhere`, async (bench) => {
    const page = await bench.open(`${name}.html`, { plain: true });
    const links = await page.locator("a").evaluateAll((all) => all.map((one) => one.href));
    if (links.length < 5) throw new Error(`only ${links.length} links`);
    const texts = new Map();
    for (const link of new Set(links.filter((one) => one.startsWith(bench.home)))) {
      const [address, place] = link.split("#");
      if (!texts.has(address)) {
        const answer = await fetch(address);
        if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
        texts.set(address, await answer.text());
      }
      if (address.endsWith(".html")) {
        if (place && !texts.get(address).includes(` id="${place}"`)) throw new Error(`${address} has no place ${place}`);
        continue;
      }
      if (!/[?#]/.test(link)) continue;
      const lab = await bench.open(link.slice(bench.home.length));
      await ready(lab);
      const alert = await lab.locator("#alert").textContent();
      if (alert !== "") throw new Error(`${link}: ${alert}`);
    }
  }],
  [`${name}: every snippet runs`, async (bench) => {
    const page = await bench.open(`${name}.html`, { plain: true });
    const snippets = await page.locator("code[data-language]").evaluateAll((all) => all.map((one) => [one.dataset.language, one.textContent]));
    for (const [language, code] of snippets) {
      if (code.includes("lookback.example")) throw new Error(`the page left the example's address in\n${code}`);
      if (language === "" || language === "text") continue;
      if (!runs[language]) throw new Error(`nobody knows how to run ${language}`);
      await runs[language](bench, code);
    }
    bench.note(`${snippets.length} snippets`);
  }],
  [`${name}: axe finds nothing at 320 pixels, and nothing is wider`, async ({ open }) => {
    for (const colorScheme of ["dark", "light"]) {
      const page = await open(`${name}.html`, { plain: true, colorScheme, viewport: { width: 320, height: 640 } });
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > 320) throw new Error(`it is ${width} pixels wide`);
      await axeFindsNothing(page, colorScheme);
    }
  }],
]);

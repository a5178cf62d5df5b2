// The lab in frames: locked or not, with and without the server's leave, twenty at once, and as an element.

import assert from "node:assert/strict";
import { openPage, ready, until, values } from "./browser.mjs";
import { drawn, frameAt, needsLockedFrames, openHost, siteWithoutCors } from "./hosts.mjs";
import { same } from "./same.mjs";

const link = "#version=1&mask=none&tokens=to,be,or&Q=1,0;0,1;.5,2&K=1,1;0,1;2,0&V=1;2;3&position=2";
const locked = 'sandbox="allow-scripts"';
const frameOf = (address, attributes = "") => `<iframe title="Lab" width="900" height="600" ${attributes} src="${address}"></iframe>`;

function cell(file, attributes, cors) {
  return async (bench) => {
    if (attributes !== "" && file === "") needsLockedFrames(bench);
    const base = cors ? bench.home : await siteWithoutCors(bench.home);
    const refused = !cors && file === "";
    const page = await openHost(bench, frameOf(`${base}${file}?embed=1${link}`, attributes), {
      allowed: refused ? [/CORS policy|ERR_FAILED|preload/, /Cross-Origin Request Blocked|cross-site access/] : undefined,
    });
    const frame = await frameAt(page);
    if (refused) {
      const told = await until("the sentence", () => frame.evaluate(() =>
        document.querySelector("#loading[role=alert]")?.textContent));
      assert.match(told, /^This frame is locked, and the site .* lookback\.html$/);
      await frame.locator("#loading a").click();
      await drawn(await frameAt(page));
      return;
    }
    await drawn(frame);
    await ready(frame);
    same(await values(frame), bench.evaluate(link), "the frame");
    assert.equal(await frame.evaluate(() => self.origin === "null"), attributes !== "");
    const way = await frame.locator("a.way-out").getAttribute("href");
    assert.ok(way.startsWith(`${base}${file}`) && !way.includes("embed"), way);
    assert.equal(await frame.evaluate(() => document.documentElement.scrollHeight <= innerHeight), true, "the frame's own page scrolls");
    await frame.evaluate(() => document.querySelector('#twin [data-node="step"]').click());
    assert.equal((await values(frame)).position, 3);
    await until("the link that follows", async () => /position=3/.test(await frame.locator("a.way-out").getAttribute("href")));
  };
}

// A frame shows no lesson, and fetches none.
async function fetchesNoLesson(bench) {
  const page = await openHost(bench, frameOf(`${bench.home}?embed=1${link}`));
  const frame = await frameAt(page);
  await drawn(frame);
  await ready(frame);
  await frame.evaluate(() => (location.hash = "#version=1&tokens=a,b&position=1"));
  await until("the link", async () => (await values(frame)).tokens.length === 2);
  const fetched = await frame.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  assert.ok(fetched.some((name) => name.includes("lookback.second.")), `${fetched}`);
  assert.deepEqual(fetched.filter((name) => /course\.|lesson-/.test(name)), []);
}

async function fromDisk({ browser, pages, home, evaluate }) {
  const { mkdtemp, rm, writeFile } = await import("node:fs/promises");
  const { tmpdir } = await import("node:os");
  const { join } = await import("node:path");
  const folder = await mkdtemp(join(tmpdir(), "lookback-"));
  const file = join(folder, "lookback.html");
  await writeFile(file, Buffer.from(await (await fetch(`${home}lookback.html`)).arrayBuffer()));
  const opened = await openPage(browser, `file://${file}${link}`);
  pages.push(opened);
  await ready(opened.page);
  same(await values(opened.page), evaluate(link), "the file");
  assert.equal(await opened.page.evaluate(() => performance.getEntriesByType("resource").length), 0);
  await rm(folder, { recursive: true });
}

async function twenty(bench) {
  needsLockedFrames(bench);
  const links = Array.from({ length: 20 }, (_, index) => `#version=1&tokens=a,b,c&Q=${index},0;0,1;.5,2&K=1,1;0,1;2,0&V=1;2;3&position=${1 + index % 3}`);
  const page = await openHost(bench, links.map((one) =>
    `<p>Text.</p>${frameOf(`${bench.home}?embed=1${one.replaceAll("&", "&amp;")}`, `${locked} loading="lazy"`)}`).join(""), { viewport: { width: 1000, height: 700 } });
  const frames = await Promise.all(links.map((_, index) => frameAt(page, index)));
  let most = 0;
  for (let index = 0; index < links.length; ++index) {
    await page.locator("iframe").nth(index).scrollIntoViewIfNeeded();
    const frame = frames[index];
    await drawn(frame);
    await frame.evaluate(() => document.querySelector('#twin [data-node="causal"] [role=switch]').click());
    const now = await frame.evaluate(() => ({ link: window.lookback.link(), values: window.lookback.values() }));
    same(now.values.matrices, bench.evaluate(now.link).matrices, `lab ${index}`);
    assert.equal(now.values.mask, "none");
    const shown = await Promise.all(frames.map(async (one) => (await one.url()).startsWith(bench.home) &&
      one.evaluate(() => document.documentElement.dataset.canvas === "shown").catch(() => false)));
    most = Math.max(most, shown.filter(Boolean).length);
  }
  assert.ok(most < 12, `${most} pictures at once`);
  // The first one's picture is made again, with its state.
  await page.locator("iframe").first().scrollIntoViewIfNeeded();
  const first = await frameAt(page, 0);
  await drawn(first);
  assert.equal((await values(first)).mask, "none");
  bench.note(`at most ${most} pictures at once`);
}

async function element(bench) {
  needsLockedFrames(bench);
  const page = await openHost(bench, `<script src="${bench.home}lookback-lab.js"></script>
    <lookback-lab title="A course's lab" theme="light" state="version=1&amp;tokens=a,b&amp;position=1"></lookback-lab>
    <script>
      window.events = [];
      for (const name of ["ready", "change", "error", "result"])
        document.querySelector("lookback-lab").addEventListener(name, (event) => window.events.push([name, event.detail]));
    </script>`);
  const frame = await frameAt(page);
  const heard = (name) => until(`the event ${name}`, () => page.evaluate((wanted) => window.events.find(([kind]) => kind === wanted), name), 20_000);
  await heard("ready");
  const attributes = await page.locator("iframe").evaluate((one) => Object.fromEntries([...one.attributes].map(({ name, value }) => [name, value])));
  assert.equal(attributes.title, "A course's lab");
  assert.equal(attributes.loading, "lazy");
  assert.equal(attributes.sandbox, "allow-scripts allow-downloads allow-popups");
  assert.equal(attributes.referrerpolicy, "no-referrer");
  assert.match(attributes.src, /theme=light/);
  await page.evaluate(() => (document.querySelector("lookback-lab").state = "version=1&mask=none&tokens=a,b,c&position=2"));
  await heard("change");
  assert.equal((await values(frame)).mask, "none");
  assert.match(await page.evaluate(() => document.querySelector("lookback-lab").state), /mask=none/);
  const refusal = await page.evaluate(() => document.querySelector("lookback-lab").set("mask=purple").then(() => "", (why) => why.message));
  assert.match(refusal, /purple/);
  assert.equal((await values(frame)).mask, "none");
  // Other looks leave what the reader did; another state does not.
  await page.evaluate(() => (window.events.length = 0));
  await frame.evaluate(() => document.querySelector('#twin [data-node="cache"] [role=switch]').click());
  await heard("change");
  await page.evaluate(() => ((window.events.length = 0), document.querySelector("lookback-lab").setAttribute("theme", "dark")));
  await until("the frame's new address", () => page.locator("iframe").getAttribute("src").then((src) => src.includes("theme=dark")));
  await heard("ready");
  const { cache, mask } = await values(await frameAt(page));
  assert.deepEqual({ cache, mask }, { cache: false, mask: "none" });
  await page.evaluate(() => ((window.events.length = 0), document.querySelector("lookback-lab").setAttribute("step", "2")));
  await heard("ready");
  assert.equal(await page.locator("iframe").getAttribute("src").then((src) => src.includes("cache=0")), false);
}

export const tests = [
  ["a page in a plain frame", cell("", "", true)],
  ["a page in a locked frame", cell("", locked, true)],
  ["a page in a locked frame, whose server does not help, says what to do", cell("", locked, false)],
  ["a single file in a plain frame", cell("lookback.html", "", true)],
  ["a single file in a locked frame", cell("lookback.html", locked, true)],
  ["a single file in a locked frame, whose server does not help", cell("lookback.html", locked, false)],
  ["a single file from a disk fetches nothing", fromDisk],
  ["a frame fetches no lessons", fetchesNoLesson],
  ["twenty labs on one page", twenty],
  ["the element", element],
];

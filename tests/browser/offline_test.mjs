// After the first visit the site is on the device: it starts without a network, changes at a start only, and goes when told.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "../../web/serve.mjs";
import { bundleOffline } from "../../web/site/bundle.mjs";
import { pageNames } from "../../web/site/pages.mjs";
import { complaintsOf, leaving, node, openPage, picture, ready, samePicture, settled, until, values } from "./browser.mjs";
import { NotHere } from "./engines/dialect.mjs";
import { frameAt, openHost } from "./hosts.mjs";
import { same } from "./same.mjs";

const web = fileURLToPath(new URL("../../web", import.meta.url));
const lessons = readdirSync(join(web, "lessons")).filter((name) => name.endsWith(".json") && name !== "schema.json").map((name) => name.slice(0, -5));
const link = "#version=1&mechanism=retention&tokens=a,b,c&Q=1,0;0,1;.5,2&K=1,1;0,1;2,0&V=1;2;3&position=2";

// The site on a server of its own, which can be taken away; what it is asked for is written down.
async function site({ browser, pages, site: folder }, settings = {}) {
  const server = await serve(folder, 0);
  const { port } = server.address();
  const asked = [];
  server.on("request", ({ url }) => asked.push(url));
  const home = `http://127.0.0.1:${port}/`;
  const open = async (path = "", context = undefined) => {
    const opened = context ? await secondPage(context, home + path) : await openPage(browser, home + path, { offline: true, ...settings });
    opened.requests = [];
    opened.page.on("request", (request) => opened.requests.push(request.url()));
    opened.allowed = settings.allowed;
    pages.push(opened);
    await ready(opened.page);
    return opened.page;
  };
  return {
    home, asked, open,
    close: () => new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    }),
  };
}

async function secondPage(context, address) {
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await page.goto(address);
  return { page, context, complaints };
}

const stateOf = (page) => page.evaluate(async () => {
  const found = await navigator.serviceWorker.getRegistration();
  return { active: found?.active?.state, waiting: found?.waiting?.state, installing: found?.installing?.state, controlled: navigator.serviceWorker.controller !== null };
});

const kept = (page) => until("the site on the device", async () => (await stateOf(page)).active === "activated", 60_000);

async function startsWithoutANetwork(bench) {
  const { home, open, asked, close } = await site(bench);
  const page = await open(link);
  await kept(page);
  assert.equal((await stateOf(page)).controlled, false, "the first visit is not meddled with");
  await page.reload();
  await ready(page);
  await node(page, "causal").focus();  // the mouse and the focus where they will be
  await settled(page);
  const shown = { values: await values(page), picture: await picture(page) };
  const before = asked.length;
  await page.reload();
  await ready(page);
  await page.waitForTimeout(1500);
  assert.deepEqual(asked.slice(before).filter((url) => url !== "/offline.js"), [], "once it is kept, only whether there is a new version is asked for");
  await close();
  await page.reload();
  await ready(page);
  await node(page, "causal").focus();
  await settled(page);
  same(await values(page), bench.evaluate(link), "without a network");
  assert.deepEqual(await values(page), shown.values);
  assert.ok(samePicture(await picture(page), shown.picture), "the picture is the same");
  const fresh = await open("?view=table", page.context());
  assert.equal((await values(fresh)).mechanism, "softmax_attention");
  for (const { requests } of bench.pages) for (const url of requests) assert.ok(/^(blob|data):/.test(url) || url.startsWith(home), url);
}

// Everything that comes when it is asked for.
async function hasEverything(bench) {
  const { open, close, home } = await site(bench);
  const page = await open();
  await kept(page);
  await close();
  await page.reload();
  await ready(page);
  for (const lesson of lessons) {
    const other = await open(`?view=table&lesson=${lesson}&step=2`, page.context());
    await until(lesson, async () => (await other.locator(".step:visible h2").count()) > 0);
    assert.equal(await other.locator(".lesson-trouble").count(), 0, lesson);
    await other.close();
  }
  await page.evaluate(async () => {
    const kernels = await window.lookback.kernels(1);
    const q = new Float32Array(64);
    await kernels.attention({ heads: 1, q, k: q, v: q, mask: "causal" }).catch((error) => { if (/fetch/.test(error.message)) throw error; });
    kernels.close();
  });
  await page.locator(".lesson-share").click();
  await page.locator("#dialog-tab-code").click();
  await until("the code", async () => /import numpy/.test(await page.getByRole("dialog").locator("textarea").first().inputValue()));
  for (const name of pageNames) {
    await page.goto(`${home}${name}.html`);
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).fontFamily.includes("Inter") && document.styleSheets.length > 0), true, name);
  }
}

const hashOf = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 10);

// A site in a folder of its own, to be changed.
function copied({ site: folder }) {
  const copy = mkdtempSync(join(tmpdir(), "lookback-"));
  cpSync(folder, copy, { recursive: true, filter: (path) => !/\.(br|gz)$/.test(path) });
  return copy;
}

// The next version, which has another title: its page, and what tells of it.
async function nextOf(folder) {
  const page = readFileSync(join(folder, "index.html"), "utf8").replace(/<title>[^<]*/, "<title>Next");
  const [list] = /\[\["index\.html".*?\]\]/.exec(readFileSync(join(folder, "offline.js"), "utf8"));
  const files = JSON.parse(list).map(([path, hash]) => [path, path === "index.html" ? hashOf(page) : hash]);
  return { page, script: await bundleOffline(web, files) };
}

const askForUpdate = (page) => page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update().catch(() => {}));

async function changesAtAStart(bench) {
  const folder = copied(bench);
  const { open, close, asked } = await site({ ...bench, site: folder });
  try {
    const first = await open("?view=table");
    await kept(first);
    await first.reload();
    await ready(first);
    const title = await first.title();
    // A deploy that is half done is not taken.
    const { page: next, script } = await nextOf(folder);
    writeFileSync(join(folder, "offline.js"), script);
    const before = asked.length;
    await askForUpdate(first);
    await until("it to be refused", async () => asked.lastIndexOf("/") >= before && !(await stateOf(first)).installing, 20_000);
    assert.equal((await stateOf(first)).waiting, undefined);
    writeFileSync(join(folder, "index.html"), next);
    await askForUpdate(first);
    await until("the new version to wait", async () => (await stateOf(first)).waiting === "installed", 60_000);
    // Neither now, nor for another page while this one is open.
    const second = await open("?view=table", first.context());
    assert.deepEqual([await first.title(), await second.title()], [title, title]);
    await first.evaluate(() => window.lookback.kernels(1).then((kernels) => kernels.close()));
    const { context } = bench.pages.at(-1);
    await first.close();
    await second.close();
    const third = await until("the next start to have it", async () => {
      await new Promise((done) => setTimeout(done, 1000));  // until the browser has seen that no page is left
      const page = await open("?view=table", context);
      if ((await page.title()) === "Next") return page;
      await page.close();
      return undefined;
    }, 60_000);
    assert.equal((await stateOf(third)).controlled, true);
  } finally {
    await close();
    rmSync(folder, { recursive: true });
  }
}

async function goesWhenTold(bench) {
  const folder = copied(bench);
  const { open, close } = await site({ ...bench, site: folder });
  try {
    const page = await open("?view=table");
    await kept(page);
    assert.ok((await page.evaluate(() => caches.keys())).length > 0);
    writeFileSync(join(folder, "offline.js"), await bundleOffline(web, undefined));
    await page.reload();
    await ready(page);
    await until("it to be gone", () => page.evaluate(async () => (await caches.keys()).length === 0 && !(await navigator.serviceWorker.getRegistration())).catch(() => false), 20_000);
    assert.notEqual(await values(page), null);
  } finally {
    await close();
    rmSync(folder, { recursive: true });
  }
}

// A frame keeps nothing, nor does the site of one file.
async function notInFrames(bench) {
  const { home, asked, open, close } = await site(bench);
  const page = await openHost(bench, `<iframe title="Lab" width="900" height="600" src="${home}?view=table${link}"></iframe>`, { offline: true });
  const frame = await frameAt(page);
  await until("the frame", () => frame.evaluate(() => window.lookback?.ready.then(() => true)).catch(() => false), 20_000);
  const single = await open("lookback.html?view=table");
  await page.waitForTimeout(1500);
  assert.equal(asked.includes("/offline.js"), false);
  assert.equal(await single.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
  await close();
}

async function comesLast(bench) {
  if (bench.engine === "webkit") throw new NotHere("what its driver keeps of what was fetched");
  const { asked, open, close } = await site(bench);
  const page = await open();
  await kept(page);
  const at = asked.indexOf("/offline.js");
  for (const part of ["lookback.second.", "extras.", "course."])
    assert.ok(asked.findIndex((url) => url.includes(part)) < at, `${part} after the worker`);
  const twice = asked.filter((url, place) => url.startsWith("/assets/") && asked.indexOf(url) !== place);
  assert.deepEqual(twice, [], "what the page has fetched is not fetched again");
  await close();
}

async function refusedIsSilent(bench) {
  const { open, close } = await site(bench, {
    before: () => (ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException("denied", "SecurityError"))),
  });
  const page = await open("?view=table");
  await page.waitForTimeout(1500);
  assert.equal(await page.getByRole("alert").textContent(), "");
  await close();
}

export const tests = leaving([
  ["after the first visit it starts without a network, the same", startsWithoutANetwork],
  ["without a network everything is there", hasEverything],
  ["a new version waits for the next start, and comes whole", changesAtAStart],
  ["it goes when the site says so", goesWhenTold],
  ["not in frames, not for the single file", notInFrames],
  ["it comes last, and fetches nothing twice", comesLast],
  ["where nothing may be kept, nothing is said", refusedIsSilent],
]);

// What is shown when something is missing: never a blank page, always a sentence.

import assert from "node:assert/strict";
import { brokenOff, frames, node, openPage, picture, randomFrom, ready, samePicture, settled, until, values, words } from "./browser.mjs";

async function withoutWebGl(bench) {
  const browser = await bench.launch({ webgl: false });
  try {
    const page = await bench.open("", { browser });
    assert.ok(await page.getByText("no WebGL 2").isVisible());
    assert.ok(await node(page, "Q.0.0").isVisible());
    assert.equal(await page.locator("#canvas").isVisible(), false);
    const before = await words(page, "output.4.0");
    await node(page, "Q.4.0").dblclick();
    await page.locator("#overlay-input").fill("9");
    await page.keyboard.press("Enter");
    assert.notEqual(await words(page, "output.4.0"), before);
    const complaints = bench.pages.at(-1).complaints;
    assert.deepEqual(complaints, []);
  } finally {
    await browser.close();
    bench.pages.length = 0;
  }
}

async function losesTheContext({ open, pages }) {
  const page = await open();
  pages.at(-1).allowed = [/context (was )?lost/i, /CONTEXT_LOST/];
  await page.evaluate(() => {
    window.lose = document.getElementById("canvas").getContext("webgl2").getExtension("WEBGL_lose_context");
    window.lose.loseContext();
  });
  await until("the tables", () => node(page, "Q.0.0").isVisible());
  assert.ok(await page.getByText("took the picture away").isVisible());
  await node(page, "causal").locator("button").click();
  assert.equal((await values(page)).mask, "none");
  await page.evaluate(() => window.lose.restoreContext());
  await until("the picture", () => page.locator("#canvas").isVisible());
  const before = await frames(page);
  await node(page, "causal").locator("button").evaluate((button) => button.click());
  await until("a new frame", async () => await frames(page) > before);
}

// Beside it stands a page that loses nothing and is used in the same way.
async function losesTheContextAgainAndAgain({ open, pages, soak }) {
  const size = { viewport: { width: 1200, height: 700 } };
  const [hurt, whole] = [await open("", size), await open("", size)];
  for (const opened of pages) opened.allowed = [/context (was )?lost/i, /CONTEXT_LOST/];
  await hurt.evaluate(() => {
    window.lose = document.getElementById("canvas").getContext("webgl2").getExtension("WEBGL_lose_context");
  });
  const random = randomFrom(20261122);
  const ids = ["causal", "cache", "columns", "scaled", "back", "step", "token.add", "form.online", "form.materialised", "undo", "token.1"];
  const pictures = new Set();
  for (let round = 0; round < (soak ? 50 : 8); ++round) {
    await hurt.bringToFront();
    const id = random.pick(ids);
    const moment = { id, after: random.pick(["at once", "in the frame", "later"]), wait: random.below(30), away: random.below(20) };
    await hurt.evaluate(async ({ id, after, wait, away }) => {
      const canvas = document.getElementById("canvas");
      const event = (kind) => new Promise((done) => canvas.addEventListener(kind, done, { once: true }));
      const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
      const one = document.querySelector(`#twin [data-node="${id}"]`);
      (one.querySelector("button") ?? one).click();
      if (after === "in the frame") await new Promise((done) => requestAnimationFrame(done));
      if (after === "later") await pause(wait);
      const lost = event("webglcontextlost");
      window.lose.loseContext();
      await lost;
      await pause(away);
      const back = event("webglcontextrestored");
      window.lose.restoreContext();
      await back;
    }, moment);
    await node(whole, id).evaluate((one) => (one.querySelector("button") ?? one).click());
    await until("the picture", () => hurt.evaluate(() => document.documentElement.dataset.canvas === "shown"));
    await settled(hurt);
    const seen = await picture(hurt);
    await whole.bringToFront();
    const expected = await picture(whole);
    assert.ok(samePicture(seen, expected), `after loss ${round + 1}, ${JSON.stringify(moment)}, the picture is another`);
    pictures.add(seen);
  }
  assert.ok(pictures.size > 3, `only ${pictures.size} pictures`);
}

// Opens a page whose wasm is handled by `route`.
async function meddled({ browser, home, pages }, route, allowed = []) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.route(/\.wasm$/, route);
  const page = await context.newPage();
  pages.push({ page, context, complaints: [], allowed });
  await page.goto(home, { waitUntil: "commit" });
  return page;
}

async function withoutTheWasm(bench) {
  const page = await meddled(bench, (route) => route.abort());
  await until("the sentence", async () => /could not be fetched/.test(await page.getByRole("alert").textContent()));
  assert.ok(await node(page, "Q.0.0").isVisible());
  await assert.rejects(ready(page), /could not be fetched/);
  const missing = await meddled(bench, (route) => route.fulfill({ status: 404, body: "" }));
  await until("the sentence", async () => /answered 404/.test(await missing.getByRole("alert").textContent()));
}

async function brokenWasm(bench) {
  const page = await meddled(bench, (route) => route.fulfill({ status: 200, contentType: "application/wasm", body: "no wasm" }));
  await until("the sentence", async () => /did not arrive whole/.test(await page.getByRole("alert").textContent()));
  assert.ok(await node(page, "Q.0.0").isVisible());
}

// As where a device's owner has switched it off.
async function withoutWebAssembly({ browser, home, pages }) {
  const opened = await openPage(browser, home, { before: () => delete window.WebAssembly });
  opened.allowed = [/preload/];
  pages.push(opened);
  await until("the sentence", async () => /does not let WebAssembly run/.test(await opened.page.getByRole("alert").textContent()));
  await assert.rejects(ready(opened.page), /WebAssembly/);
  assert.ok(await node(opened.page, "Q.0.0").isVisible());
}

async function sharesAtTheSecondTry({ browser, home, pages }) {
  const opened = await openPage(browser, "about:blank");
  opened.allowed = [...brokenOff, /could not be fetched/];
  pages.push(opened);
  const { page } = opened;
  await page.route("**/extras.*.js*", (route) => route.abort());
  await page.goto(home);
  await ready(page);
  await page.locator(".lesson-share").click();
  await until("the sentence", async () => /Sharing could not be fetched/.test(await page.getByRole("alert").textContent()));
  await page.unroute("**/extras.*.js*");
  await page.locator(".lesson-share").click();
  await until("the dialog", () => page.getByRole("dialog", { name: "Share" }).isVisible());
}

async function readyWithAllItsParts({ browser, home, pages }) {
  const opened = await openPage(browser, "about:blank");
  pages.push(opened);
  const { page } = opened;
  let release = () => {};
  const released = new Promise((done) => (release = done));
  await page.route("**/extras.*.js*", async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(home);
  await until("the picture", () => page.evaluate(() => document.documentElement.dataset.canvas === "shown"));
  await until("the second module", () => page.evaluate(() => performance.getEntriesByType("resource").some(({ name }) => name.includes("lookback.second."))));
  assert.equal(await page.evaluate(() => Promise.race([
    window.lookback.ready.then(() => "ready"),
    new Promise((done) => setTimeout(done, 2000, "not yet")),
  ])), "not yet");
  release();
  await ready(page);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.equal(await page.locator(".paper").count(), 1);
}

async function slowNetwork(bench) {
  let release = () => {};
  const released = new Promise((done) => (release = done));
  const page = await meddled(bench, async (route) => {
    await released;
    await route.continue();
  });
  await page.getByText("Loading the lab").waitFor();
  assert.ok(await node(page, "Q.0.0").isVisible());
  await page.getByText("the network is slow").waitFor();
  release();
  await ready(page);
  assert.equal(await page.locator("#loading").isVisible(), false);
}

async function wrongMimeType(bench) {
  const page = await meddled(bench, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-type": "application/octet-stream" } });
  });
  await ready(page);
  assert.equal((await values(page)).position, 5);
}

async function onAPhone({ browser, home, pages }) {
  const opened = await openPage(browser, home, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  pages.push(opened);
  const { page } = opened;
  await ready(page);
  for (const [tab, selector] of [["Lesson", "#column"], ["Table", "#twin"], ["Lab", "#canvas"]]) {
    await page.getByRole("tab", { name: tab }).tap();
    assert.ok(await page.locator(selector).isVisible(), tab);
  }
  await page.getByRole("tab", { name: "Table" }).tap();
  await node(page, "Q.1.1").tap();
  const box = await page.locator("#overlay").boundingBox();
  assert.ok(box.height >= 44 && box.width >= 64, JSON.stringify(box));
  await page.locator("#overlay-input").fill("2");
  await page.keyboard.press("Enter");
  assert.equal((await values(page)).matrices.Q[1][1], 2);
  // On the canvas the cells are smaller than a finger; the input is not.
  await page.getByRole("tab", { name: "Lab" }).tap();
  await node(page, "Q.1.1").focus();
  await page.keyboard.press("Enter");
  const over = await page.locator("#overlay").boundingBox();
  assert.ok(over.height >= 44 && over.width >= 64, JSON.stringify(over));
}

// A page whose C++ traps once window.trap is set.
async function trapped({ browser, home, pages }, path) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  pages.push({ page, context, complaints: [], allowed: [/unreachable/] });
  await page.addInitScript(() => {
    const instantiate = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = async (...rest) => {
      const { instance, module } = await instantiate(...rest);
      const trapped = ([name, thing]) => [name, typeof thing !== "function" ? thing : (...words) => {
        if (window.trap) throw new WebAssembly.RuntimeError("unreachable");
        return thing(...words);
      }];
      return { module, instance: { exports: Object.fromEntries(Object.entries(instance.exports).map(trapped)) } };
    };
  });
  await page.goto(home + path);
  await ready(page);
  return page;
}

async function crashes(bench) {
  const page = await trapped(bench, "?view=table#mask=none");
  await page.evaluate(() => {
    window.trap = true;
    document.querySelector('#twin [data-node="causal"] button').click();  // a pointer would trap on its way
  });
  await until("the sentence", async () => /stopped.*reload/.test(await page.getByRole("alert").textContent()));
  assert.ok(await node(page, "Q.0.0").isVisible());
  assert.match(await page.url(), /mask=none/);
  await node(page, "cache").locator("button").click();  // nothing more breaks
  const report = await page.getByRole("textbox", { name: "Report" }).inputValue();
  assert.match(report, /^RuntimeError: unreachable\n/);
  assert.match(report, /\nState: http.*#version=1.*mask=none/);
  assert.match(report, /\nScript: lookback\.[0-9a-f]{10}\.js\nBrowser: .+\nWindow: \d+ × \d+ at \d/);
  await page.evaluate(() => {
    Object.defineProperty(navigator, "clipboard", { value: { writeText: async (words) => { window.copied = words; } } });
  });
  await page.getByRole("button", { name: "Copy the report" }).click();
  assert.equal(await page.evaluate(() => window.copied), report);
  await backToTheLastState(page, { mask: "none", cache: true });
}

// By the panel's link, as it is and at once.
async function backToTheLastState(page, expected) {
  await page.evaluate(() => delete window.trap);
  await page.getByRole("link", { name: "Open the last state" }).click();
  await until("the lab again", () => page.evaluate(() => window.trap === undefined && document.querySelector(".crash") === null && window.lookback !== undefined));
  await ready(page);
  const now = await values(page);
  for (const [key, value] of Object.entries(expected)) assert.deepEqual(now[key], value, key);
}

// A link that the lab does not survive is not the last state.
async function crashesOnALink(bench) {
  const page = await trapped(bench, "?view=table#version=1&mask=none&tokens=a,b,c&position=2");
  await page.evaluate(() => {
    window.trap = true;
    location.hash = "#version=1&mask=diagonal";
  });
  await until("the panel", () => page.locator(".crash").isVisible());
  await backToTheLastState(page, { mask: "none", tokens: ["a", "b", "c"], position: 2 });
}

// Memory that the browser does not give, as where a device has none left: the lab ends with its panel, a file with a
// sentence.
async function withoutMoreMemory({ browser, home, pages }) {
  const opened = await openPage(browser, `${home}?view=table#version=1&mask=none`, {
    before: () => {
      const grow = WebAssembly.Memory.prototype.grow;
      WebAssembly.Memory.prototype.grow = function more(count) {
        if (window.full) throw new RangeError("there is no more memory");
        return grow.call(this, count);
      };
    },
  });
  opened.allowed = [/RuntimeError|Aborted|memory/];
  pages.push(opened);
  const { page } = opened;
  await ready(page);
  const said = await page.evaluate(async () => {
    window.full = true;
    const file = new File([new Uint8Array(2 ** 26)], "large.npy");
    const event = new Event("drop", { bubbles: true, cancelable: true });
    Object.defineProperty(event, "dataTransfer", { value: { types: ["Files"], files: [file] } });
    document.body.dispatchEvent(event);
    const told = () => document.querySelector("dialog[open] .wrong")?.textContent ?? "";
    for (let patience = 1200; told() === "" && patience > 0; --patience) await new Promise((done) => setTimeout(done, 50));
    const words = told() || `nothing of it; there is: ${document.querySelector("dialog[open]")?.textContent}`;
    document.querySelector("dialog[open]")?.close();
    return words;
  });
  assert.match(said, /not enough memory for this file/);
  assert.equal((await values(page)).mask, "none");
  await page.evaluate(() => window.lookback.open("#version=1&study=long_map&map_generator=Random&map_tokens=65536&map_width=64"));
  await until("the panel", () => page.locator(".crash").isVisible(), 60_000);
  assert.match(await page.getByRole("alert").textContent(), /stopped.*reload/);
  const link = await page.getByRole("link", { name: "Open the last state" }).getAttribute("href");
  assert.match(link, /#version=1&.*mask=none|#version=1.*study=long_map/);
  await backToTheLastState(page, {});
}

// What comes back then is an empty picture: the tables stay.
async function crashesWithoutAPicture(bench) {
  const page = await trapped(bench, "");
  await page.evaluate(() => {
    window.lose = document.getElementById("canvas").getContext("webgl2").getExtension("WEBGL_lose_context");
    window.trap = true;
    document.querySelector('#twin [data-node="causal"] button').click();
  });
  assert.match(await page.getByRole("alert").textContent(), /stopped.*reload/);
  for (const [name, act] of [["webglcontextlost", "loseContext"], ["webglcontextrestored", "restoreContext"]]) {
    await page.evaluate(([kind, how]) => new Promise((done) => {
      document.getElementById("canvas").addEventListener(kind, () => setTimeout(done));
      window.lose[how]();
    }), [name, act]);
  }
  assert.equal(await page.locator("#canvas").isVisible(), false);
  assert.ok(await node(page, "Q.0.0").isVisible());
}

async function refusesHugeLinks({ open }) {
  const page = await open("?view=table");
  assert.match(await page.evaluate(() => window.lookback.open("#tokens=" + "a".repeat(3e8))), /longer/);
  assert.equal((await values(page)).position, 5);
}

export const tests = [
  ["no WebGL: live tables", withoutWebGl],
  ["a lost context: tables, then the picture again", losesTheContext],
  ["lost contexts at random moments, each time the same picture again", losesTheContextAgainAndAgain],
  ["no wasm: the start state and a sentence", withoutTheWasm],
  ["broken wasm: a sentence", brokenWasm],
  ["no WebAssembly: a sentence", withoutWebAssembly],
  ["what could not be fetched for sharing is asked for again", sharesAtTheSecondTry],
  ["ready is said when sharing, opening, printing and messages are there too", readyWithAllItsParts],
  ["a slow network: progress and a sentence", slowNetwork],
  ["wasm served with the wrong type still runs", wrongMimeType],
  ["a crash: the last state stays in the address", crashes],
  ["a crash: a link that the lab does not survive is not the last state", crashesOnALink],
  ["memory that cannot be had: the panel with the last link", withoutMoreMemory],
  ["a crash: no picture comes back after it", crashesWithoutAPicture],
  ["a link of three hundred million letters is refused", refusesHugeLinks],
  ["a phone: three tabs, and numbers by touch", onAPhone],
];

// What a page around the lab may say to it, and what changes nothing.

import assert from "node:assert/strict";
import { brokenOff, openPage, ready, until, values } from "./browser.mjs";
import { drawn, frameAt, needsLockedFrames, openHost, originOf } from "./hosts.mjs";

const start = "#version=1&mask=causal&tokens=a,b,c&position=2";

async function framed(bench, query = "", settings = {}) {
  const page = await openHost(bench, "<p>A course.</p>", settings);
  const host = originOf(await page.url());
  await page.evaluate(([home, words, link]) => {
    const frame = document.createElement("iframe");
    Object.assign(frame, { title: "Lab", width: "900", height: "600", src: `${home}?embed=1${words}${link}` });
    document.body.append(frame);
  }, [bench.home, query.replace("HOST", host), start]);
  const frame = await frameAt(page);
  await drawn(frame);
  if (!settings.allowed) await until("ready", () => page.evaluate(() => window.heard.some(({ data }) => data.type === "ready")), 30_000);
  let last = 0;
  const send = (message) => page.evaluate((data) => document.querySelector("iframe").contentWindow.postMessage(data, "*"), message);
  const ask = async (message) => {
    const id = ++last;
    await send({ lookback: 1, id, ...message });
    return (await until(`an answer to ${message.type}`, () => page.evaluate((one) => window.heard.find(({ data }) => data.id === one), id))).data;
  };
  return { page, frame, send, ask };
}

async function anyone(bench) {
  const { page, frame, ask } = await framed(bench);
  const [ready] = await page.evaluate(() => window.heard);
  assert.deepEqual(ready.data, { lookback: 1, type: "ready", version: 1, protocol: [1] }, "a stranger is not told the state");
  assert.match((await ask({ type: "hello", protocol: [1] })).state, /tokens=a,b,c/);
  assert.match((await ask({ type: "get" })).state, /^#version=1&/);
  assert.equal((await ask({ type: "hello", protocol: [7] })).code, "protocol");
  assert.ok((await ask({ type: "resize" })).height > 300);
  for (const message of [{ type: "set", state: "#version=1&mask=none" }, { type: "reset" }, { type: "undo" }, { type: "export", format: "link" }])
    assert.equal((await ask(message)).code, "not-allowed", message.type);
  assert.equal((await values(frame)).mask, "causal");
}

async function theHost(bench) {
  const { page, frame, ask } = await framed(bench, "&host=HOST");
  assert.match((await page.evaluate(() => window.heard[0])).data.state, /tokens=a,b,c/);
  assert.equal((await ask({ type: "subscribe", events: ["change"] })).ok, true);
  assert.equal((await ask({ type: "set", state: "#version=1&mask=none&tokens=a,b,c&position=3" })).ok, true);
  assert.equal((await values(frame)).mask, "none");
  const changed = () => page.evaluate(() => window.heard.filter(({ data }) => data.type === "change").map(({ data }) => data));
  const [first] = await until("the change", async () => (await changed()).length > 0 && changed());
  assert.equal(first.reason, "host");
  assert.match(first.state, /mask=none/);
  const refused = await ask({ type: "set", state: "#mask=purple" });
  assert.equal(refused.ok, false);
  assert.match(refused.message, /purple/);
  assert.equal((await ask({ type: "set" })).ok, false);
  assert.equal((await values(frame)).mask, "none");
  assert.equal((await ask({ type: "undo" })).ok, true);
  assert.equal((await values(frame)).mask, "causal");
  assert.equal((await ask({ type: "redo" })).ok, true);
  assert.equal((await ask({ type: "export", format: "file" })).data.lookback, 1);
  assert.equal((await ask({ type: "export", format: "values" })).data.mask, "none");
  assert.equal((await ask({ type: "export", format: "toString" })).ok, false);
  assert.equal((await ask({ type: "focus" })).ok, true);
  await frame.evaluate(() => document.querySelector('#twin [data-node="causal"] [role=switch]').click());
  await until("the reader's change", async () => (await changed()).at(-1).reason === "reader");
  await page.evaluate(() => (window.heard.length = 0));
  const began = Date.now();
  for (let i = 0; i < 20; ++i) {
    await frame.evaluate((number) => window.lookback.open(`#version=1&tokens=a&Q=${number}&K=1&V=1&position=1`), i);
    await page.waitForTimeout(50);
  }
  await until("the last change", async () => /Q=19&/.test((await changed()).at(-1)?.state ?? ""));
  const count = (await changed()).length;
  const most = Math.ceil((Date.now() - began) / 250) + 1;
  assert.ok(count <= most, `${count} changes told where ${most} may be`);
}

async function nobodyElse(bench) {
  const { page, frame, send, ask } = await framed(bench, "&host=https://course.example", { allowed: [/target origin provided/] });
  await ready(frame);
  assert.equal((await ask({ type: "set", state: "#version=1&mask=none" })).code, "not-allowed", "another origin than the one named");
  await frame.evaluate(() => postMessage({ lookback: 1, type: "set", state: "#version=1&mask=none" }, "*"));
  await page.evaluate(() => (window.heard.length = 0));
  for (const broken of ["set", 1, null, [], { type: "set", state: "#version=1&mask=none" }]) await send(broken);
  await ask({ type: "get" });  // messages are taken in their order
  assert.equal(await page.evaluate(() => window.heard.length), 1, "what is not for the lab is not answered");
  for (const broken of [{ lookback: 2, type: "get" }, { lookback: 1 }, { lookback: 1, type: 5 }, { lookback: 1, type: "get", padding: "x".repeat(70_000) }]) await send(broken);
  await until("four refusals", () => page.evaluate(() => window.heard.filter(({ data }) => data.code === "bad-message").length === 4));
  assert.equal((await ask({ type: "constructor" })).code, "unknown-type");
  assert.equal((await values(frame)).mask, "causal");
}

// A frame of the host's own origin is not the parent.
async function aSibling(bench) {
  const { page, frame, ask } = await framed(bench, "&host=HOST");
  await page.evaluate(() => new Promise((done) => {
    const other = document.createElement("iframe");
    other.srcdoc = "<script>for (const type of ['set', 'get']) parent.frames[0].postMessage({ lookback: 1, id: 'sibling', type, state: '#version=1&mask=none' }, '*'); parent.sent()</" + "script>";
    window.sent = done;
    document.body.append(other);
  }));
  await ask({ type: "get" });  // messages are taken in their order
  assert.equal((await values(frame)).mask, "causal");
  assert.equal(await page.evaluate(() => window.heard.some(({ data }) => data.id === "sibling")), false);
}

async function aFlood(bench) {
  const { page, frame } = await framed(bench, "&host=HOST");
  await page.evaluate(() => {
    window.heard.length = 0;
    const lab = document.querySelector("iframe").contentWindow;
    for (let i = 0; i < 2000; ++i) lab.postMessage({ lookback: 1, type: i % 20 ? "get" : "set", state: `#version=1&tokens=a,b&position=${i % 3}` }, "*");
  });
  await until("the complaint", () => page.evaluate(() => window.heard.some(({ data }) => data.code === "rate")));
  assert.ok(await page.evaluate(() => window.heard.filter(({ data }) => data.type === "result").length) <= 60);
  await page.waitForTimeout(1100);
  await page.evaluate(() => document.querySelector("iframe").contentWindow.postMessage({ lookback: 1, id: "later", type: "get" }, "*"));
  await until("an answer after the flood", () => page.evaluate(() => window.heard.some(({ data }) => data.id === "later" && data.ok)));
  assert.equal((await values(frame)).tokens.length, 2);
}

async function widthsAndHeights(bench) {
  const { page } = await framed(bench);
  const heights = () => page.evaluate(() => window.heard.filter(({ data }) => data.type === "resize").map(({ data }) => data.height));
  await page.evaluate(() => ((window.heard.length = 0), (document.querySelector("iframe").width = "420")));
  await until("the height at another width", async () => (await heights()).at(-1) > 600);
}

// A lab that did not arrive whole says why, whenever it is asked.
async function saysWhyItIsNotReady(bench) {
  const page = await openHost(bench, "<p>A course.</p>", { allowed: [...brokenOff, /target origin provided/] });
  await page.route("**/lookback.second.*.wasm", (route) => route.abort());
  await page.evaluate((src) => {
    const frame = document.createElement("iframe");
    Object.assign(frame, { title: "Lab", width: "900", height: "600", src });
    document.body.append(frame);
  }, `${bench.home}?embed=1`);
  const told = (id) => page.evaluate((one) => window.heard.find(({ data }) => data.id === one)?.data, id);
  await until("the error", () => page.evaluate(() => window.heard.some(({ data }) => data.code === "load")), 30_000);
  await page.evaluate(() => document.querySelector("iframe").contentWindow.postMessage({ lookback: 1, id: 1, type: "get" }, "*"));
  const answer = await until("an answer", () => told(1));
  assert.equal(answer.code, "load");
  assert.match(answer.message, /could not be fetched/);
}

async function goesAway(bench) {
  const { page } = await framed(bench);
  await page.evaluate(() => (document.querySelector("iframe").src = "about:blank"));
  await until("bye", () => page.evaluate(() => window.heard.some(({ data }) => data.type === "bye")));
}

async function playsHost(bench) {
  needsLockedFrames(bench);
  const opened = await openPage(bench.browser, `${bench.home}embed-test.html`);
  bench.pages.push(opened);
  const said = () => opened.page.locator("#said").textContent();
  await until("ready", async () => (await said()).includes('"ready"'), 30_000);
  await opened.page.getByRole("button", { name: '"set","state":"#version=1&mask=none"' }).click();
  await until("the result", async () => /"ok":true/.test(await said()));
}

export const tests = [
  ["anyone around the frame may ask, and change nothing", anyone],
  ["the host that the address names may change the state", theHost],
  ["nobody else is heard, and broken messages change nothing", nobodyElse],
  ["a frame beside the lab is not heard", aSibling],
  ["a flood is not read", aFlood],
  ["another width is told as another height", widthsAndHeights],
  ["a lab that did not arrive whole says why", saysWhyItIsNotReady],
  ["a frame that goes away says so", goesAway],
  ["the page that plays host", playsHost],
];

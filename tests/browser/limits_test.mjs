// The limits of the page around the lab, at the greatest that is taken and one beyond it, and the lab's memory in the
// largest states that there are. Those of the C++ are tested in tests/app/limits_test.cpp.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { limitsOf, provided } from "../../web/site/bundle.mjs";
import { settled, until, values } from "./browser.mjs";
import { openHost, originOf } from "./hosts.mjs";

const require = createRequire(fileURLToPath(new URL("../../web/package.json", import.meta.url)));
const { zipSync } = require("fflate");

// One of the page's modules, without the page.
async function moduleOf(path, limits) {
  const { outputFiles } = await require("esbuild").build({
    entryPoints: [fileURLToPath(new URL(`../../web/${path}.ts`, import.meta.url))], bundle: true, write: false, format: "esm", plugins: [provided(limitsOf(limits))],
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

const nothing = new Uint8Array();

async function withoutAPage({ limits }) {
  const { offer } = await moduleOf("extras/files", limits);
  const taken = { ask: (name) => (name === "file_end" ? "{}" : ""), give: () => true };
  const members = (count) => new File([zipSync(Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}.npy`, nothing])), { level: 0 })], "a.npz");
  assert.deepEqual(await offer(taken, members(limits.fileMembers)), {});
  assert.match(await offer(taken, members(limits.fileMembers + 1)), /more than 4,096 members/);
  assert.match(await offer({ ...taken, give: () => false }, new File(["1"], "a.csv")), /not enough memory/);

  const { readNumber } = await moduleOf("lesson/typed_number", limits);
  const digits = (count) => readNumber("7".padStart(count, "0"));
  assert.deepEqual(digits(limits.answerCharacters), { readings: [7] });
  assert.match(digits(limits.answerCharacters + 1).problem, /longer than 100/);

  globalThis.location = { pathname: "/" };
  globalThis.localStorage = globalThis.sessionStorage = { getItem(key) { return this[key] ?? null; }, setItem(key, text) { this[key] = text; }, removeItem(key) { delete this[key]; } };
  try {
    const { Kept } = await moduleOf("storage/kept", limits);
    const { Trail } = await moduleOf("storage/trail", limits);
    const kept = new Kept();
    const write = (count) => {
      for (let at = 1; at <= count; ++at) kept.write({ name: `tab-${at}`, at, search: "", addresses: [], trail: Trail.from("#", "board") });
      kept.tidy(count, "tab-1");
      return kept.all().map(({ name }) => name);
    };
    assert.deepEqual(write(limits.keptTabs).length, limits.keptTabs);
    assert.deepEqual(write(limits.keptTabs + 2), ["tab-8", "tab-7", "tab-6", "tab-5", "tab-4", "tab-3", "tab-1"]);  // its own is another
  } finally {
    for (const name of ["location", "localStorage", "sessionStorage"]) delete globalThis[name];
  }
}

async function messages(bench) {
  const page = await openHost(bench, "<p>A course.</p>");
  await page.evaluate(([home, host]) => {
    window.heard = [];
    addEventListener("message", ({ data }) => window.heard.push(data));
    const frame = document.createElement("iframe");
    Object.assign(frame, { title: "Lab", width: "900", height: "600", src: `${home}?embed=1&host=${host}` });
    document.body.append(frame);
  }, [bench.home, originOf(await page.url())]);
  await until("ready", () => page.evaluate(() => window.heard.some(({ type }) => type === "ready")), 60_000);
  const { messageCharacters, messagesPerSecond } = bench.limits;
  const quiet = () => page.waitForTimeout(1200);
  const told = () => page.evaluate(() => window.heard.filter(({ type }) => type === "result" || type === "error").map(({ type, code, id }) => [type, code ?? "", id ?? ""].join(" ").trim()));
  await quiet();
  await page.evaluate((most) => {
    window.heard.length = 0;
    const bare = JSON.stringify({ lookback: 1, id: 1, type: "get", padding: "" }).length;
    for (const [id, more] of [[1, 0], [2, 1]])
      document.querySelector("iframe").contentWindow.postMessage({ lookback: 1, id, type: "get", padding: "x".repeat(most - bare + more) }, "*");
  }, messageCharacters);
  await until("two answers", async () => (await told()).length === 2);
  assert.deepEqual(await told(), ["result  1", "error bad-message"]);
  for (const count of [messagesPerSecond, messagesPerSecond + 1]) {
    await quiet();
    await page.evaluate((most) => {
      window.heard.length = 0;
      for (let id = 1; id <= most; ++id) document.querySelector("iframe").contentWindow.postMessage({ lookback: 1, id, type: "get" }, "*");
    }, count);
    await until(`${count} answers`, async () => (await told()).length === count);
    const results = (await told()).filter((one) => one.startsWith("result")).length;
    assert.equal(results, messagesPerSecond, `${count} messages`);
    assert.equal((await told()).includes("error rate"), count > messagesPerSecond, `${count} messages`);
  }
}

async function pictures({ open, limits }) {
  const page = await open();
  await page.locator(".lesson-share").click();
  await page.locator("#dialog-tab-picture").click();
  const width = page.locator("#picture-width");
  const wrong = () => page.locator("dialog .wrong").textContent();
  await width.fill("999999");
  const most = Number(/ to (\d+)\./.exec(await wrong())[1]);
  await width.fill(String(most));
  assert.equal(await wrong(), "");
  const [across, down] = /(\d+) × (\d+) pixels/.exec(await page.locator("dialog").textContent()).slice(1).map(Number);
  assert.ok(Math.max(across, down) <= limits.pictureWidth && Math.max(across, down) > limits.pictureWidth - 10, `${across} × ${down}`);
  await width.fill(String(most + 1));
  assert.match(await wrong(), /whole number/);
}

// The memory of the lab, once its module is there.
const watchMemory = () => {
  const instantiate = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (body, imports) => {
    const made = await instantiate(body, imports);
    const things = [...Object.values(made.instance.exports), ...Object.values(imports).flatMap(Object.values)];
    window.labMemory ??= things.find((one) => one instanceof WebAssembly.Memory);
    return made;
  };
};

// A .npy file of so many bytes in all, dropped on the page; "" or the sentence about it. What is larger than the limit
// is not even asked for its bytes.
const drop = (page, name, bytes) => page.evaluate(async ([title, size]) => {
  const words = `{'descr': '|u1', 'fortran_order': False, 'shape': (${size - 128},), }`.padEnd(117);
  const head = new TextEncoder().encode(`\x01\x00\x76\x00${words}\n`);
  const file = new File([Uint8Array.of(0x93, 78, 85, 77, 80, 89), head, new Uint8Array(size - 128)], title);
  if (file.size !== size) throw new Error(`${file.size}`);
  window.read = 0;
  const whole = file.arrayBuffer.bind(file);
  file.arrayBuffer = () => (++window.read, whole());
  const transfer = new DataTransfer();
  transfer.items.add(file);
  const given = new Event("drop", { bubbles: true, cancelable: true });
  Object.defineProperty(given, "dataTransfer", { value: { types: ["Files"], files: [file] } });
  document.body.dispatchEvent(given);
  const told = () => document.querySelector("dialog[open] .wrong")?.textContent || (document.querySelector("dialog[open] .offered") ? "offered" : "");
  const end = Date.now() + 60_000;
  while (told() === "" && Date.now() < end) await new Promise((done) => setTimeout(done, 50));
  return told() === "offered" ? "" : told();
}, [name, bytes]);

const mebibytes = (page) => page.evaluate(() => window.labMemory.buffer.byteLength / 2 ** 20);

async function files({ open, limits }) {
  const page = await open("?view=table", { before: watchMemory });
  assert.equal(await drop(page, "largest.npy", limits.fileBytes), "");
  const before = await mebibytes(page);
  assert.match(await drop(page, "larger.npy", limits.fileBytes + 1), /67,108,865 bytes; at most 67,108,864/);
  assert.equal(await page.evaluate(() => window.read), 0);
  assert.equal(await mebibytes(page), before);
  assert.ok(before <= limits.memoryBytes / 2 ** 20, `${before} MiB`);
}

const repeated = (text, count, by) => Array.from({ length: count }, () => text).join(by);

// As many tokens and columns as there may be, of numbers that take all their digits.
function largestBoard({ tokens, width }, columns = width) {
  const matrix = repeated(repeated("0.12345678901234567", columns, ","), tokens, ";");
  return `&tokens=${repeated("token", tokens, ",")}&Q=${matrix}&K=${matrix}&V=${matrix}&position=${tokens}`;
}

async function memory({ open, limits, nodes, note }) {
  const page = await open("", { before: watchMemory, viewport: { width: 1100, height: 700 } });
  const largest = { memoryBytes: 0, largestMemoryBytes: 0 };
  const look = async (where, limit = "memoryBytes") => {
    const now = await mebibytes(page);
    largest[limit] = now;  // it never shrinks
    assert.ok(now <= limits[limit] / 2 ** 20, `${now} MiB with ${where}`);
  };
  const opened = async (link, where, drawn = true, limit = undefined) => {
    const said = await page.evaluate((one) => window.lookback.open(one), link);
    if (drawn) await settled(page);
    await look(where, limit);
    return said;
  };
  await look("the start");
  const ids = (parent) => nodes("#version=1").nodes.filter((one) => one.parent === parent).map(({ id }) => id.slice(parent.length + 1));
  const studies = ids("study");
  const mechanisms = ids("mechanism");
  let refused = 0;
  for (const mechanism of mechanisms) refused += (await opened(`#version=1&mechanism=${mechanism}&mask=causal${largestBoard(limits)}`, mechanism, false)) !== "";
  assert.ok(refused < mechanisms.length / 3, `${refused} of ${mechanisms.length} mechanisms refuse the largest board`);
  const stack = `&layers=${limits.layers}&heads=${limits.heads}`;
  for (const study of studies) {
    const link = `#version=1&study=${study}${largestBoard(limits)}`;
    if (study === "model") assert.equal(await opened(`#version=1&study=model${stack}${largestBoard(limits)}`, study), "");
    else if (await opened(link, study) !== "") await opened(`#version=1&study=${study}`, study);
  }
  // Many steps of the largest board in the study that holds most.
  assert.equal(await opened(`#version=1&study=model${stack}${largestBoard(limits)}`, "the model"), "");
  await page.evaluate(async () => {
    for (let step = 0; step < 20; ++step) document.querySelector('#twin [data-node="back"]').click();
  });
  await look("twenty steps of the model");
  assert.equal(await opened(`#version=1&study=long_map&map_generator=Random&map_tokens=${limits.mapTokens}&map_width=${limits.mapNumbers / limits.mapTokens}`, "the largest map", true, "largestMemoryBytes"), "");
  await until("the map to begin", async () => (await values(page)).sheet["map.picture"] !== undefined, 60_000);
  await page.waitForTimeout(1500);
  await look("the largest map at work", "largestMemoryBytes");
  note(`${largest.memoryBytes} MiB on the board, ${largest.largestMemoryBytes} with the largest map`);
}

export const tests = [
  ["4,096 members, 100 characters of an answer, six tabs", withoutAPage],
  ["messages of 65,536 characters, thirty in a second", messages],
  ["pictures of 8,000 pixels", pictures],
  ["a file of 64 MiB is opened, one of a byte more is not even read", files],
  ["within 128 MiB of memory, whatever is on the board", memory],
];

// The Share dialog: what it hands out is opened, decoded, run and read again.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ready, until, values } from "./browser.mjs";
import { frameAt, needsLockedFrames } from "./hosts.mjs";
import { axeFindsNothing } from "./parity.mjs";

const require = createRequire(fileURLToPath(new URL("../../web/package.json", import.meta.url)));
const jsqr = require("jsqr");
const state = "#version=1&mask=none&tokens=to,be,or,not&Q=1,.5;0,1;-2,0;1e-9,3&K=1,0;0,1;1,1;2,2&V=1;2;3;4&position=3";

async function shared(open, tab, address = state) {
  const page = await open(address);
  await page.locator(".lesson-share").click();
  await page.locator(`#dialog-tab-${tab}`).click();
  return page;
}

async function linkTwice({ open }) {
  const page = await shared(open, "link");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const dialog = page.getByRole("dialog", { name: "Share" });
  await dialog.getByRole("button", { name: "Copy" }).click();
  const first = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(await dialog.getByRole("textbox").inputValue(), first);
  await page.keyboard.press("Escape");
  await until("the dialog to close", async () => !(await dialog.isVisible()));
  assert.equal(await page.evaluate(() => document.activeElement.className), await page.locator(".lesson-share").getAttribute("class"));
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Copy" }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), first);
  const other = await open(first.slice(first.indexOf("#")));
  assert.deepEqual(await values(other), await values(page));
}

// Pixels of an element, as a scanner's camera sees them.
async function pixels(page, locator) {
  const picture = await locator.screenshot();
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d");
    context.drawImage(bitmap, 0, 0);
    return { width: bitmap.width, height: bitmap.height, data: [...context.getImageData(0, 0, bitmap.width, bitmap.height).data] };
  }, picture.toString("base64"));
}

async function qrCode({ open }) {
  const page = await shared(open, "link");
  const { data, width, height } = await pixels(page, page.locator("dialog .qr"));
  const read = jsqr(Uint8ClampedArray.from(data), width, height);
  assert.equal(read?.data, await page.locator("#share-link").inputValue());
  const many = Array.from({ length: 60 }, (_, index) => `${"long".repeat(7)}${index}`).join(",");
  const long = await shared(open, "link", `#version=1&tokens=${many}`);
  await long.getByText("too long for a QR code").waitFor();
  assert.equal(await long.locator("dialog .qr").count(), 0);
}

async function frameSnippet(bench) {
  needsLockedFrames(bench);
  const { browser, open } = bench;
  const page = await shared(open, "frame");
  await page.locator("#frame-theme").selectOption("light");
  const snippet = await page.locator("#share-frame").inputValue();
  assert.match(snippet, /theme=light/);
  const server = createServer((_, response) => response.writeHead(200, { "Content-Type": "text/html" }).end(`<!doctype html>${snippet}`));
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const context = await browser.newContext();
  try {
    const course = await context.newPage();
    await course.goto(`http://127.0.0.1:${server.address().port}/`);
    const frame = await frameAt(course);
    await frame.waitForFunction(() => window.lookback !== undefined);
    await ready(frame);
    assert.deepEqual(await frame.evaluate(() => window.lookback.values()), await values(page));
    assert.match(await course.locator("iframe").getAttribute("title"), /^Lookback: .*4 tokens$/);
  } finally {
    await context.close();
    server.close();
  }
}

async function saved(page, press) {
  const [download] = await Promise.all([page.waitForEvent("download"), press()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

async function pngOfTheSizeAsked({ open }) {
  const page = await shared(open, "picture");
  const before = await page.evaluate(() => [document.querySelector("#canvas").width, document.querySelector("#canvas").height]);
  for (const bad of ["", "0", "12e3", "90000", "-5"]) {
    await page.locator("#picture-width").fill(bad);
    assert.match(await page.locator("dialog .wrong").textContent(), /whole number from 200/, bad);
  }
  await page.locator("#picture-width").fill("1234");
  const { name, bytes } = await saved(page, () => page.getByRole("button", { name: "Save as PNG" }).click());
  assert.equal(name, "lookback.png");
  assert.equal(bytes.readUInt32BE(16), 1234);
  assert.ok((await coloursOf(page, bytes)) > 30);
  assert.deepEqual(await page.evaluate(() => [document.querySelector("#canvas").width, document.querySelector("#canvas").height]), before);
}

async function pngOfWhatIsHidden({ open }) {
  const phone = await open("?lesson=why-causal&step=2", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await phone.locator(".lesson-share").tap();
  const tables = await open("?view=table");
  await tables.locator(".lesson-share").click();
  for (const page of [phone, tables]) {
    await page.locator("#dialog-tab-picture").click();
    await page.locator("#picture-width").fill("800");
    const { bytes } = await saved(page, () => page.getByRole("button", { name: "Save as PNG" }).click());
    assert.equal(bytes.readUInt32BE(16), 800);
    assert.ok((await coloursOf(page, bytes)) > 30);
    await page.locator("dialog .dialog-close, dialog [aria-label=Close], dialog header button").first().click();
  }
  await phone.locator("#tabs [data-panel=lab]").tap();
  await phone.waitForFunction(() => document.querySelector("#canvas").clientWidth === innerWidth);
  await phone.waitForFunction(() => Math.abs(document.querySelector("#canvas").width - innerWidth * devicePixelRatio) <= 1);
}

function coloursOf(page, bytes) {
  return page.evaluate(async (base64) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    context.drawImage(bitmap, 0, 0);
    return new Set(new Uint32Array(context.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer)).size;
  }, bytes.toString("base64"));
}

async function saysThatThereIsNoPicture({ open }) {
  const page = await shared(open, "picture");
  await page.evaluate(() => (HTMLCanvasElement.prototype.toBlob = (done) => done(null)));
  await page.getByRole("button", { name: "Save as PNG" }).click();
  await until("the sentence", async () => /could not make a picture/.test(await page.locator("dialog .wrong").textContent()));
}

async function ownFile({ open }) {
  const page = await shared(open, "file");
  const { name, bytes } = await saved(page, () => page.getByRole("button", { name: "Save the state" }).click());
  assert.match(name, /\.lookback\.json$/);
  const file = JSON.parse(bytes.toString("utf8"));
  assert.equal(file.lookback, 1);
  assert.deepEqual(await values(await open(`#${file.link}`)), await values(page));
}

async function numbersOut({ open }) {
  const page = await shared(open, "numbers");
  const { matrices } = await values(page);
  await page.locator("#export-matrix").selectOption("Q");
  const rows = (await page.locator("#exported").inputValue()).trim().split(/\r?\n/).map((line) => line.split(",").map(Number));
  assert.deepEqual(rows, matrices.Q);
  await page.locator("#export-format").selectOption("npy");
  const { name, bytes } = await saved(page, () => page.getByRole("button", { name: "Save" }).click());
  assert.equal(name, "Q.npy");
  assert.equal(bytes.subarray(1, 6).toString("latin1"), "NUMPY");
  const numbers = new Float64Array(Uint8Array.from(bytes.subarray(10 + bytes.readUInt16LE(8))).buffer);
  assert.deepEqual([...numbers], matrices.Q.flat());
  await page.locator("#export-format").selectOption("latex");
  assert.match(await page.locator("#exported").inputValue(), /bmatrix/);
}

// The script that a learner saves, run as it is, where there is something to run it.
async function codeOut({ open, note }) {
  const page = await shared(open, "code");
  const folder = mkdtempSync(join(tmpdir(), "lookback-"));
  try {
    for (const [language, run] of Object.entries({ numpy: runPython, cpp: runCpp })) {
      await page.locator("#code-language").selectOption(language);
      await until(`the ${language} script`, async () => (await page.locator("#code").inputValue()).includes("ok"));
      const { name, bytes } = await saved(page, () => page.getByRole("button", { name: "Save" }).click());
      const file = join(folder, name);
      writeFileSync(file, bytes);
      const said = run(folder, file);
      if (said === undefined) note(`nothing here runs ${name}`);
      else assert.match(said, /^ok: /m);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runPython(_folder, file) {
  const python = ["/usr/bin/python3", "python3"].find((one) => spawnSync(one, ["-c", "import numpy"]).status === 0);
  return python && execFileSync(python, [file], { encoding: "utf8" });
}

function runCpp(folder, file) {
  const compiler = ["c++", "g++", "clang++"].find((one) => spawnSync(one, ["--version"]).status === 0);
  if (!compiler) return undefined;
  execFileSync(compiler, ["-std=c++17", file, "-o", join(folder, "lookback")]);
  return execFileSync(join(folder, "lookback"), { encoding: "utf8" });
}

async function onPaper({ open }) {
  const page = await open(`?lesson=why-causal&step=2${state}`);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  const picture = page.locator(".paper img");
  assert.equal(await picture.evaluate((image) => image.decode().then(() => image.naturalWidth)), 2000);
  assert.ok(await picture.isVisible());
  const link = await page.locator(".paper p").textContent();
  assert.deepEqual(await values(await open(link.slice(link.indexOf("?")))), await values(page));
  for (const there of [".paper .qr", ".step:not([hidden]) h2", '[data-node="weights"]']) assert.ok(await page.locator(there).first().isVisible(), there);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await page.locator(".paper").count(), 0);
}

async function axeIsContent({ open }) {
  for (const settings of [{}, { colorScheme: "light", viewport: { width: 390, height: 844 } }]) {
    const page = await open(`?lesson=why-causal${state}`, settings);
    await page.locator(".lesson-share").click();
    const tabs = await page.locator("dialog [role=tab]").all();
    assert.ok(tabs.length >= 5, `${tabs.length} tabs`);
    for (const tab of tabs) {
      await tab.click();
      await axeFindsNothing(page, `Share, ${await tab.textContent()}`);
    }
    await page.keyboard.press("Escape");
    await page.locator("#open-button").click();
    await axeFindsNothing(page, "Open");
    await page.locator("#open-file").setInputFiles({ name: "q.csv", mimeType: "text/csv", buffer: Buffer.from("1,2\n3,4\n") });
    await page.getByRole("dialog", { name: "Open" }).getByText("one array").waitFor();
    await axeFindsNothing(page, "Open, a file");
  }
}

export const tests = [
  ["the link, twice the same, opens to the same values", linkTwice],
  ["the QR code is the link", qrCode],
  ["the frame's snippet shows the same values on another page", frameSnippet],
  ["a PNG of the size asked", pngOfTheSizeAsked],
  ["a PNG where a lesson or tables hide the picture", pngOfWhatIsHidden],
  ["a picture that cannot be made is told", saysThatThereIsNoPicture],
  ["a file of the state", ownFile],
  ["numbers as CSV, .npy and LaTeX", numbersOut],
  ["code that runs and asserts the numbers", codeOut],
  ["axe finds nothing in the dialogs Share and Open", axeIsContent],
  ["on paper: the step, the picture, the tables, the link and its code", onPaper],
];

// Files by choice, by drop and by paste: what they hold is on the board, and a bad one changes nothing.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { node, until, values } from "./browser.mjs";

const require = createRequire(fileURLToPath(new URL("../../web/package.json", import.meta.url)));
const { zipSync } = require("fflate");

// The bytes of a .npy file of little-endian doubles in C order.
function npy(shape, numbers) {
  const words = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`;
  const header = `${words.padEnd(Math.ceil((words.length + 11) / 64) * 64 - 11)}\n`;
  const head = Buffer.from(`\x93NUMPY\x01\x00${String.fromCharCode(header.length & 255, header.length >> 8)}${header}`, "latin1");
  return Buffer.concat([head, Buffer.from(Float64Array.from(numbers).buffer)]);
}

const counted = (count) => Array.from({ length: count }, (_, index) => index / 8);

function safetensors(tensors) {
  let place = 0;
  const header = {};
  for (const [name, shape, numbers] of tensors) header[name] = { dtype: "F64", shape, data_offsets: [place, (place += numbers.length * 8)] };
  const words = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(words.length));
  return Buffer.concat([length, words, ...tensors.map(([, , numbers]) => Buffer.from(Float64Array.from(numbers).buffer))]);
}

// A zip whose list of members says what it likes: each is stored at byte 0 of the data. `announced` is how many there
// are by a record of zip64.
function zip(members, { data = 0, announced }) {
  const words = (signature, size) => {
    const record = Buffer.alloc(size);
    record.writeUInt32LE(signature);
    return record;
  };
  const listed = members.map(({ name, size }) => {
    const record = words(0x2014b50, 46);
    record.writeUInt32LE(size, 20);
    record.writeUInt16LE(name.length, 28);
    return Buffer.concat([record, Buffer.from(name)]);
  });
  const first = Buffer.concat([words(0x4034b50, 30), Buffer.alloc(data), ...listed]);
  const many = words(0x6064b50, 56);
  many.writeUInt32LE(announced ?? 0, 32);
  many.writeUInt32LE(30 + data, 48);
  const locator = words(0x7064b50, 20);
  locator.writeUInt32LE(first.length, 8);
  const end = words(0x6054b50, 22);
  end.writeUInt16LE(announced === undefined ? members.length : 0xffff, 8);
  end.writeUInt32LE(30 + data, 16);
  return Buffer.concat(announced === undefined ? [first, end] : [first, many, locator, end]);
}

const dialog = (page) => page.getByRole("dialog", { name: "Open" });

async function choose(page, name, buffer) {
  if (!(await dialog(page).isVisible())) await page.locator("#open-button").click();
  await page.locator("#open-file").setInputFiles({ name, mimeType: "application/octet-stream", buffer });
}

async function use(page) {
  await dialog(page).getByRole("button", { name: "Use" }).click();
  await until("the dialog to close", async () => !(await dialog(page).isVisible()));
}

const matrix = async (page, id) => (await values(page)).matrices[id];

async function byChoice({ open }) {
  const page = await open();
  await choose(page, "q.npy", npy([5, 4], counted(20)));
  await dialog(page).getByText("one array").waitFor();
  await use(page);
  assert.deepEqual((await matrix(page, "Q")).flat(), counted(20));
  assert.equal(await node(page, "Q.1.2").textContent(), "0.75");
  await page.evaluate(() => document.querySelector('#twin [data-node="undo"]').click());
  assert.notDeepEqual((await matrix(page, "Q")).flat(), counted(20));

  await choose(page, "all.npz", Buffer.from(zipSync({ "q.npy": npy([3, 2], counted(6)), "k.npy": npy([3, 2], counted(6).reverse()), "v.npy": npy([3, 1], [7, 8, 9]) })));
  await dialog(page).getByText("3 arrays").waitFor();
  await use(page);
  assert.deepEqual(await matrix(page, "V"), [[7], [8], [9]]);
  assert.deepEqual((await matrix(page, "K")).flat(), counted(6).reverse());

  await choose(page, "model.safetensors", safetensors([["layers.0.q", [2, 3, 2], counted(12)], ["other", [9], counted(9)]]));
  await page.locator("#head-0").selectOption("1");
  await use(page);
  assert.deepEqual((await matrix(page, "Q")).flat(), counted(12).slice(6));
}

async function foundByName({ open }) {
  const page = await open();
  const layers = Array.from({ length: 9 }, (_, layer) => [`layers.${layer}.attn`, [3, 2], counted(6)]);
  await choose(page, "model.safetensors", safetensors([...layers, ["k", [3, 2], counted(6)]]));
  const shown = () => dialog(page).locator(".offered:visible strong").allTextContents();
  await until("all of them", async () => (await shown()).length === 10);
  await page.locator("#open-find").fill("LAYERS.7");
  assert.deepEqual(await shown(), ["layers.7.attn", "k"]);  // k is put to use
  await page.locator("#offered-7").selectOption("Q");
  assert.ok(await dialog(page).getByRole("button", { name: "Use" }).isVisible());
  await use(page);
  assert.deepEqual((await matrix(page, "Q")).flat(), counted(6));
}

async function byDropAndPaste({ open }) {
  const page = await open();
  const bytes = [...npy([5, 4], counted(20))];
  await page.evaluate((numbers) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(numbers)], "k.npy"));
    document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }, bytes);
  await use(page);
  assert.deepEqual((await matrix(page, "K")).flat(), counted(20));

  await page.locator("#open-button").click();
  await page.locator("#open-pasted").fill("0,5\t1\n-2\t0,25\n1e-3\t7\n");
  await dialog(page).getByRole("button", { name: "Read the cells" }).click();
  await dialog(page).getByText("decimal comma").waitFor();
  await page.locator("#offered-0").selectOption("V");
  await use(page);
  assert.deepEqual(await matrix(page, "V"), [[0.5, 1], [-2, 0.25], [0.001, 7]]);

  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "9\t8\n7\t6");
    const paste = new Event("paste", { bubbles: true, cancelable: true });
    Object.defineProperty(paste, "clipboardData", { value: clipboardData });  // Firefox takes none from a page's own event
    document.querySelector('#twin [data-node="V.1.0"]').dispatchEvent(paste);
  });
  assert.deepEqual(await matrix(page, "V"), [[0.5, 1], [9, 8], [7, 6]]);
}

async function refusesBadFiles({ open }) {
  const page = await open();
  const before = await values(page);
  const bad = {
    "cut.npy": npy([5, 4], counted(20)).subarray(0, 200),
    "no.npy": Buffer.from("not an array"),
    "ragged.csv": Buffer.from("1,2,3\n4,5\n"),
    "huge.csv": Buffer.from("1,1e999\n"),
    "cut.npz": Buffer.from(zipSync({ "q.npy": npy([3, 2], counted(6)) })).subarray(0, 60),
    "empty.npz": Buffer.from(zipSync({ "readme.txt": Buffer.from("hello") })),
    "bomb.npz": Buffer.from(zipSync({ "q.npy": Buffer.alloc(65 * 2 ** 20) })),
    "endless.npz": zip([], { announced: 0xffffffff }),
    "overlapping.npz": zip(Array.from({ length: 2000 }, (_, index) => ({ name: `${index}.npy`, size: 2 ** 20 })), { data: 2 ** 20 }),
    "picture.png": Buffer.from([0x89, 0x50, 0x4e, 0x47]),
    "empty.csv": Buffer.from(""),
    "state.json": Buffer.from('{"lookback": 1, "link": "mask=sideways"}'),
    "other.json": Buffer.from("[1, 2"),
    "model.safetensors": safetensors([["q", [5, 4], counted(20)]]).subarray(0, 40),
  };
  for (const [name, bytes] of Object.entries(bad)) {
    await choose(page, name, bytes);
    await until(`a sentence about ${name}`, async () => /\.$/.test(await dialog(page).locator(".wrong, .note").first().textContent().catch(() => "")));
    assert.deepEqual(await values(page), before, name);
  }
}

// The second holds a number beyond what is accepted: the first is not taken either.
async function placesAllOrNone({ open }) {
  const page = await open();
  const before = await values(page);
  await choose(page, "two.npz", Buffer.from(zipSync({ "q.npy": npy([5, 4], counted(20)), "v.npy": npy([5, 4], counted(20).fill(1e12)) })));
  await dialog(page).getByRole("button", { name: "Use" }).click();
  await until("a sentence", async () => /\.$/.test(await dialog(page).locator(".wrong").textContent()));
  assert.deepEqual(await values(page), before);
}

// Several at once, and one that is gone when it is read.
async function refusesWhatItCannotRead({ open }) {
  const page = await open();
  const before = await values(page);
  const drop = (names) => page.evaluate((all) => {
    const transfer = new DataTransfer();
    for (const name of all) transfer.items.add(new File(["1,2\n3,4"], name));
    document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }, names);
  const told = (pattern) => until(`${pattern}`, async () => pattern.test(await dialog(page).last().locator(".wrong").textContent().catch(() => "")));
  await drop(["q.csv", "k.csv"]);
  await told(/These are 2 files/);
  await page.evaluate(() => (Blob.prototype.arrayBuffer = Blob.prototype.text = () => Promise.reject(new DOMException("gone", "NotFoundError"))));
  for (const name of ["state.json", "q.csv"]) {
    await drop([name]);
    await told(/could not be read from the disk/);
  }
  assert.deepEqual(await values(page), before);
}

async function keepsTheFocus({ open }) {
  const page = await open();
  await choose(page, "q.csv", Buffer.from("1,2\n3,4\n"));
  await dialog(page).getByText("one array").waitFor();
  const inside = () => page.evaluate(() => document.activeElement.closest("dialog") !== null);
  assert.ok(await inside(), "after the file was read");
  await dialog(page).getByRole("button", { name: "Another file" }).press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "open-file");
  await choose(page, "no.npy", Buffer.from("no"));
  await until("the sentence", async () => (await dialog(page).locator(".wrong").textContent()) !== "");
  assert.ok(await inside(), "after a file was refused");
}

async function largerThanTheBoard({ open }) {
  const page = await open();
  const bytes = npy([200, 32], counted(6400));
  await choose(page, "long.npy", bytes);
  await page.locator("#offered-0").selectOption("Q");
  await use(page);
  const shown = await matrix(page, "Q");
  assert.equal(shown.length, 64);
  assert.deepEqual(shown[1], counted(6400).slice(32, 48));
  const link = await page.evaluate(() => window.lookback.link());

  const other = await open(link);
  await until("the sentence that asks for the file", async () => (await other.getByRole("alert").textContent()).includes("long.npy"));
  await choose(other, "long.npy", npy([200, 32], counted(6400).reverse()));
  await dialog(other).getByText("another file").first().waitFor();
  await other.keyboard.press("Escape");
  await choose(other, "long.npy", bytes);
  await until("the link to open", async () => (await matrix(other, "Q")).length === 64);
  assert.deepEqual(await matrix(other, "Q"), shown);
}

async function ownFileKeepsWhatItHad({ open }) {
  const page = await open();
  await choose(page, "lesson.lookback.json", Buffer.from('{"lookback": 1, "link": "version=1&tokens=x,y&position=2", "notes": "for week 3"}'));
  await until("the file's tokens", async () => (await values(page)).tokens.join() === "x,y");
  await page.locator(".lesson-share").click();
  await page.locator("#dialog-tab-file").click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save the state" }).click()]);
  const { readFileSync } = await import("node:fs");
  const saved = JSON.parse(readFileSync(await download.path(), "utf8"));
  assert.equal(saved.notes, "for week 3");
}

async function notWhereNothingMayChange({ open }) {
  const page = await open("?readonly=1");
  assert.ok(!(await page.locator("#open-button").isVisible()));
  const before = await values(page);
  await page.evaluate(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["1,2\n3,4"], "q.csv"));
    document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer }));
  });
  assert.ok(!(await dialog(page).isVisible()));
  assert.deepEqual(await values(page), before);
}

export const tests = [
  ["by choice: .npy, .npz, .safetensors", byChoice],
  ["many arrays are searched by name", foundByName],
  ["by drop, and cells by paste", byDropAndPaste],
  ["one of several arrays is refused: none is taken", placesAllOrNone],
  ["a bad file is refused with a sentence, and nothing changes", refusesBadFiles],
  ["several files, and one that cannot be read, are refused", refusesWhatItCannotRead],
  ["the focus stays in the dialog", keepsTheFocus],
  ["larger than the board: a window, and a link that asks for the file", largerThanTheBoard],
  ["a state's file keeps what else it says", ownFileKeepsWhatItHad],
  ["not where nothing may be changed", notWhereNothingMayChange],
];

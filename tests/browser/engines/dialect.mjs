// The part of Playwright's language that the tests speak, for engines that Playwright does not drive as they are
// packaged. A driver gives a Tab: run(expression) → string, runInFrame(index, expression) likewise, go, reload, address,
// key, insert, pointer, press, wheel, size, picture, front, close. What an engine cannot be asked for throws NotHere, and
// the test counts as left out.

import { dirname } from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(new URL("../../../web/package.json", import.meta.url));
const { buildSync } = require("esbuild");

export class NotHere extends Error {}

const not = (what) => () => { throw new NotHere(what); };
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const patienceMs = 30_000;

const inside = buildSync({
  stdin: { contents: 'import * as all from "./inside.mjs"; Object.defineProperty(window, "inside", { value: all, configurable: true });', resolveDir: dirname(fileURLToPath(import.meta.url)) },
  bundle: true, write: false, format: "iife", minify: true, nodePaths: [fileURLToPath(new URL("../../../web/node_modules", import.meta.url))],
}).outputFiles[0].text;

// Runs in the page: a value so that JSON loses nothing of it.
function pack(value) {
  if (value === undefined || (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0)))) return { is: Object.is(value, -0) ? "-0" : String(value) };
  if (Array.isArray(value)) return { list: value.map(pack) };
  if (typeof value === "object" && value !== null) {
    if (value.toJSON) return value.toJSON();
    return { pairs: Object.entries(value).filter(([, each]) => typeof each !== "function").map(([key, each]) => [key, pack(each)]) };
  }
  return typeof value === "function" ? null : value;
}

function unpack(value) {
  if (typeof value !== "object" || value === null) return value;
  if (value.list) return value.list.map(unpack);
  if (value.pairs) return Object.fromEntries(value.pairs.map(([key, each]) => [key, unpack(each)]));
  return value.is === "undefined" ? undefined : Number(value.is);
}

// A value as source text; undefined and numbers that JSON lacks among them.
function source(value) {
  if (value === undefined) return "undefined";
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (value instanceof RegExp) return String(value);
  if (Array.isArray(value)) return `[${value.map(source).join(",")}]`;
  if (typeof value === "object" && value !== null) return `({${Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}:${source(each)}`).join(",")}})`;
  return JSON.stringify(value);
}

const wanted = (words, exact) => words instanceof RegExp ? { pattern: { source: words.source, flags: words.flags } } : { text: String(words), exact };

async function patiently(what, look) {
  const end = Date.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (seen.done) return seen.value;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}${seen.why ? `: ${seen.why}` : ""}`);
    await pause(30);
  }
}

class Locator {
  constructor(page, steps) { Object.assign(this, { page, steps }); }
  #with(step) { return new Locator(this.page, [...this.steps, step]); }
  toString() { return JSON.stringify(this.steps); }

  locator(css) {
    if (css.startsWith("xpath=")) throw new NotHere("XPath");
    return this.#with({ css });
  }
  getByRole(role, { name, exact } = {}) { return this.#with({ role, name: name === undefined ? undefined : wanted(name, exact) }); }
  getByText(words, { exact } = {}) { return this.#with({ words: wanted(words, exact) }); }
  nth(place) { return this.#with({ place }); }
  first() { return this.nth(0); }
  last() { return this.nth(-1); }
  filter({ hasText, ...others }) {
    if (Object.keys(others).length !== 0) throw new NotHere("other filters than hasText");
    return this.#with({ hasText: wanted(hasText) });
  }

  // fn's first argument is the element, which is waited for.
  evaluate(fn, argument) {
    return patiently(this, async () => {
      const seen = await this.page.inside(`(async () => { const found = inside.one(${source(this.steps)}); return found ? { done: true, value: await (${fn})(found, ${source(argument)}) } : {}; })()`);
      return seen;
    });
  }
  evaluateAll(fn, argument) { return this.page.inside(`(${fn})(inside.find(${source(this.steps)}), ${source(argument)})`); }
  count() { return this.evaluateAll((all) => all.length); }
  async all() { return Array.from({ length: await this.count() }, (_, place) => this.nth(place)); }
  async isHidden() { return !(await this.isVisible()); }
  isVisible() { return this.page.inside(`(() => { const found = inside.one(${source(this.steps)}); return !!found && inside.visible(found); })()`); }
  waitFor({ state = "visible" } = {}) {
    const there = { visible: async () => this.isVisible(), hidden: async () => !(await this.isVisible()), attached: async () => (await this.count()) > 0 }[state];
    if (!there) throw new NotHere(`waiting for ${state}`);
    return patiently(this, async () => ({ done: await there() }));
  }

  textContent() { return this.evaluate((element) => element.textContent); }
  innerText() { return this.evaluate((element) => element.innerText); }
  allTextContents() { return this.evaluateAll((all) => all.map((element) => element.textContent)); }
  getAttribute(name) { return this.evaluate((element, which) => element.getAttribute(which), name); }
  inputValue() { return this.evaluate((element) => element.value); }
  isChecked() { return this.evaluate((element) => element.checked); }
  boundingBox() {
    return this.evaluate((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return width || height ? { x, y, width, height } : null;
    });
  }
  focus() { return this.evaluate((element) => element.focus()); }
  scrollIntoViewIfNeeded() { return this.evaluate((element) => element.scrollIntoView({ block: "nearest" })); }
  dispatchEvent(kind) { return this.evaluate((element, name) => { element.dispatchEvent(new Event(name, { bubbles: true })); }, kind); }

  async #point() {
    return patiently(this, async () => {
      const seen = await this.page.inside(`inside.target(${source(this.steps)})`);
      return { done: !seen.why, value: seen, why: seen.why };
    });
  }
  async click() {
    const { x, y } = await this.#point();
    await this.page.mouse.click(x, y);
  }
  async dblclick() {
    const { x, y } = await this.#point();
    await this.page.mouse.dblclick(x, y);
  }
  async hover() {
    const { x, y } = await this.#point();
    await this.page.mouse.move(x, y);
  }
  check() { return this.click(); }
  tap() { throw new NotHere("touch"); }
  // Of a frame only, for what is in it.
  async elementHandle() {
    const place = await this.evaluate((frame) => [...document.querySelectorAll("iframe")].indexOf(frame));
    return { contentFrame: async () => new Page(new FrameTab(this.page.tab, place), this.page.context()) };
  }
  ariaSnapshot() { throw new NotHere("the tree of accessibility"); }
  async fill(words) {
    await this.waitFor();
    await this.page.inside(`inside.fill(${source(this.steps)}, ${source(words)})`);
  }
  async press(keys) {
    await this.focus();
    await this.page.keyboard.press(keys);
  }
  async selectOption(value) {
    await this.waitFor({ state: "attached" });
    await this.page.inside(`inside.choose(${source(this.steps)}, ${source(value)})`);
  }
  async setInputFiles(files) {
    const given = [files].flat().map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: Buffer.from(buffer).toString("base64") }));
    await this.page.inside(`inside.give(${source(this.steps)}, ${source(given)})`);
  }
  async screenshot() {
    const box = await this.boundingBox();
    return this.page.tab.picture(box);
  }
}

// "Control+Shift+z" and "+" alike.
const chord = (keys) => keys === "+" ? ["+"] : keys.split(/\+(?=.)/);

class Keyboard {
  constructor(tab) { this.tab = tab; }
  down(key) { return this.tab.key("down", key); }
  up(key) { return this.tab.key("up", key); }
  async press(keys) {
    const all = chord(keys);
    for (const key of all) await this.down(key);
    for (const key of all.reverse()) await this.up(key);
  }
  async type(words) { for (const letter of words) await this.press(letter); }
  insertText(words) { return this.tab.insert(words); }
}

class Mouse {
  constructor(tab) { this.tab = tab; }
  // Drivers refuse to leave the window.
  #inside(x, y) {
    const { width, height } = this.tab.extent ?? { width: Infinity, height: Infinity };
    return { x: Math.min(Math.max(x, 0), width - 1), y: Math.min(Math.max(y, 0), height - 1) };
  }
  async move(toX, toY, { steps = 1 } = {}) {
    const { x, y } = this.#inside(toX, toY);
    const from = this.at ?? { x, y };
    for (let step = 1; step <= steps; ++step) await this.tab.pointer("move", from.x + (x - from.x) * step / steps, from.y + (y - from.y) * step / steps);
    this.at = { x, y };
  }
  down() { return this.tab.pointer("down"); }
  up() { return this.tab.pointer("up"); }
  click(x, y) { return this.#press(x, y, 1); }
  dblclick(x, y) { return this.#press(x, y, 2); }
  // A press soon after another at the same place is the second of two, or the third of three.
  async #press(x, y, times) {
    if (this.pressed && this.pressed.x === x && this.pressed.y === y) await pause(Math.max(0, this.pressed.at + 600 - Date.now()));
    await this.move(x, y);
    await this.tab.press(times);
    this.pressed = { x, y, at: Date.now() };
  }
  wheel(x, y) { return this.tab.wheel(this.at ?? { x: 0, y: 0 }, x, y); }
}

// One of the frames of a page, by its place among them, as a tab of its own.
class FrameTab {
  constructor(outer, place) { Object.assign(this, { outer, place }); }
  run(expression) { return this.outer.runInFrame(this.place, expression); }
  address() { return this.run("(async () => location.href)()"); }
  key(way, key) { return this.outer.key(way, key); }
  press(times) { return this.outer.press(times); }
  async pointer(way, x, y) {
    const [left, top] = JSON.parse(await this.outer.run(`(async () => { const { left, top } = document.querySelectorAll("iframe")[${this.place}].getBoundingClientRect(); return JSON.stringify([left, top]); })()`));
    return this.outer.pointer(way, left + x, top + y);
  }
}

export class Page {
  constructor(tab, context) {
    Object.assign(this, { tab, keyboard: new Keyboard(tab), mouse: new Mouse(tab), touchscreen: { tap: not("touch") } });
    this.context = () => context;
  }
  // The value of an expression, a promise's too.
  async #value(expression) {
    const answer = await this.tab.run(`(async () => { try { const value = await (${expression}); ${pack} return JSON.stringify({ value: pack(value) }); } catch (error) { return JSON.stringify({ error: String(error && error.message || error) }); } })()`);
    const { value, error } = JSON.parse(answer);
    if (error !== undefined) throw new Error(error);
    return unpack(value);
  }
  async inside(expression) {
    if (!(await this.#value("typeof inside === 'object'"))) await this.evaluate(inside);
    return this.#value(expression);
  }
  // A text is run as statements: the page's policy forbids eval.
  evaluate(what, argument) {
    return typeof what === "function" ? this.#value(`(${what})(${source(argument)})`) : this.tab.run(`(async () => { ${what}\nreturn ""; })()`);
  }

  locator(css) { return new Locator(this, [{ css }]); }
  getByRole(...words) { return new Locator(this, []).getByRole(...words); }
  getByText(...words) { return new Locator(this, []).getByText(...words); }

  goto(address) { return this.tab.go(address); }
  reload() { return this.tab.reload(); }
  // By the page itself: the drivers wait for a load, which a page's own steps have not.
  goBack() { return this.#travel(-1); }
  goForward() { return this.#travel(1); }
  async #travel(by) {
    await this.evaluate((steps) => history.go(steps), by);
    await pause(300);
  }
  url() { return this.tab.address(); }
  title() { return this.evaluate(() => document.title); }
  viewportSize() { return this.tab.extent; }
  setViewportSize(extent) { return this.tab.size(extent); }
  async screenshot({ path } = {}) {
    const bytes = await this.tab.picture();
    if (path) (await import("node:fs")).writeFileSync(path, bytes);
    return bytes;
  }
  waitForTimeout(milliseconds) { return pause(milliseconds); }
  waitForFunction(fn, argument) {
    return patiently("a condition", async () => ({ done: Boolean(await this.evaluate(fn, argument).catch(() => false)) }));
  }
  route(pattern, answer) { return this.context().route(pattern, answer); }
  unroute(pattern) { return this.context().unroute(pattern); }
  addInitScript(fn, argument) { return this.context().addInitScript(fn, argument); }
  on(kind, told) { this.tab.on?.(kind, told); }
  once() { throw new NotHere("single events"); }
  waitForLoadState(state) { throw new NotHere(`waiting for ${state}`); }
  waitForEvent(kind) { throw new NotHere(`waiting for a ${kind}`); }
  exposeBinding() { throw new NotHere("functions of the test in the page"); }
  emulateMedia() { throw new NotHere("other media while a page is open"); }
  bringToFront() { return this.tab.front(); }
  close() { return this.tab.close(); }
}

export class Context {
  constructor(house, newTab) {
    Object.assign(this, { house, newTab });
  }
  async newPage() {
    return new Page(await this.newTab(), this);
  }
  async addInitScript(fn, argument) { this.house.before.push(`(${fn})(${source(argument)});`); }
  async route(pattern, answer) { this.house.routes.unshift({ pattern, answer }); }
  async unroute(pattern) { this.house.routes = this.house.routes.filter((route) => String(route.pattern) !== String(pattern)); }
  grantPermissions() { throw new NotHere("permissions"); }
  newCDPSession() { throw new NotHere("Chromium's own protocol"); }
  setOffline() { throw new NotHere("a network that is gone"); }
}

// Random use of the page by a seed, as lines that can be played again. A line is a kind and its words, percent-encoded,
// the empty one being "", as in tests/monkey/event.h, whose kinds these are where both have them:
//   move X Y · press · release · wheel BY · key NAME · type TEXT · focus NODE · blur · act NODE · choose NODE OPTION ·
//   push SELECTOR · link TEXT · study ID · undo · redo · paste CELL TEXT · file NAME TEXT · message TEXT · resize WIDTH HEIGHT ·
//   ratio PIXELS · touch X Y · wait MILLISECONDS · check

import assert from "node:assert/strict";
import { settled, until } from "./browser.mjs";
import { NotHere } from "./engines/dialect.mjs";
import { compare, told } from "./parity.mjs";

export const line = ([kind, ...words]) => [kind, ...words.map((word) => (String(word) === "" ? '""' : encodeURIComponent(word)))].join(" ");

export function eventsOf(text) {
  return text.split("\n").map((one) => one.trim()).filter((one) => one !== "" && !one.startsWith("#"))
    .map((one) => one.split(" ").map((word, index) => (index === 0 ? word : word === '""' ? "" : decodeURIComponent(word))));
}

// What there is to be used, and where.
export const lookAround = (page) => page.evaluate(() => {
  const shown = (element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return width > 0 && left >= 0 && top >= 0 && left + width <= innerWidth && top + height <= innerHeight ? [Math.round(left + width / 2), Math.round(top + height / 2)] : undefined;
  };
  const nodes = [...document.querySelectorAll("#twin [data-node]")].map((element) => ({
    id: element.dataset.node, at: shown(element), kind: element.tagName,
    button: element.matches("button") || element.querySelector(":scope > button, :scope > .chip") !== null,
    options: [...(element.querySelector("select")?.options ?? [])].map((one) => one.value),
    typed: element.querySelector("input, [role=spinbutton]") !== null || element.matches("td[tabindex]"),
  }));
  const canvas = document.querySelector("#canvas").getBoundingClientRect();
  return { nodes, canvas: [canvas.left, canvas.top, Math.min(canvas.width, innerWidth), Math.min(canvas.height, innerHeight - canvas.top)], size: [innerWidth, innerHeight] };
});

const keys = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End", "Enter", "Escape", "Space", "Tab", "Shift+Tab", "Delete", "F2", ".", "+", "-", "5",
  "Control+z", "Control+y", "Control+Shift+z", "Shift+ArrowUp", "?"];
const texts = ["1", "-2.5", "0,25", "1/3", "1e9", "1e10", "1e999", "NaN", "", " ", "9".repeat(120), "the", "a,b", "<b>", "é🙂", "0x10", "−3", "1 000", "\u202e1", "__proto__"];
const links = ["#version=1", "#version=1&mask=none", "#mask=window:2,1&tokens=a,b,c,d&position=2", "#version=1&tokens=one&position=0", "#version=1&mask=bits:10;11&tokens=a,b", "#mask=sideways", "#version=2",
  "#nonsense", "#", "#tokens=a%00b", "#Q=1,2;3", "#version=1&mechanism=retention&tokens=a,b,c&position=3", "#version=1&mechanism=layer_stack&layers=3&heads=2", "#version=1&mechanism=rwkv4_wkv",
  "#version=1&mechanism=softmax_attention&form=online&tile=2", "#version=1&cache=0&position=3", `#version=1&tokens=${"t,".repeat(63)}t&position=64`, `#version=1&tokens=${"t,".repeat(64)}t`, "#version=1&z=AAAA", "#version=1&c=00000000"];
const sizes = [[1440, 900], [1120, 800], [844, 390], [768, 1024], [390, 844], [320, 568], [1100, 700], [2000, 1200]];
const pages = ["#view-toggle", ".lesson-next", ".lesson-back", ".lesson-list-button", "#open-button", ".lesson-share", ".banner button", "#tabs [data-panel=table]", "#tabs [data-panel=lab]", "#tabs [data-panel=lesson]"];

// Some events, as they come to mind while looking at the page.
export function someEvents(random, around, studies) {
  const events = [];
  const one = (list) => random.pick(list);
  const often = (times) => random.below(times) === 0;
  const spot = () => {
    const seen = around.nodes.filter(({ at }) => at);
    if (seen.length > 0 && often(2)) return one(seen).at;
    const [left, top, width, height] = often(6) ? [0, 0, ...around.size] : around.canvas;
    return [Math.max(0, Math.min(Math.round(left + random.between(0, width)), around.size[0] - 1)), Math.max(0, Math.min(Math.round(top + random.between(0, height)), around.size[1] - 1))];
  };
  const node = (fits = () => true) => one(around.nodes.filter(fits)) ?? { id: "Q.0.0", options: [] };
  const kinds = [
    [9, () => events.push(["move", ...spot()], ["press"], ["release"])],
    [5, () => {
      const [x, y] = spot();
      events.push(["move", x, y], ["press"]);
      for (let step = 1 + random.below(3); step > 0; --step) events.push(["move", Math.max(0, x + random.below(120) - 60), Math.max(0, y + random.below(80) - 40)]);
      events.push(["release"]);
    }],
    [2, () => events.push(["move", ...spot()], ["wheel", random.below(400) - 200])],
    [14, () => events.push(["act", node(({ button }) => button).id])],
    [7, () => {
      const { id, options } = node((each) => each.options.length > 0);
      if (options.length > 0) events.push(["choose", id, one(options)]);
    }],
    [9, () => {
      events.push(["focus", node(({ typed }) => typed).id]);
      for (let count = 1 + random.below(4); count > 0; --count) events.push(["key", one(keys)]);
    }],
    [9, () => events.push(["focus", node(({ typed }) => typed).id], ["key", "F2"], ["type", one(texts)], ["key", one(["Enter", "Enter", "Enter", "Tab", "Escape"])])],
    [7, () => events.push(["link", one(links)])],
    [4, () => events.push(["study", one(studies)])],
    [7, () => events.push(...Array.from({ length: 1 + random.below(4) }, () => [one(["undo", "undo", "redo"])]))],
    [3, () => events.push(["paste", one(["Q.0.0", "V.1.1", "K.0.1", "scores.0.0"]), one(["1\t2\n3\t4", "0,5", "x", "1\n2\n3\n4\n5\n6", ...texts])])],
    [2, () => events.push(["file", one(["a.csv", "b.tsv", "c.npy", "d.json", "e"]), one(["1,2\n3,4", "1\t2", "\x93NUMPY", '{"lookback": 1, "link": "mask=none"}', "{", ""])])],
    [2, () => events.push(["message", one(['{"lookback":1,"type":"set","state":"#version=1&tokens=x"}', "5", "null", '{"lookback":1}', '"set"'])])],
    [5, () => events.push(["push", one(pages)])],
    [2, () => events.push(["resize", ...one(sizes)])],
    [1, () => events.push(["ratio", one([1, 2, 1.5, 3])])],
    [3, () => events.push(["touch", ...spot()])],
    [1, () => events.push(["blur"])],
    [2, () => events.push(["wait", random.below(300)])],
  ];
  let at = random.below(kinds.reduce((sum, [weight]) => sum + weight, 0));
  kinds.find(([weight]) => (at -= weight) < 0)[1]();
  return events;
}

// Does to the page what a line says.
export class Player {
  leftOut = new Map();
  size = [1440, 900];
  scale = 1;

  constructor(page, engine) { Object.assign(this, { page, engine }); }

  async take([kind, ...words]) {
    try {
      await this[kind](...words);
    } catch (error) {
      if (!(error instanceof NotHere)) throw new Error(`${line([kind, ...words])}: ${error.message}`, { cause: error });
      this.leftOut.set(error.message, (this.leftOut.get(error.message) ?? 0) + 1);
    }
  }

  move(x, y) { return this.page.mouse.move(Number(x), Number(y)); }
  press() { return this.page.mouse.down(); }
  release() { return this.page.mouse.up(); }
  wheel(by) { return this.page.mouse.wheel(0, Number(by)); }
  key(name) { return this.page.keyboard.press(name); }
  type(text) { return this.page.keyboard.insertText(text); }
  undo() { return this.act("undo"); }
  redo() { return this.act("redo"); }
  study(id) { return this.link(`#version=1&study=${id}`); }
  link(text) { return this.page.evaluate((words) => void window.lookback.open(words), text); }
  wait(milliseconds) { return this.page.waitForTimeout(Number(milliseconds)); }
  blur() { return this.page.evaluate(() => document.activeElement?.blur()); }
  message(text) { return this.page.evaluate((words) => window.postMessage(JSON.parse(words), "*"), text); }
  focus(id) {
    return this.page.evaluate((one) => {
      const node = document.querySelector(`#twin [data-node="${CSS.escape(one)}"]`);
      (node?.matches("[tabindex], button, input") ? node : node?.querySelector("input, [tabindex], button"))?.focus();
    }, id);
  }
  act(id) {
    return this.page.evaluate((one) => {
      const node = document.querySelector(`#twin [data-node="${CSS.escape(one)}"]`);
      (node?.matches("button") ? node : node?.querySelector("button, .chip"))?.click();
    }, id);
  }
  choose(id, option) {
    return this.page.evaluate(([one, value]) => {
      const select = document.querySelector(`#twin [data-node="${CSS.escape(one)}"] select`);
      if (!select) return;
      select.value = value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }, [id, option]);
  }
  push(selector) { return this.page.evaluate((one) => void document.querySelector(one)?.click(), selector); }
  paste(cell, text) {
    return this.page.evaluate(([one, words]) => {
      const carried = new Event("paste", { bubbles: true, cancelable: true });
      Object.defineProperty(carried, "clipboardData", { value: { getData: () => words } });
      document.querySelector(`#twin [data-node="${CSS.escape(one)}"]`)?.dispatchEvent(carried);
    }, [cell, text]);
  }
  file(name, text) {
    return this.page.evaluate(([title, words]) => {
      const dropped = new Event("drop", { bubbles: true, cancelable: true });
      Object.defineProperty(dropped, "dataTransfer", { value: { types: ["Files"], files: [new File([words], title)] } });
      document.body.dispatchEvent(dropped);
    }, [name, text]);
  }
  async resize(width, height) {
    this.size = [Number(width), Number(height)];
    await this.#shape();
  }
  async ratio(pixels) {
    this.scale = Number(pixels);
    await this.#shape();
  }
  async #shape() {
    const [width, height] = this.size;
    if (this.engine === "chromium") {
      this.devtools ??= await this.page.context().newCDPSession(this.page);
      await this.devtools.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: this.scale, mobile: false });
      return;
    }
    if (this.engine === "firefox") this.page.tab.scale = this.scale;
    else if (this.scale !== 1) throw new NotHere("another pixel ratio");
    await this.page.setViewportSize({ width, height });
  }
  touch(x, y) { return this.page.touchscreen.tap(Number(x), Number(y)); }

  // At rest: nothing plays, is typed, pointed at or open; then the twin says what the tool lists.
  async check({ nodes }) {
    await this.page.mouse.up();
    await this.page.evaluate(() => {
      document.querySelector("dialog[open]")?.close();
      document.activeElement?.blur();
      for (const play of document.querySelectorAll("#twin [data-node] button, #twin button[data-node]")) if (play.textContent === "Pause") play.click();
      document.querySelector("#canvas").dispatchEvent(new PointerEvent("pointerleave"));
    });
    const away = await this.page.evaluate(() => {
      for (let x = innerWidth - 2; x > 0; x -= 16)
        for (let y = innerHeight - 2; y > 0; y -= 16) if (!document.elementFromPoint(x, y)?.closest("#canvas, #twin, #stage")) return [x, y];
      return [0, 0];
    });
    await this.page.mouse.move(...away);
    await settled(this.page);
    const { link, study, crashed, resting } = await this.page.evaluate(() => ({
      link: window.lookback.link(), study: window.lookback.values()?.study ?? "board", crashed: document.querySelector(".crash textarea")?.value,
      resting: document.querySelector('#twin [data-node="cancel"] button:not([aria-disabled=true])') === null,
    }));
    assert.equal(crashed, undefined, "the lab stopped");
    // Those two measure, or say what the last edit took, which the tool cannot know; what works is between two states.
    if (!resting || ["predict", "long_map"].includes(study)) return;
    const listed = nodes(link);
    await until("the twin of what is shown", async () => {
      const twin = await told(this.page);
      const { here, there } = withoutViewState(listed, twin);
      try {
        compare(here, there);
        return true;
      } catch (error) {
        this.wrong = error;
        return false;
      }
    }, 5000).catch(() => { throw this.wrong; });
  }
}

// What is of the page's own state and not of the link's: the menus of ready-made numbers, speeds and counters, the cell
// that is explained, and which tables stand beside the six. Where that or the counter is not as it begins, only what both
// have is compared.
const ofPage = /^(seed|preset|speed|chart\.quantity|show|inspector)(\.|$)/;
function withoutViewState(listed, twin) {
  const begins = new Map(listed.nodes.map((node) => [node.id, String(node.checked ?? false)]));
  const changed = Object.entries(twin).some(([id, { checked }]) => /^(chart\.quantity|show)\./.test(id) && checked !== begins.get(id));
  const isCompared = (id) => !ofPage.test(id) && !(changed && (/^chart(\.|$)/.test(id) || !(id in twin) || !begins.has(id)));
  return {
    here: { order: listed.order.filter(isCompared), nodes: listed.nodes.filter(({ id }) => isCompared(id)) },
    there: Object.fromEntries(Object.entries(twin).filter(([id]) => isCompared(id))),
  };
}

// Undoing everything leads to where the study begins.
export async function undoAll(page, { nodes }) {
  const { link, study, steps } = await page.evaluate(async () => {
    const undo = () => document.querySelector('#twin [data-node="undo"] button, #twin button[data-node="undo"]');
    let count = 0;
    for (; undo().getAttribute("aria-disabled") !== "true" && count < 2500; ++count) {
      undo().click();
      if (count % 20 === 0) await new Promise((done) => setTimeout(done));
    }
    return { link: window.lookback.link(), study: window.lookback.values().study ?? "board", steps: count };
  });
  assert.equal(link, `#${nodes(`#version=1&study=${study}`).link.replace(/^#/, "")}`, `the start of ${study}, after ${steps} steps back`);
  return steps;
}

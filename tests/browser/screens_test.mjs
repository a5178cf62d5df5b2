// Screens of every width and sharpness, zoom, larger text, other spacing, forced colours, and targets for fingers.

import assert from "node:assert/strict";
import { buttonOf, node, picture, settled, until } from "./browser.mjs";
import { axeFindsNothing } from "./parity.mjs";
import { canBeRead } from "./readable.mjs";

const ratios = [1, 1.25, 1.5, 2, 3];
const widths = [320, 360, 390, 600, 640, 900, 1100, 1440, 2560, 3840];
const zooms = [0.5, 0.67, 0.75, 0.8, 0.9, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4];
const desk = { width: 1440, height: 900 };

// Chromium, told of another screen by its protocol, tells the page's questions about the resolution nothing.
const before = () => {
  const ask = window.matchMedia.bind(window);
  window.resolutions = [];
  window.matchMedia = (question) => {
    const list = ask(question);
    if (question.includes("resolution")) window.resolutions.push(list);
    return list;
  };
};

// A screen that changes while the page is open.
async function screenOf(page) {
  const session = await page.context().newCDPSession(page);
  return async (width, height, ratio) => {
    await session.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: ratio, mobile: false });
    await page.evaluate(() => window.resolutions.filter(({ matches }) => !matches).forEach((one) => one.dispatchEvent(new Event("change"))));
    await until(`${width} pixels at ${ratio}`, () => page.evaluate(([wide, sharp]) => innerWidth === wide && Math.abs(devicePixelRatio - sharp) < 1e-6, [width, ratio]));
    await settled(page);
  };
}

// The canvas has as many pixels as the screen has for it.
async function isSharp(page, where) {
  await until(`a sharp canvas at ${where}`, () => page.evaluate(() => {
    const canvas = document.getElementById("canvas");
    const box = canvas.getBoundingClientRect();
    return box.width === 0 || [[canvas.width, box.width], [canvas.height, box.height]].every(([has, css]) => Math.abs(has - css * devicePixelRatio) <= 1);
  }));
}

// The part of the pixels that differ. Letters stand elsewhere in their texture after others were needed meanwhile,
// which may show in the last digits of where they are read.
const differing = (page, both) => page.evaluate(async (pictures) => {
  const [a, b] = await Promise.all(pictures.map(async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
  }));
  return a.length === b.length ? a.filter((pixel, place) => pixel !== b[place]).length / a.length : 1;
}, both);
const barely = 0.0005;

async function followsTheRatio({ open }) {
  const page = await open("", { viewport: desk, before });
  const show = await screenOf(page);
  const drawn = new Map();
  for (const ratio of [...ratios, 1.5, 1]) {
    await show(desk.width, desk.height, ratio);
    await isSharp(page, ratio);
    const seen = await picture(page);
    if (drawn.has(ratio)) assert.ok(await differing(page, [seen, drawn.get(ratio)]) < barely, `another picture at ${ratio} than before`);
    drawn.set(ratio, seen);
  }
  assert.equal(new Set(drawn.values()).size, ratios.length);
  const fresh = await open("", { viewport: desk, deviceScaleFactor: 1.5 });
  await isSharp(fresh, 1.5);
  assert.ok(await differing(page, [await picture(fresh), drawn.get(1.5)]) < barely, "not as where it was so from the start");
}

// What is in sight at this width, panel by panel where there is room for one.
async function readsAll(page, where) {
  const tabs = page.locator("#tabs [role=tab]:visible");
  const count = await tabs.count();
  for (let place = 0; place < Math.max(count, 1); ++place) {
    if (count > 0) await tabs.nth(place).evaluate((tab) => tab.click());
    await settled(page);
    await canBeRead(page, count > 0 ? `${where}, tab ${place + 1}` : where);
    await isSharp(page, where);
  }
}

async function fitsEveryWidth({ open, soak }) {
  const page = await open("?view=both&step=3", { viewport: desk, before });
  const show = await screenOf(page);
  for (const [place, width] of widths.entries())
    for (const ratio of soak ? ratios.filter((one) => one * width < 8000) : [width > 2000 ? 1 : ratios[place % ratios.length]]) {
      await show(width, Math.max(560, Math.round(width * 0.6)), ratio);
      await readsAll(page, `${width} pixels at ${ratio}`);
    }
}

// A window of 1440 by 900 whose reader zooms, and one of 1280 by 1024, of which 400 % leave 320 by 256.
async function zooms50To400({ open, soak }) {
  const page = await open("?view=both&step=3", { viewport: desk, before });
  const show = await screenOf(page);
  for (const [width, height] of [[1440, 900], [1280, 1024]])
    for (const zoom of soak ? zooms : width === 1280 ? [4] : [0.5, 1.25, 2, 4]) {
      await show(Math.round(width / zoom), Math.round(height / zoom), zoom);
      await readsAll(page, `${100 * zoom} % of ${width} pixels`);
    }
}

// Names of tokens are as long as the learner likes, and may be cut.
async function picturesCutNothing({ open, nodes, soak }) {
  const ids = (parent) => nodes("#version=1").nodes.filter((one) => one.parent === parent).map(({ id }) => id.replace(".", "="));
  const links = [...ids("mechanism"), ...ids("study")];
  const phone = { hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
  const sample = [[1440, 900, {}], [900, 700, {}], [640, 512, { deviceScaleFactor: 2 }], [390, 844, phone]];
  const more = [[1280, 720, {}], [720, 450, { deviceScaleFactor: 2 }], [768, 1024, { hasTouch: true }], [360, 640, phone]];
  for (const [width, height, settings] of soak ? [...sample, ...more] : sample) {
    const page = await open("?view=canvas", { viewport: { width, height }, ...settings });
    const found = [];
    for (const link of links) {
      assert.equal(await page.evaluate((one) => window.lookback.open(one), `#version=1&${link}`), "");
      await settled(page);
      const { cut, tokens } = await page.evaluate(() => ({ cut: window.lookback.cut, tokens: window.lookback.values().tokens }));
      found.push(...cut.filter((text) => !tokens.includes(text)).map((text) => `${link}: ${text}`));
    }
    assert.deepEqual(found, [], `${width} by ${height} pixels`);
  }
}

// All text twice as large, and nothing else, as Firefox zooms text.
const doubleText = (page) => page.evaluate(() => {
  for (const element of document.querySelectorAll("[data-doubled]")) element.style.fontSize = element.style.lineHeight = "";
  const sizes = [...document.querySelectorAll("body, body *")].map((element) => {
    const { fontSize, lineHeight } = getComputedStyle(element);
    return [element, parseFloat(fontSize), parseFloat(lineHeight)];
  });
  for (const [element, size, line] of sizes) {
    element.dataset.doubled = "";
    element.style.fontSize = `${2 * size}px`;
    if (line) element.style.lineHeight = `${2 * line}px`;
  }
});

// What WCAG 1.4.12 asks for.
const spaceText = (page) => page.evaluate(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }");
  document.adoptedStyleSheets = [sheet];
});

const otherText = (change, paths) => async ({ open }) => {
  for (const [width, height] of [[1440, 900], [360, 640]]) {
    const page = await open("?view=table&lesson=thirty-six&step=2", { viewport: { width, height } });
    for (const path of paths) {
      if (path === "list") await page.locator(".lesson-list-button").evaluate((button) => button.click());
      if (path === "help") {
        await page.locator("#help-button").evaluate((button) => button.click());
        await page.getByRole("dialog", { name: "Help" }).waitFor();
      }
      await change(page);
      await readsAll(page, `${width} pixels, ${path}`);
      if (path === "help") await page.keyboard.press("Escape");
    }
  }
};

// In forced colours the page's own grounds are gone: what is on must still look other than what is off.
async function showsStatesInForcedColours({ open }) {
  const page = await open("?view=both&lesson=who-may-look&step=3#position=3&tokens=a,b,c,d,e", { forcedColors: "active" });
  const look = async (target) => (await target.screenshot()).toString("base64");
  const differs = async (what, target, change) => {
    await page.mouse.move(0, 0);
    await page.evaluate(() => document.activeElement?.blur());
    const before = await look(target);
    await change();
    await page.evaluate(() => document.activeElement?.blur());
    await settled(page);
    assert.notEqual(await look(target), before, `${what} looks the same on and off`);
  };
  const press = (id) => buttonOf(page, id).evaluate((button) => button.click());
  await differs("a switch", node(page, "cache").locator(".track"), () => press("cache"));
  await differs("an option", node(page, "form.materialised"), () => press("form.online"));
  await differs("a token that is there", node(page, "token.3"), () => press("token.4"));
  await differs("the present token", node(page, "token.1"), () => press("token.1"));
  await differs("the Tables button", page.locator("#view-toggle"), () => page.locator("#view-toggle").click());
  await differs("a hidden pair", node(page, "scores.1.3"), () => press("causal"));
  await differs("a cell of a question", page.locator(".step:visible .cell").first(), () => page.locator(".step:visible .cell").first().click());
  for (const target of [node(page, "causal").locator("button"), node(page, "Q.0.0"), page.locator(".lesson-next"), page.locator("#open-button")]) {
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("Tab");  // so that the focus is one of keys
    await target.focus();
    const ring = await target.evaluate((element) => {
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
      return { outlineStyle, wide: parseFloat(outlineWidth), outlineColor };
    });
    assert.ok(ring.outlineStyle !== "none" && ring.wide >= 2, `${target} has no ring: ${JSON.stringify(ring)}`);
  }
  await differs("the progress", page.locator(".step:visible ~ * .progress, .lesson:visible .progress").first(), () => page.locator(".lesson-next").click());
  await canBeRead(page, "forced colours");
  await axeFindsNothing(page, "forced colours");
}

// What can be pressed and is smaller. Links within text are exempt, and so is what another control does as well: the
// browser's own check boxes, with their labels.
const small = (page, least) => page.evaluate((pixels) => {
  const stage = document.querySelector("dialog[open]") ?? document.body;
  const all = stage.querySelectorAll("a[href], button, input, select, summary, textarea, [role=grid] td[tabindex], [tabindex='0']");
  return [...new Set([...all].filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".out-of-sight, [data-twin=hidden] .twin")
    && !(one.matches("a") && one.closest("p:not(.way-out), li p")) && !one.matches(".scroll, pre, .wide")).flatMap((one) => {
    const target = one.matches("[type=radio], [type=checkbox]") ? one.closest("label") ?? one : one;
    const { width, height } = target.getBoundingClientRect();
    return width === 0 || (width >= pixels - 0.5 && height >= pixels - 0.5) ? [] : [`${target.outerHTML.slice(0, 70)} ${Math.round(width)}×${Math.round(height)}`];
  }))];
}, least);

const targets = (least, settings) => async ({ open }) => {
  const page = await open("?view=table&lesson=who-may-look&step=3", settings);
  const press = (selector) => page.locator(selector).first().evaluate((button) => button.click());
  const hasRoom = async (where) => assert.deepEqual(await small(page, least), [], where);
  const openLink = (link) => page.evaluate((one) => window.lookback.open(one), link);
  await hasRoom("cells of a question");
  if (await page.locator("#tabs").isVisible()) await press("#tabs [data-panel=table]");
  for (const link of ["#mask=bits:10;11&tokens=a,b", "#mechanism=rwkv4_wkv&tokens=a,b", "#study=predict", "#study=bug_zoo", "#study=future_gradients"]) {
    assert.equal(await openLink(link), "");
    await settled(page);
    await hasRoom(link);
  }
  if (await page.locator("#tabs").isVisible()) await press("#tabs [data-panel=lesson]");
  for (const step of [1, 2, 4]) {
    await page.evaluate((query) => {
      history.pushState(null, "", query);
      dispatchEvent(new PopStateEvent("popstate"));
    }, `?view=table&lesson=thirty-six&step=${step}`);
    await until(`step ${step}`, async () => (await page.locator(".place:visible").textContent()).startsWith(`step ${step} `));
    await hasRoom(`step ${step}`);
  }
  await press(".lesson-list-button");
  await hasRoom("the list of lessons");
  for (const [button, name] of [[".lesson-share", "Share"], ["#open-button", "Open"], ["#help-button", "Help"]]) {
    await press(button);
    const dialog = page.getByRole("dialog", { name });
    await dialog.waitFor();
    for (const tab of [null, ...await dialog.getByRole("tab").all()]) {
      await tab?.click();
      await hasRoom(`the dialog ${name}`);
    }
    await page.keyboard.press("Escape");
    await until("the dialog to close", async () => (await dialog.count()) === 0);
  }
};

// A finger on the picture scrolls the page, and two zoom it.
async function moveFingers(session, paths) {
  const steps = 10;
  const at = (part) => paths.map(([from, to]) => ({ x: from[0] + (to[0] - from[0]) * part, y: from[1] + (to[1] - from[1]) * part }));
  await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(0) });
  for (let step = 1; step <= steps; ++step) await session.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: at(step / steps) });
  await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

async function scrollsPast({ open }) {
  const page = await open("", { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
  const session = await page.context().newCDPSession(page);
  assert.equal(await page.evaluate(() => document.querySelector("meta[name=viewport]").content.includes("user-scalable")), false);
  const before = await page.evaluate(() => window.lookback.link());
  await moveFingers(session, [[[180, 500], [180, 150]]]);
  await until("the page to scroll under a finger on the lab", () => page.evaluate(() => scrollY > 100));
  // Whatever lies under it, a scroll is no tap.
  for (const x of [60, 180, 300]) {
    for (let y = 250; y <= 600; y += 50) {
      await page.evaluate(() => scrollTo(0, 0));
      await moveFingers(session, [[[x, y], [x, y - 150]]]);
      await until(`the page to scroll under a finger at ${x}, ${y}`, () => page.evaluate(() => scrollY > 50));
      await settled(page);
      assert.equal(await page.evaluate(() => window.lookback.link()), before, `a finger that scrolls from ${x}, ${y} changes the lab`);
      assert.equal(await page.locator("#overlay").isVisible(), false, `a finger that scrolls from ${x}, ${y} asks to type`);
    }
  }
  await moveFingers(session, [[[180, 290], [180, 120]], [[180, 310], [180, 480]]]);
  await until("two fingers to zoom", () => page.evaluate(() => visualViewport.scale > 1.5));
  assert.equal(await page.evaluate(() => window.lookback.link()), before, "the fingers changed the lab");
}

export const tests = [
  ["the picture is sharp at every pixel ratio, also when it changes", followsTheRatio],
  ["every width from 320 to 3840 pixels: nothing cut, nothing on other text", fitsEveryWidth],
  ["zoom from 50 to 400 %: nothing cut, nothing on other text", zooms50To400],
  ["every study and mechanism on desks, at 200 %, on tablets and phones: the picture cuts no text", picturesCutNothing],
  ["text twice as large: nothing cut, nothing on other text", otherText(doubleText, ["step", "list", "help"])],
  ["text spaced as WCAG 1.4.12 asks: nothing cut, nothing on other text", otherText(spaceText, ["step", "list", "help"])],
  ["forced colours: what is on looks other than what is off", showsStatesInForcedColours],
  ["targets are 24 pixels large", targets(24, {})],
  ["where fingers press, targets are 44 pixels large", targets(44, { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true })],
  ["a finger on the picture scrolls the page, two zoom it", scrollsPast],
];

// Every parameter of the query, with values that are taken and values that are refused with a sentence.

import assert from "node:assert/strict";
import { colours, node, until, values } from "./browser.mjs";

// A good value and what it does; bad ones; what the sentence about a bad one must name.
const cases = [
  { name: "embed", good: "1", shows: (page) => page.locator("#column").isHidden(), bad: ["yes", "2"], said: ["1 or 0", "0 is used"] },
  { name: "lesson", good: "thirty-six", shows: (page) => page.locator("[data-lesson=thirty-six] h2").first().isVisible(), bad: ["nothing", "toString", "why-causal-too"], said: ["why-causal"] },
  { name: "step", good: "2", shows: (page) => page.getByText(/step 2 of/i).first().count(), bad: ["0", "99", "1.5", "x"], said: ["1 to"] },
  { name: "theme", good: "contrast", shows: (page) => page.evaluate(() => getComputedStyle(document.body).color === "rgb(255, 255, 255)"), bad: ["purple", ""], said: ["auto, light, dark or contrast"] },
  { name: "motion", good: "reduce", shows: (page) => page.evaluate(() => document.documentElement.dataset.motion === "reduce"), bad: ["none"], said: ["auto or reduce"] },
  { name: "colormap", good: "cividis", shows: (page) => page.evaluate(() => document.documentElement.dataset.colormap === "cividis"), bad: ["jet"], said: ["viridis", "cividis", "gray"] },
  { name: "view", good: "table", shows: (page) => page.locator("#canvas").isHidden(), bad: ["sideways"], said: ["both, canvas or table", "canvas is used"] },
  { name: "hide", good: "cost,chart", shows: hidden, bad: ["cost,board", "__proto__"], said: ["inspector", "nothing hidden"] },
  { name: "readonly", good: "1", shows: (page) => until("the refusal", async () => /for reading/.test(await pressed(page, "causal"))), bad: ["maybe"], said: ["1 or 0"] },
  { name: "links", good: "false", shows: (page) => page.locator(".lesson-share").isHidden(), bad: ["0", "constructor"], said: ["true or false"] },
  { name: "host", good: "https://course.example", shows: () => true, bad: ["course.example", "https://course.example/", "null"], said: ["an origin such as"] },
  { name: "strings", good: "rtl", shows: (page) => page.evaluate(() => document.documentElement.dir === "rtl"), bad: ["short", "xsss"], said: ["long, double, markup or rtl", "none is used"] },
  { name: "seed", good: "7", shows: () => true, bad: ["-1", "1e3", "seven"], said: ["a whole number"] },
];

async function hidden(page) {
  assert.equal(await node(page, "cost").count(), 0);
  return (await node(page, "generation").count()) === 1;
}

async function pressed(page, id) {
  await page.evaluate((one) => document.querySelector(`#twin [data-node="${one}"] [role=switch]`).click(), id);
  return page.getByRole("alert").textContent();
}

function good({ name, good: value, shows }) {
  return async ({ open }) => {
    const page = await open(`?${name}=${value}`);
    assert.equal(await page.getByRole("alert").textContent(), "");
    assert.ok(await shows(page), name);
  };
}

function bad({ name, bad: values, said }) {
  return async ({ open }) => {
    for (const value of values) {
      const page = await open(`?view=table&${name}=${encodeURIComponent(value)}`);
      const banner = await page.getByRole("alert").textContent();
      for (const part of [`${name}=${value}`, ...said]) assert.ok(banner.includes(part), `${banner} lacks ${part}`);
      await page.close();
    }
  };
}

async function aboutThisLink({ open }) {
  const page = await open("?view=table&utm_source=mail&fbclid=1&theme=dark&theme=light");
  assert.equal(await page.getByRole("alert").textContent(), "");
  const about = page.locator(".about");
  await until("About this link", () => about.count());
  await about.locator("summary").click();
  const told = await about.textContent();
  for (const part of ["utm_source and fbclid", "theme 2 times"]) assert.ok(told.includes(part), told);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(247, 248, 250)", "the last one counts");
}

async function namedBesideALink({ open }) {
  for (const rest of ["#version=1&mask=none", "&lesson=thirty-six&step=2"]) {
    const page = await open(`?view=table&theme=purple${rest}`);
    assert.match(await page.getByRole("alert").textContent(), /theme=purple/, rest);
    await page.evaluate(() => document.querySelector('#twin [data-node="cache"] [role=switch]').click());
    assert.equal(await page.getByRole("alert").textContent(), "", "it stays in sight until something is done");
  }
}

async function noSuchLesson({ open }) {
  const page = await open("?lesson=why-causal-too", { viewport: { width: 390, height: 844 } });
  assert.equal(await page.locator("#column").isVisible(), false, "there is no such lesson, so the lab is what is shown");
}

// What the address asks for, what the reader's system does, and the ground that comes of it.
const grounds = [
  ["dark", { colorScheme: "light" }, "#0f1218"],
  ["light", {}, "#f7f8fa"],
  ["contrast", { colorScheme: "light" }, "#000000"],
  ["auto", { contrast: "more" }, "#000000"],
  ["auto", { contrast: "more", colorScheme: "light" }, "#ffffff"],
  ["light", { contrast: "more" }, "#ffffff"],
  ["dark", { contrast: "more", colorScheme: "light" }, "#000000"],
];

const ofThePage = (page, names) => page.evaluate((all) => {
  const style = getComputedStyle(document.documentElement);
  return all.map((name) => style.getPropertyValue(`--${name}`).trim().toLowerCase());
}, names);

// The canvas has the page's colours, and with more contrast its lines too.
async function oneTheme({ open }) {
  for (const [theme, settings, ground] of grounds) {
    const page = await open(`?theme=${theme}`, settings);
    const expected = await ofThePage(page, ["ground", "panel", "accent", ...(/#(0{6}|f{6})/.test(ground) ? ["line"] : [])]);
    assert.equal(expected[0], ground, theme);
    const drawn = await colours(page);
    for (const colour of expected) assert.ok(drawn.includes(colour), `${theme} ${JSON.stringify(settings)}: the canvas lacks ${colour}`);
    await page.close();
  }
  const page = await open();
  await page.emulateMedia({ contrast: "more" });
  await until("a canvas that follows", async () => (await colours(page)).includes("#000000"));
}

const edits = [
  ["press", "causal", ""], ["press", "cache", ""], ["press", "reset", ""], ["set", "Q.0.0", "5"], ["nudge", "Q.0.0", "1"],
  ["set", "token.0", "dog"], ["remove", "token.0", ""], ["press", "token.add", ""], ["set", "mask", "mask.none"], ["press", "scores.0.1", ""],
];

// With the mouse on both pictures, by key, by paste and by typing: the state of a lab for reading stays.
async function forReading({ open }) {
  const page = await open("?readonly&view=both#version=1&mask=bits:100;110;111&tokens=a,b,c&position=2");
  const before = await values(page);
  const unchanged = async (how) => {
    const now = await values(page);
    for (const name of ["mask", "tokens", "parameters"]) assert.deepEqual(now[name], before[name], how);
    // The other matrices follow the position, which a press on Play moves.
    for (const name of ["Q", "K", "V"]) assert.deepEqual(now.matrices[name], before.matrices[name], how);
  };
  const canvas = await page.locator("#canvas").boundingBox();
  for (let x = 20; x < canvas.width; x += 60)
    for (let y = 20; y < Math.min(canvas.height, 800); y += 60) await page.mouse.click(canvas.x + x, canvas.y + y);
  await page.keyboard.press("Escape");
  await unchanged("clicks on the canvas");
  await node(page, "Q.0.0").focus();
  for (const key of ["5", "Enter", "Delete", "Backspace", "F2", "Alt+ArrowUp", "PageUp", "Control+z", "Control+y", "Control+x"]) await page.keyboard.press(key);
  await page.evaluate(() => document.activeElement.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: Object.assign(new DataTransfer(), {}) })));
  await unchanged("keys");
  for (const [, id] of edits) await page.evaluate((one) => document.querySelector(`#twin [data-node="${one}"]`)?.click(), id);
  await unchanged("clicks on the tables");
  await page.evaluate(() => document.querySelector('#twin [data-node="back"]')?.click());
  const { position } = await values(page);
  await page.evaluate(() => document.querySelector('#twin [data-node="step"]')?.click());
  assert.equal((await values(page)).position, position + 1, "it can be stepped");
}

// A lesson whose words have links of every kind, as a teacher may write them.
function linkedLesson() {
  const fetched = window.fetch;
  window.fetch = async (address, ...rest) => {
    const response = await fetched(address, ...rest);
    if (!/lesson-why-causal/.test(response.url)) return response;
    const lesson = await response.json();
    const link = (href, words) => ["p", ["a", { href }, words]];
    lesson.steps[0].text.push(link("https://elsewhere.example/", "A paper"), link("teachers.html", "A page"),
      link("?lesson=thirty-six", "A lesson without the rule"), link("#version=1&tokens=a,b", "Two tokens"));
    return new Response(JSON.stringify(lesson));
  };
}

const addresses = (page) => page.evaluate(() => [...document.querySelectorAll("a[href]")].map((link) => link.href));

// With links=false what leads away is its words, in lessons, lists and dialogs; what sets the board works on.
async function noWayOut({ open }) {
  for (const rule of ["", "&links=false"]) {
    const page = await open(`?lesson=why-causal&step=1${rule}`, { before: linkedLesson });
    const locked = rule !== "";
    for (const words of ["A paper", "A page", "A lesson without the rule", "Two tokens"]) {
      assert.ok(await page.locator(".step:visible").getByText(words).isVisible(), words);
      assert.equal(await page.getByRole("link", { name: words, exact: true }).count(), words === "Two tokens" || !locked ? 1 : 0, words);
    }
    await page.getByText("Two tokens").click();
    await until("the board of the link", async () => (await values(page)).tokens.length === 2);
    await page.locator(".lesson-list-button").click();
    await page.locator("#open-button").click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    const all = await addresses(page);
    assert.ok(all.length > 10, "the list links to its lessons");
    const here = (await page.url()).split("?")[0];
    const away = all.filter((address) => new URL(address).searchParams.get("links") !== "false" || address.split("?")[0] !== here);
    assert.equal(away.length > 0, !locked, away.join(" "));
    assert.equal(await page.getByText("For teachers").isVisible(), !locked);
    await page.locator(".lesson-list .list-title a").nth(2).click();
    await until("another lesson", async () => !(await page.url()).includes("lesson=why-causal"));
    assert.equal((await page.url()).includes("links=false"), locked);
  }
}

export const tests = [
  ...cases.map((one) => [`${one.name}=${one.good} is taken`, good(one)]),
  ...cases.map((one) => [`a bad ${one.name} is named`, bad(one)]),
  ["what the address says beside it is found under About this link", aboutThisLink],
  ["a bad value is named beside a state, too", namedBesideALink],
  ["a lesson that there is not is not turned to", noSuchLesson],
  ["the canvas has the page's theme, with the contrast that the reader's system asks for", oneTheme],
  ["a lab for reading cannot be changed", forReading],
  ["with links=false nothing leads away", noWayOut],
];

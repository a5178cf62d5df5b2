// The language of the page: tables of strings, and sentences that are longer, doubled, full of markup, or read from the
// right, to see what the page does with them.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStrings } from "../../web/site/strings.mjs";
import { serve } from "../../web/serve.mjs";
import { node, openPage, ready, settled, until, words } from "./browser.mjs";
import { compare, told } from "./parity.mjs";

const german = {
  "Causal": "Kausal", "Lab": "Labor", "Next →": "Weiter →", "Lessons": "Lektionen", "step {0} of {1}": "{1} Schritte, dieser ist der {0}.", "rename": "umbenennen",
  "{0} is not a number. Numbers such as 0.5, -2, 1e3 or 2/3 are accepted.": "{0} ist keine Zahl.\nZahlen wie 0.5, -2, 1e3 oder 2/3 werden genommen.",
};

// The site with tables of strings, which the build would have put there.
async function withTables(bench, tables, run) {
  const folder = mkdtempSync(join(tmpdir(), "lookback-"));
  cpSync(bench.site, folder, { recursive: true, filter: (path) => !/\.(br|gz)$/.test(path) });
  const assets = join(folder, "assets");
  const script = join(assets, readdirSync(assets).find((name) => /^lookback\.\w+\.js$/.test(name)));
  let text = readFileSync(script, "utf8");
  const put = (before, after) => {
    assert.equal(text.split(before).length, 2, `the page's script has no ${before}`);
    text = text.replace(before, after);
  };
  put("languages:[]", `languages:${JSON.stringify(Object.keys(tables))}`);
  for (const [tag, table] of Object.entries(tables)) {
    put('"lookback.second.wasm":', `"strings-${tag}.json":"strings-${tag}.0.json","lookback.second.wasm":`);
    writeFileSync(join(assets, `strings-${tag}.0.json`), JSON.stringify(table));
  }
  writeFileSync(script, text);
  const server = await serve(folder, 0);
  try {
    await run(async (path, settings) => {
      const opened = await openPage(bench.browser, `http://127.0.0.1:${server.address().port}/${path}`, settings);
      bench.pages.push(opened);
      await ready(opened.page);
      return opened;
    });
  } finally {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  }
}

const root = (page) => page.evaluate(() => ({ lang: document.documentElement.lang, dir: document.documentElement.dir }));

// What is drawn is what the nodes say, of which the twin is told; so the canvas speaks it too.
async function speaksTheTable(bench) {
  await withTables(bench, { de: german }, async (open) => {
    for (const asked of ["lang=de", "locale=de-AT"]) {
      const { page } = await open(`?${asked}&view=both`);
      assert.deepEqual(await root(page), { lang: "de", dir: "ltr" }, asked);
      assert.equal(await page.locator("#lab").getAttribute("aria-label"), "Labor");
      assert.equal(await page.locator(".lesson-list-button").textContent(), "Lektionen");
      assert.equal(await page.locator(".lesson-next").textContent(), "Weiter →");
      await until("the step", async () => /^5 Schritte|Schritte, dieser ist der 1\.$/.test(await page.locator(".place").first().textContent()));
      assert.match(await words(page, "causal"), /Kausal/, "what the C++ says");
      assert.equal(await page.locator("#twin .small").first().textContent(), "umbenennen", "what the twin adds");
      assert.equal(await page.locator("#open-button").textContent(), "Open", "what the table lacks is English");
      assert.equal(await page.locator("article.lesson").getAttribute("lang"), "en", "lessons are English");
      assert.equal(await page.locator("article.lesson .place").getAttribute("lang"), "de");
      assert.equal(await page.locator("#twin").getAttribute("lang"), null, "the tables are painted anew");
      await page.evaluate(() => document.querySelector('#twin [data-node="Q.0.0"]').focus());
      await page.keyboard.press("Enter");
      await page.locator("#overlay-input").fill("x");
      await page.keyboard.press("Enter");
      assert.equal(await page.locator("#overlay-error").textContent(), "“x” ist keine Zahl.\nZahlen wie 0.5, -2, 1e3 oder 2/3 werden genommen.");
      await page.close();
    }
  });
}

async function fetchesOnlyItsOwn(bench) {
  await withTables(bench, { de: german }, async (open) => {
    const asked = async (path) => {
      const { page } = await open(path);
      await page.waitForLoadState("networkidle");
      const addresses = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
      await page.close();
      return addresses.filter((address) => /strings-/.test(address));
    };
    assert.deepEqual(await asked("?view=table"), []);
    assert.equal((await asked("?view=table&lang=de")).length, 1);
  });
}

async function unknownIsEnglish({ open, pages }) {
  for (const tag of ["xx", "tlh-Latn", "!", "constructor"]) {
    const heard = [];
    const page = await open(`?view=table&lang=${encodeURIComponent(tag)}`, { plain: true });
    pages.at(-1).allowed = [/^info: There is no table of strings for lang=/];
    await ready(page);
    heard.push(...pages.at(-1).complaints, ...await page.evaluate(() => window.complaints ?? []));
    assert.equal(heard.length, 1, `${tag}: ${heard}`);
    assert.ok(heard[0].includes(`lang=${tag};`), heard[0]);
    assert.equal((await root(page)).lang, "en");
    assert.equal(await page.getByRole("alert").textContent(), "");
    assert.equal(await page.locator(".about").count(), 0);
    assert.match(await words(page, "causal"), /Causal/);
  }
  const page = await open("?view=table&lang=en-GB");
  assert.equal((await root(page)).lang, "en");
}

// What the build says of a table that is not right.
async function tablesAreHeldAgainstTheKeys() {
  const english = { "Causal": [], "step {0} of {1}": [], "{0}, {0}": [] };
  const read = (name, table) => {
    const folder = mkdtempSync(join(tmpdir(), "lookback-"));
    try {
      writeFileSync(join(folder, "english.json"), JSON.stringify(english));
      writeFileSync(join(folder, name), JSON.stringify(table));
      return readStrings(folder, english);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const good = { "step {0} of {1}": "von {1} Schritten der {0}.", "{0}, {0}": "{0}" };
  assert.deepEqual(read("de.json", good), [["de", good]]);
  assert.deepEqual(read("pt-BR.json", {}), [["pt-BR", {}]]);
  assert.throws(() => read("deutsch_1.json", {}), /no language tag/);
  assert.throws(() => read("de.json", { "Casual": "Lässig" }), /"Casual" is not said/);
  assert.throws(() => read("de.json", { "toString": "x" }), /"toString" is not said/);
  assert.throws(() => read("de.json", { "step {0} of {1}": "Schritt {0}" }), /other places/);
  assert.throws(() => read("de.json", { "Causal": "{0}" }), /other places/);
  assert.throws(() => read("de.json", { "Causal": "" }), /no translation/);
}

// The places of the page, one after the other: `look` is called at each. The width decides which there are.
async function everywhere(open, strings, width, look) {
  const page = await open(`?strings=${strings}&view=table`, { viewport: { width, height: 900 } });
  await settled(page);
  const phone = width < 640;
  await look(page, "the tables");
  if (phone) await page.locator("#tabs [data-panel=lesson]").click();
  await until("the lesson", () => page.evaluate(() => !!document.querySelector(".lesson .actions") && !document.querySelector("[aria-busy]")));
  await look(page, "the lesson");
  await page.locator(".lesson-list-button").click();
  await page.locator(".lesson-list .list-foot").waitFor();
  await look(page, "the list of lessons");
  await page.locator(".lesson-list-button").click();
  await page.locator("#open-button").click();
  await page.getByRole("dialog").waitFor();
  await look(page, "Open");
  await page.locator("dialog header button").click();
  await page.locator(".lesson-share").click();
  for (const tab of ["link", "frame", "picture", "numbers", "code", "file"]) {
    await page.locator(`#dialog-tab-${tab}`).click();
    if (tab === "code") await until("the code", async () => (await page.locator("dialog textarea").inputValue()) !== "");
    await look(page, `Share, ${tab}`);
  }
  await page.locator("dialog header button").click();
  // A refusal, and what the address said wrongly.
  await page.evaluate(() => document.querySelector('#twin [data-node="Q.0.0"]').focus());
  await page.evaluate(() => location.replace("#version=1&mask=purple"));
  await until("the refusal", async () => (await page.getByRole("alert").textContent()) !== "");
  await look(page, "a refusal");
  await page.close();
}

// Words that were never said: letters outside of « ». Lessons, tokens, numbers and symbols are not said.
const unsaid = (page, within) => page.evaluate((root) => {
  const tokens = new Set(window.lookback.values().tokens);
  const names = new Set(["Markdown", "LaTeX", "NumPy", "PyTorch"]);
  const left = "script, noscript, .chip, .beam, .equation, .list-title a, .teaches, .needs a, textarea";
  const ofLessons = (element) => {
    const article = element.closest("article.lesson");
    return article !== null && !element.closest(".place, .actions, .outcome");
  };
  const found = new Set();
  const judge = (text, where) => {
    const bare = text.trim();
    if (/\p{Ll}{3}/u.test(bare) && !bare.includes("«") && !tokens.has(bare) && !names.has(bare)) found.add(`${where}: ${bare.slice(0, 80)}`);
  };
  for (const element of document.querySelectorAll(`${root} *`)) {
    if (element.closest(left) || ofLessons(element) || element.closest("[hidden]")) continue;
    const where = element.closest("[data-node]")?.dataset.node ?? `${element.tagName.toLowerCase()}.${element.className}`;
    for (const child of element.childNodes) if (child.nodeType === Node.TEXT_NODE) judge(child.nodeValue, where);
    for (const name of ["aria-label", "title", "alt", "aria-valuetext"]) judge(element.getAttribute(name) ?? "", `${where} ${name}`);
    if (element.matches("option, optgroup")) judge(element.getAttribute("label") ?? "", `${where} label`);
  }
  return [...found];
}, within);

// What is wider than its box.
const cut = (page) => page.evaluate(() => [...document.querySelectorAll("button, label, legend, summary, caption, select, h1, h2, h3, p, header, .turn, .column-head, .row, .dialog-tabs, .segments, .control")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }) && getComputedStyle(element).display !== "inline"
    && element.clientWidth > 1 && !element.closest(".out-of-sight, [data-twin='hidden'] .twin, .scroll") && element.scrollWidth > element.clientWidth + 1)
  .map((element) => `${element.tagName} ${element.className} ${element.scrollWidth} in ${element.clientWidth}: ${element.textContent.slice(0, 60)}`));

const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

async function allIsSaid({ open }) {
  await everywhere(open, "long", 1440, async (page, where) => assert.deepEqual(await unsaid(page, "body > :not(#lab)"), [], where));
}

const nothingIsCut = (strings, widths) => async ({ open }) => {
  for (const width of widths)
    await everywhere(open, strings, width, async (page, where) => {
      assert.deepEqual(await cut(page), [], `${where} at ${width}`);
      assert.equal(await sideways(page), false, `${where} at ${width}`);
    });
};

async function markupStaysWords({ open }) {
  await everywhere(open, "xss", 1440, async (page, where) => {
    assert.equal(await page.evaluate(() => document.querySelectorAll("b, img[src=x], [onerror]").length), 0, where);
    assert.ok((await page.locator("body").textContent()).includes("<img src=x onerror=alert(1)>"), where);
  });
}

async function readsFromTheRight({ open }) {
  for (const width of [900, 390])
    await everywhere(open, "rtl", width, async (page, where) => {
      assert.deepEqual(await root(page), { lang: "en", dir: "rtl" });
      assert.equal(await sideways(page), false, `${where} at ${width}`);
      const turned = await page.evaluate(() => [...document.querySelectorAll("#twin table, #twin .tokens, #twin .stepper, article.lesson")]
        .filter((element) => getComputedStyle(element).direction !== "ltr").map((element) => element.outerHTML.slice(0, 80)));
      assert.deepEqual(turned, [], `${where}: numbers and lessons are read from the left`);
    });
  const page = await open("?strings=rtl");
  const [column, lab] = await Promise.all(["#column", "#lab"].map((id) => page.locator(id).boundingBox()));
  assert.ok(column.x > lab.x, "the lesson is to the right of the lab");
  const phone = await open("?strings=rtl", { viewport: { width: 390, height: 844 } });
  await phone.locator("#tabs [data-panel=lab]").focus();
  await phone.keyboard.press("ArrowLeft");
  assert.equal(await phone.locator("#tabs [data-panel=lesson]").getAttribute("aria-selected"), "true", "what comes next is to the left");
}

const links = ["", "#version=1&mechanism=retention", "#version=1&study=stale_cache"];

// The twin tells what the nodes say, in each disguise.
async function tellsTheSame({ open, nodes }) {
  for (const strings of ["long", "double", "markup", "rtl"])
    for (const link of links) {
      const page = await open(`?strings=${strings}&view=both${link}`);
      await settled(page);
      const now = await page.evaluate(() => window.lookback.link());
      compare(nodes(now, "--strings", strings), await told(page));
      await page.close();
    }
}

export const tests = [
  ["a table of strings is spoken by the canvas, the tables and the page", speaksTheTable],
  ["a table of strings is fetched by pages of its language alone", fetchesOnlyItsOwn],
  ["a language without a table is English, and the console says so", unknownIsEnglish],
  ["the build holds a table of strings against the keys", tablesAreHeldAgainstTheKeys],
  ["with strings=long nothing of the page is left unsaid", allIsSaid],
  ["with strings=long nothing is cut", nothingIsCut("long", [1440, 390])],
  ["with strings=double nothing is cut on a phone", nothingIsCut("double", [390])],
  ["with strings=markup no element is made of a sentence", markupStaysWords],
  ["with strings=rtl the page is turned, and numbers and lessons are not", readsFromTheRight],
  ["the tables tell what the nodes say, whatever is done to the strings", tellsTheSame],
];

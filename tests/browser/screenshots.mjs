// Pictures of the page at three widths, in both themes and as tables, for looking at.
//   node tests/browser/screenshots.mjs --site build/site --out build/screenshots

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { serve } from "../../web/serve.mjs";
import { openPage, ready, settled } from "./browser.mjs";
import { launchChromium } from "./engines/chromium.mjs";

const workMs = 1500;  // what a study's work takes, more or less

const { values: options } = parseArgs({ options: { site: { type: "string" }, out: { type: "string" } } });
if (!options.site || !options.out) {
  console.error("Say --site FOLDER and --out FOLDER.");
  process.exit(2);
}
mkdirSync(options.out, { recursive: true });
const server = await serve(options.site, 0);
const home = `http://127.0.0.1:${server.address().port}/`;
const browser = await launchChromium();
const sizes = { wide: [1440, 900], middle: [900, 700], phone: [390, 844] };
for (const colorScheme of ["dark", "light"]) {
  for (const [name, [width, height]] of Object.entries(sizes)) {
    const { page, context } = await openPage(browser, home, {
      viewport: { width, height }, colorScheme, hasTouch: name === "phone", isMobile: name === "phone",
      deviceScaleFactor: name === "phone" ? 2 : 1,
    });
    await ready(page);
    await settled(page);
    const picture = async (part, full = false) => {
      await settled(page);
      await page.screenshot({ path: join(options.out, `${name}-${colorScheme}-${part}.png`), fullPage: full });
    };
    await picture("lab", name === "middle");
    if (name === "phone") {
      await page.getByRole("tab", { name: "Lesson" }).tap();
      await picture("lesson");
      await page.getByRole("tab", { name: "Table" }).tap();
      await picture("table", true);
    } else {
      await page.getByRole("button", { name: "Tables" }).click();
      await picture("table", name === "middle");
    }
    const studies = await page.locator("[data-node^='study.']").evaluateAll((options) =>
      options.map((one) => one.getAttribute("data-node").slice("study.".length)).filter((id) => id !== "board"));
    if (name === "phone") await page.getByRole("tab", { name: "Lab" }).tap();
    else await page.getByRole("button", { name: "Tables" }).click();
    for (const id of studies) {
      await page.evaluate((one) => window.lookback.open(`#study=${one}`), id);
      await page.waitForTimeout(workMs);
      await picture(`study-${id}`, name !== "wide");
    }
    await context.close();
  }
}
await browser.close();
server.close();

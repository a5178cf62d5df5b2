// From an empty tab to what the page itself calls its first frame, with nothing cached.

import { openPage } from "../../browser/browser.mjs";

const patienceMs = 120_000;

async function load(browser, home, throttle) {
  const { page, context } = await openPage(browser, "about:blank");
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: throttle });
  await page.goto(home);
  await page.waitForFunction(() => performance.getEntriesByName("lookback-first-frame").length > 0, undefined, { timeout: patienceMs });
  const ms = await page.evaluate(() => performance.getEntriesByName("lookback-first-frame")[0].startTime);
  await context.close();
  return ms;
}

// Milliseconds since the navigation began, of each time; a new context has nothing cached.
export async function firstFrames(browser, home, { throttle, times }) {
  const found = [];
  for (let i = 0; i < times; ++i) found.push(await load(browser, home, throttle));
  return found;
}

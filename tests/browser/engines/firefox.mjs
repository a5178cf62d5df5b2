// Firefox as it is packaged, by puppeteer over WebDriver BiDi, on a screen: without one it has no WebGL.

import { createRequire } from "node:module";
import { Context, NotHere } from "./dialect.mjs";

const require = createRequire(new URL("../../../web/package.json", import.meta.url));
const puppeteer = require("puppeteer-core");

class Tab {
  constructor(page) { this.page = page; }
  on(kind, told) { this.page.on(kind, told); }
  run(expression) { return this.page.evaluate(expression); }
  async runInFrame(place, expression) {
    const frame = await (await this.page.$$("iframe"))[place].contentFrame();
    return frame.evaluate(expression);
  }
  go(address) { return this.page.goto(address, { waitUntil: "load" }); }
  reload() { return this.page.reload({ waitUntil: "load" }); }
  address() { return this.page.url(); }
  key(way, key) { return this.page.keyboard[way](key === "Space" ? " " : key); }
  insert(words) { return this.page.evaluate((text) => { document.execCommand("insertText", false, text); }, words); }
  pointer(way, x, y) {
    if (way !== "move") return this.page.mouse[way]();
    this.at = { x, y };
    return this.page.mouse.move(x, y);
  }
  press(times) { return this.page.mouse.click(this.at.x, this.at.y, { count: times }); }
  wheel(at, deltaX, deltaY) { return this.page.mouse.wheel({ deltaX, deltaY }); }
  async size({ width, height }) {
    this.extent = { width, height };
    await this.page.setViewport({ width, height, deviceScaleFactor: this.scale });
  }
  picture(clip) { return this.page.screenshot({ clip: clip ?? undefined }).then(Buffer.from); }
  front() { return this.page.bringToFront(); }
  close() { return this.page.close(); }
}

export async function launchFirefox({ webgl = true } = {}) {
  const preferences = { "ui.systemUsesDarkTheme": 1, "layout.css.prefers-color-scheme.content-override": 0, ...(webgl ? {} : { "webgl.disabled": true }) };
  const browser = await puppeteer.launch({ browser: "firefox", executablePath: "/usr/bin/firefox-esr", headless: false, extraPrefsFirefox: preferences });
  return {
    house: undefined,
    async newContext({ viewport = { width: 1280, height: 720 }, colorScheme = "dark", deviceScaleFactor = 1, hasTouch, isMobile, acceptDownloads, ...others } = {}) {
      if (hasTouch || isMobile) throw new NotHere("touch");
      if (colorScheme !== "dark") throw new NotHere("another system theme");
      for (const other of Object.keys(others)) throw new NotHere(`the setting ${other}`);
      const own = await browser.createBrowserContext();
      const context = new Context(this.house, async () => {
        const tab = new Tab(await own.newPage());
        tab.scale = deviceScaleFactor;
        await tab.size(viewport);
        return tab;
      });
      context.close = () => own.close();
      // The protocol tells of an error in the console that there was one, and not which.
      await context.addInitScript(() => {
        for (const kind of ["error", "warn"]) {
          const say = console[kind];
          console[kind] = (...words) => say(...words.map(String));
        }
      });
      return context;
    },
    close: () => browser.close(),
  };
}

// Chromium by Playwright, with WebGL 2 in software.

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

// playwright-core is installed beside the page's sources.
const require = createRequire(fileURLToPath(new URL("../../../web/package.json", import.meta.url)));
const { chromium } = require("playwright-core");

const quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
const software = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
const without = ["--disable-gpu", "--disable-3d-apis"];

export function launchChromium({ webgl = true } = {}) {
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
  if (!executablePath) throw new Error("There is no Chromium in /usr/bin; on Debian, apt-get install chromium.");
  return chromium.launch({ executablePath, headless: true, args: [...quiet, ...(webgl ? software : without)] });
}

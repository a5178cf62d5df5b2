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

const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
// The same engine without windows: a page takes half the processor time, most of which the rest of the browser took.
const shells = ["/usr/bin/chromium-headless-shell"];

// WebGL is drawn in software, and the page around it need not be: that is half a second of processor time for each page.
const plain = ["--disable-gpu-compositing"];

function launch(candidates, webgl, more = []) {
  const executablePath = candidates.find(existsSync);
  if (!executablePath) throw new Error("There is no Chromium in /usr/bin; on Debian, apt-get install chromium.");
  return chromium.launch({ executablePath, headless: true, args: [...quiet, ...(webgl ? software : without), ...more] });
}

// The whole browser, for what is measured or pictured.
export const launchChromium = ({ webgl = true } = {}) => launch(browsers, webgl);

// For tests: the shell where there is one.
export const launchShell = ({ webgl = true } = {}) => launch([...shells, ...browsers], webgl, plain);

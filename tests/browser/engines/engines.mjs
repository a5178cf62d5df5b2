// The engines that the tests know, and what differs between them.

import { launchShell } from "./chromium.mjs";

export const engines = {
  chromium: { name: "Chromium", launch: launchShell },
  firefox: { name: "Firefox", house: true, launch: async (settings) => (await import("./firefox.mjs")).launchFirefox(settings) },
  webkit: { name: "WebKitGTK", house: true, launch: async (settings) => (await import("./webkit.mjs")).launchWebKit(settings) },
};

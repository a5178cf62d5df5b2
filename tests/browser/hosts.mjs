// Pages that frame the lab: servers of other origins, one of them with the site's files but without CORS headers.

import { createServer } from "node:http";
import { openPage, until } from "./browser.mjs";
import { NotHere } from "./engines/dialect.mjs";

const listening = (server) => new Promise((done) => server.listen(0, "127.0.0.1", () => done(server.address().port)));

// A copy of the site that sends nothing but types.
export async function siteWithoutCors(home) {
  const port = await listening(createServer(async (request, response) => {
    const got = await fetch(new URL(request.url, home));
    response.writeHead(got.status, { "Content-Type": got.headers.get("content-type") });
    response.end(Buffer.from(await got.arrayBuffer()));
  }));
  return `http://localhost:${port}/`;
}

const pages = new Map();
let host;

// The address of a page with this body, on an origin of its own. It keeps every message that it hears in window.heard.
export async function hosted(body) {
  host ??= await listening(createServer((request, response) => {
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
    response.end(pages.get(request.url) ?? "");
  }));
  const path = `/${pages.size}.html`;
  pages.set(path, `<!doctype html><html lang="en"><title>A course</title>
    <script>window.heard = []; addEventListener("message", ({ origin, data }) => window.heard.push({ origin, data }));</script><body>${body}`);
  return `http://127.0.0.1:${host}${path}`;
}

export const originOf = (address) => new URL(address).origin;

export async function openHost({ browser, pages: opened }, body, { allowed, ...settings } = {}) {
  const one = await openPage(browser, await hosted(body), settings);
  one.allowed = allowed;
  opened.push(one);
  return one.page;
}

// WebKitGTK as it is packaged has WebKit's bug 316847: in a locked frame a page's own files are refused.
export function needsLockedFrames({ engine }) {
  if (engine === "webkit") throw new NotHere("locked frames");
}

export async function frameAt(page, index = 0) {
  const element = await page.locator("iframe").nth(index).elementHandle();
  return until("the frame", () => element.contentFrame());
}

// The canvas of the lab in a frame is drawn.
export const drawn = (frame) => until("the canvas in the frame", () =>
  frame.evaluate(() => document.documentElement?.dataset.canvas === "shown" && window.lookback !== undefined).catch(() => false), 30_000);

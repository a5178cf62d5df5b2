// The service worker: after the first visit the whole site is on the device and starts without a network. A version is
// taken in whole, every file held against its hash, and waits until no page of the last one is open.

import { files, version } from "lookback-files";
import { cacheOf, dropCaches, worker } from "./caches";

// index.html goes by the name of its folder.
const addressOf = (path: string) => new URL(path.replace(/^index\.html$/, ""), worker.registration.scope).href;
const hashes = new Map(files.map(([path, hash]) => [addressOf(path), hash]));

async function takeIn(): Promise<void> {
  const cache = await cacheOf(version);
  for (const [address, hash] of hashes)
    if (!(await cache.match(address))) await cache.put(address, await whole(address, hash));
}

// What has its hash in its name never changes, so that the browser's own copy, or that of the last version, serves.
async function whole(address: string, hash: string): Promise<Response> {
  const named = address.includes(`.${hash}.`);
  const answer = (named && (await caches.match(address))) || (await fetch(address, { cache: named ? "default" : "no-cache" }));
  if (!answer.ok || answer.redirected) throw new Error(`${address}: the server answered ${answer.status}.`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await answer.clone().arrayBuffer()));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (!found.startsWith(hash)) throw new Error(`${address} is of another version.`);
  return answer;
}

async function kept(address: string, request: Request): Promise<Response> {
  return (await (await cacheOf(version)).match(address, { ignoreVary: true })) ?? fetch(request);
}

worker.addEventListener("install", (event) => event.waitUntil(takeIn()));
worker.addEventListener("activate", (event) => event.waitUntil(dropCaches(version)));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = addressOf(request.url.replace(/[?#].*$/, "").replace(/\/index\.html$/, "/"));
  if (request.method === "GET" && hashes.has(address)) event.respondWith(kept(address, request));
});

// A page that remembers everything it complained about, and what tests ask of it again and again.

// Chromium's word on pages that it puts together without the GPU, as engines/chromium.mjs tells it to.
const ofItself = /GPU stall due to ReadPixels/;

// What a page will have complained about.
export function complaintsOf(page) {
  const complaints = [];
  page.on("console", (message) => ofItself.test(message.text()) || complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  return complaints;
}

// A page in a context of its own; `complaints` holds every console message, error, failed request and
// violation of the policy. `before` runs in the page ahead of its own scripts. Without `offline`, nothing is kept for
// later visits, which only costs time.
export async function openPage(browser, address, options = {}) {
  const { before, offline = false, ...settings } = options;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "dark", ...settings });
  if (!offline)
    await context.addInitScript(() => {
      if (typeof ServiceWorkerContainer !== "undefined") ServiceWorkerContainer.prototype.register = () => new Promise(() => {});
    });
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // The browser gives up fetching the tab's picture when the address changes meanwhile; Firefox says so of anything.
    if (why === "net::ERR_ABORTED" && /\/icon\.\w+\.svg$/.test(request.url())) return;
    if (why === "NS_BINDING_ABORTED") return;
    complaints.push(`failed: ${request.url()} ${why}`);
  });
  page.on("response", (response) => response.status() >= 400 && complaints.push(`${response.status()}: ${response.url()}`));
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) =>
      window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  if (before) await page.addInitScript(before);
  await page.goto(address);
  return { page, context, complaints };
}

// Of tests that leave a page while it may still be fetching: what was on its way is given up.
export const leaving = (tests) => tests.map(([name, run]) => [name, async (bench) => {
  await run(bench);
  for (const opened of bench.pages) opened.allowed = [...(opened.allowed ?? []), /^failed: .* net::ERR_ABORTED$/];
}]);

// What engines say of a fetch that a test broke off.
export const brokenOff = [/ERR_FAILED/, /NS_ERROR_NET/];

export async function ready(page) {
  await page.waitForFunction(() => window.lookback !== undefined);
  await page.evaluate(() => window.lookback.ready);
}

// Two frames later everything that was asked for has been drawn and painted.
export async function settled(page) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
}

// How many have been composed.
export const frames = (page) => page.evaluate(() => window.lookback.frames);

// Until no frame is composed any more, and what `done` asks for is true, if it asks for anything.
export async function resting(page, done = () => true) {
  await until("the canvas to rest", async () => {
    const before = await frames(page);
    await page.waitForTimeout(150);
    return await done() && await frames(page) === before;
  }, 60_000);
}

export const node = (page, id) => page.locator(`[data-node="${id}"]`);

// The node itself or its first button, where it has some.
export const buttonOf = (page, id) => page.locator(`button[data-node="${id}"], [data-node="${id}"] button`).first();

// The words of a node in the twin.
export const words = (page, id) => node(page, id).textContent();

export const values = (page) => page.evaluate(() => window.lookback.values());

// The colours that a picture of the canvas has, as #rrggbb.
export async function colours(page) {
  const picture = await page.locator("#canvas").screenshot();
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const pixels = new DataView(context.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer);
    const found = new Set();
    for (let at = 0; at < pixels.byteLength; at += 4) found.add(pixels.getUint32(at) >>> 8);
    return [...found].map((colour) => `#${colour.toString(16).padStart(6, "0")}`);
  }, picture.toString("base64"));
}

// What is drawn, read in the task that draws it.
export const picture = (page) => page.evaluate(() => new Promise((done) => {
  const canvas = document.getElementById("canvas");
  canvas.dispatchEvent(new PointerEvent("pointermove", { clientX: 0, clientY: 0, bubbles: true }));
  requestAnimationFrame(() => done(canvas.toDataURL()));
}));

// Two pictures up to the end of their pixels: Firefox notes something behind them.
export function samePicture(one, other) {
  const pixels = (address) => {
    const png = Buffer.from(address.split(",")[1], "base64");
    const last = png.lastIndexOf("IDAT");
    return png.subarray(0, last + 4 + png.readUInt32BE(last - 4));
  };
  return pixels(one).equals(pixels(other));
}

// Waits until `look` gives a true value; says what it was waiting for.
export async function until(what, look, patienceMs = 10_000) {
  const end = Date.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((done) => setTimeout(done, 40));
  }
}

// A small generator, so that a seed in a test replays: Mulberry32 (Tommy Ettinger, public domain).
export function randomFrom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    below: (count) => Math.floor(next() * count),
    between: (low, high) => low + next() * (high - low),
    pick: (list) => list[Math.floor(next() * list.length)],
  };
}

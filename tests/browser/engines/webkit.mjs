// WebKitGTK's MiniBrowser by WebKitWebDriver, over the W3C's WebDriver protocol. A context is a session of its own.

import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { Context, NotHere } from "./dialect.mjs";

const names = {
  Control: "\ue009", Shift: "\ue008", Alt: "\ue00a", Meta: "\ue03d", Enter: "\ue007", Tab: "\ue004", Backspace: "\ue003", Delete: "\ue017", Escape: "\ue00c",
  ArrowUp: "\ue013", ArrowDown: "\ue015", ArrowLeft: "\ue012", ArrowRight: "\ue014", Home: "\ue011", End: "\ue010", PageUp: "\ue00e", PageDown: "\ue00f",
  Space: " ", Period: ".", F1: "\ue031", F2: "\ue032", Insert: "\ue016",
};

const shifted = { Period: ">" };

class Tab {
  // `windows`: the handles of those of its session.
  constructor(call, handle, windows) { Object.assign(this, { call, handle, windows, held: new Set() }); }
  #alone(work) { return spokenTo(this.call, this.handle, work); }
  on() {}  // see listen()
  run(expression) { return this.#alone(() => this.#execute(expression)); }
  runInFrame(place, expression) {
    return this.#alone(async () => {
      const frames = await this.call("POST", "/elements", { using: "css selector", value: "iframe" });
      await this.call("POST", "/frame", { id: frames[place] });
      return this.#execute(expression);
    });
  }
  async #execute(expression) {
    const script = `const done = arguments[arguments.length - 1]; (${expression}).then((value) => done([value]), (error) => done([null, String(error)]));`;
    const [value, error] = await this.call("POST", "/execute/async", { script, args: [] });
    if (error) throw new Error(error);
    return value;
  }
  go(url) { return this.#alone(() => this.call("POST", "/url", { url })); }
  reload() { return this.#alone(() => this.call("POST", "/refresh", {})); }
  address() { return this.run("(async () => location.href)()"); }
  #act(...actions) { return this.#alone(() => this.call("POST", "/actions", { actions })); }
  async key(way, key) {
    if (way === "down" && this.held.has(key)) throw new NotHere("keys that are held");
    if (way === "down") this.held.add(key);
    else this.held.delete(key);
    const character = this.held.has("Shift") ? shifted[key] ?? names[key] : names[key];
    await this.#act({ type: "key", id: "keyboard", actions: [{ type: way === "down" ? "keyDown" : "keyUp", value: character ?? key }] });
  }
  insert(words) { return this.run(`(async () => { document.execCommand("insertText", false, ${JSON.stringify(words)}); })()`); }
  #pointing(actions) { return this.#act({ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions }); }
  pointer(way, x, y) {
    const to = (at) => ({ type: "pointerMove", duration: 0, ...at, origin: "viewport" });
    if (way === "move") {
      this.at = { x: Math.round(x), y: Math.round(y) };
      return this.#pointing([to(this.at)]);
    }
    // The window may have become smaller than where the pointer is, which the driver refuses.
    const { width, height } = this.extent;
    if (this.at) this.at = { x: Math.min(this.at.x, width - 1), y: Math.min(this.at.y, height - 1) };
    return this.#pointing([...(this.at ? [to(this.at)] : []), { type: way === "down" ? "pointerDown" : "pointerUp", button: 0 }]);
  }
  press(times) {
    return this.#pointing(Array.from({ length: times }, () => [{ type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }]).flat());
  }
  wheel({ x, y }, deltaX, deltaY) {
    if (this.held.size !== 0) throw new NotHere("the wheel with a key");  // its driver sends none
    return this.#act({ type: "wheel", id: "wheel", actions: [{ type: "scroll", duration: 0, x: Math.round(x), y: Math.round(y), deltaX, deltaY, origin: "viewport" }] });
  }
  // A window's frame takes some of what it is given.
  async size({ width, height }) {
    this.extent = { width, height };
    const given = { x: 0, y: 0, width, height };
    for (let round = 0; round < 4; ++round) {
      await this.#alone(() => this.call("POST", "/window/rect", given));
      const [innerWidth, innerHeight] = await this.run("(async () => { await new Promise((done) => setTimeout(done, 60)); return [innerWidth, innerHeight]; })()");
      if (innerWidth === width && innerHeight === height) return;
      given.width = Math.max(1, given.width + width - innerWidth);
      given.height = Math.max(1, given.height + height - innerHeight);
    }
    throw new NotHere(`a window of ${width} × ${height}`);
  }
  async picture(clip) {
    const whole = await this.#alone(() => this.call("GET", "/screenshot"));
    return Buffer.from(clip ? await this.run(`(${cut})(${JSON.stringify(whole)}, ${JSON.stringify(clip)})`) : whole, "base64");
  }
  async front() {}  // each has a window of its own
  // A session ends with its last window.
  close() {
    return this.#alone(async () => {
      if (this.windows.size === 1) await newWindow(this.call, this.windows);
      await this.call("DELETE", "/window");
      this.windows.delete(this.handle);
    });
  }
}

// Of all windows of a session one is spoken to, and one of its frames: nothing may come between turning there and speaking.
function spokenTo(call, handle, work) {
  const before = call.last;
  const mine = (async () => {
    await before?.catch(() => {});
    await call("POST", "/window", { handle });
    return work();
  })();
  call.last = mine;
  return mine;
}

async function newWindow(call, windows) {
  const { handle } = await call("POST", "/window/new", { type: "window" });
  windows.add(handle);
  return handle;
}

// Runs in the page: a part of a picture.
async function cut(base64, { x, y, width, height }) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const part = await createImageBitmap(new Blob([bytes], { type: "image/png" }), x, y, width, height);
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  canvas.getContext("2d").drawImage(part, 0, 0);
  return canvas.toDataURL().split(",")[1];
}

const freePort = () => new Promise((done) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => done(port));
  });
});

// Runs ahead of the page's scripts: what would stand in the console. That sizes are told a frame later is no mistake,
// and the other engines do not say so.
function listen() {
  window.complaints = [];
  for (const kind of ["log", "info", "warn", "error"]) console[kind] = (...words) => window.complaints.push(`${kind}: ${words.join(" ")}`);
  addEventListener("error", (event) => event.message && !event.message.startsWith("ResizeObserver loop") && window.complaints.push(`error: ${event.message}`));
  addEventListener("unhandledrejection", (event) => window.complaints.push(`error: ${event.reason}`));
}

// As Chromium's tests do: these fade, and some of them would be in a picture.
function hideScrollbars() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("::-webkit-scrollbar { display: none }");
  document.adoptedStyleSheets.push(sheet);
}

// A driver has one session, so each has one of its own.
async function startDriver() {
  const port = await freePort();
  const driver = spawn("WebKitWebDriver", ["-p", String(port)], { stdio: "ignore", env: { ...process.env, GTK_THEME: "Adwaita:dark" } });
  const call = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
    return value;
  };
  for (let patience = 100; ; --patience) {
    try {
      await call("GET", "/status");
      break;
    } catch (error) {
      if (patience === 0) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
  const { sessionId } = await call("POST", "/session", { capabilities: { alwaysMatch: {} } });
  const inSession = (method, path, body) => call(method, `/session/${sessionId}${path}`, body);
  await inSession("POST", "/timeouts", { script: 110_000 });
  return {
    call: inSession,
    end: async () => {
      await inSession("DELETE", "").catch(() => {});
      driver.kill();
    },
  };
}

export async function launchWebKit({ webgl = true } = {}) {
  if (!webgl) throw new NotHere("a browser without WebGL");
  return {
    house: undefined,
    async newContext({ viewport = { width: 1280, height: 720 }, colorScheme = "dark", deviceScaleFactor = 1, hasTouch, isMobile, acceptDownloads, ...others } = {}) {
      if (hasTouch || isMobile) throw new NotHere("touch");
      if (deviceScaleFactor !== 1) throw new NotHere("another pixel ratio");
      if (colorScheme !== "dark") throw new NotHere("another system theme");
      for (const other of Object.keys(others)) throw new NotHere(`the setting ${other}`);
      this.house.before.push(`(${listen})();`, `(${hideScrollbars})();`);
      const { call, end } = await startDriver();
      const windows = new Set();
      const context = new Context(this.house, async () => {
        const [open] = windows;
        const handle = open ? await spokenTo(call, open, () => newWindow(call, windows)) : await call("GET", "/window");
        windows.add(handle);
        const tab = new Tab(call, handle, windows);
        await tab.size(viewport);
        return tab;
      });
      context.close = end;
      return context;
    },
    close: async () => {},
  };
}

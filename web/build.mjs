// Makes the site: one folder of static files that works under any path.
//   node build.mjs --wasm build/wasm --native build/native/lookback --fonts build/fonts --out build/site
// With --offline=off, nothing is kept on the devices of its readers, and what was kept there goes.

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { budget, compress } from "./site/bytes.mjs";
import { bundleClassic, bundleCourse, bundleExtras, bundleKernels, bundleOffline, bundleScript, bundleStyle, bundleWorker, hashed, hashOf, runAtBuild } from "./site/bundle.mjs";
import { compileLessons, firstLesson, readLessons } from "./site/lessons.mjs";
import { pagesHtml } from "./site/pages.mjs";
import { writeSingle } from "./site/single.mjs";
import { snippetTexts } from "./site/snippets.mjs";
import { gather, isUpToDate, outdated } from "./strings/gather.mjs";
import { readStrings } from "./site/strings.mjs";
import { siteTests } from "./site/tests.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    wasm: { type: "string" }, native: { type: "string" }, fonts: { type: "string" }, out: { type: "string" },
    lessons: { type: "string", default: join(here, "lessons") }, strings: { type: "string", default: join(here, "strings") }, offline: { type: "string", default: "on" },
  },
});
for (const name of ["wasm", "native", "fonts", "out"])
  if (!options[name]) stop(`Say --${name} PATH. All of --wasm, --native, --fonts and --out are needed.`);

const directives = {
  "default-src": "'none'", "script-src": "'self' 'wasm-unsafe-eval'", "style-src": "'self'", "font-src": "'self'",
  "connect-src": "'self'", "img-src": "'self' data:", "base-uri": "'none'", "form-action": "'none'",
  "require-trusted-types-for": "'script'", "trusted-types": "'none'",
};

// The lab has Workers, whose text comes with it; see web/kernels/kernels.ts.
const labDirectives = { ...directives, "worker-src": "blob:", "trusted-types": "lookback-worker" };

// On the site there is a service worker too; see web/offline.
const siteDirectives = { ...labDirectives, "worker-src": "'self' blob:", "trusted-types": "lookback-worker lookback-offline" };

const policyText = (parts) => Object.entries(parts).map((words) => words.join(" ")).join("; ");

// Slots of the canvas, and the faces of the page: the same files serve both.
const faces = [
  { file: "inter", family: "Inter", weight: 400 },
  { file: "inter-semibold", family: "Inter", weight: 600 },
  { file: "jetbrains-mono", family: "JetBrains Mono", weight: 400 },
];

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}

async function build() {
  if (!isUpToDate()) stop(outdated);
  const offline = options.offline === "on";
  const limits = JSON.parse(tool("limits"));
  const out = resolve(options.out);
  const fresh = `${out}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(join(fresh, "assets"), { recursive: true });
  const firstLoad = [];
  const later = [];
  const names = {};  // hashed, by plain name
  const contents = {};  // bytes, by plain name
  const write = (name, bytes) => {
    const path = `assets/${hashed(name, bytes)}`;
    names[name] = basename(path);
    contents[name] = Buffer.from(bytes);
    writeFileSync(join(fresh, path), bytes);
    return path;
  };
  const add = (name, bytes, list = firstLoad) => {
    const path = write(name, bytes);
    list.push(path);
    return path;
  };

  const wasmBytes = readFileSync(join(options.wasm, "lookback.first.wasm"));
  const wasm = add("lookback.wasm", wasmBytes);
  add("lookback.second.wasm", readFileSync(join(options.wasm, "lookback.second.wasm")), later);
  const fonts = faces.map((face) => {
    const [name, bytes] = fontFile(face.file);
    return { ...face, name, path: add(name, bytes) };
  });
  const { files, catalogue, css } = compileLessons(readLessons(options.lessons));
  for (const [name, lesson] of files) add(name, JSON.stringify(lesson), later);
  add("snippets.txt", snippetTexts(join(here, "../src")), later);
  const languages = readStrings(options.strings, gather());
  for (const [tag, table] of languages) add(`strings-${tag}.json`, JSON.stringify(table), later);
  const fetched = { ...names };
  const fast = ["kernels_simd.wasm", "kernels_relaxed.wasm"].map((name) => [name, readFileSync(join(options.wasm, name))]);
  for (const [name, bytes] of [...fast, ["kernels_worker.js", await bundleWorker(here)]]) add(name, bytes, later);
  const packed = { ...contents };
  const kernels = add("kernels.js", await bundleKernels(here, Object.fromEntries(Object.entries(names).filter(([name]) => name.startsWith("kernels")))), later);
  const glue = resolve(options.wasm, "lookback.js");
  const extras = add("extras.js", await bundleExtras(here, limits), later);
  const course = add("course.js", await bundleCourse(here, catalogue, limits), later);
  const common = {
    wasmBytes: wasmBytes.length, fonts: fonts.map((font) => font.name),
    languages: languages.map(([tag]) => tag), lessons: firstFirst(catalogue).map(({ id, steps }) => [id, steps.length]),
  };
  const script = add("lookback.js", await bundleScript(here, glue, {
    ...common, names: fetched, extras: basename(extras), course: basename(course), kernels: basename(kernels), offline: offline ? "offline.js" : undefined,
  }, limits));

  const icon = add("icon.svg", readFileSync(join(here, "icon.svg")));
  const style = add("lookback.css", await bundleStyle(here, "page.css", fontFaces(fonts) + css));

  const guard = add("guard.js", await bundleClassic(here, "app/guard.ts"));
  const head = `<link rel="icon" href="${icon}" type="image/svg+xml">
<link rel="stylesheet" href="${style}">
<link rel="preload" href="${wasm}" as="fetch" crossorigin>
${fonts.map(({ path }) => `<link rel="preload" href="${path}" as="font" type="font/${extname(path).slice(1)}" crossorigin>`).join("\n")}
<script defer src="${guard}"></script>
<script type="module" src="${script}"></script>`;
  const start = await painted(files.find(([name]) => name === `lesson-${firstLesson}.json`)[1], common.lessons, limits);
  const template = readFileSync(join(here, "index.html"), "utf8");
  const render = (parts) => {
    const policy = policyText(parts.policy);
    const page = template.replace(/\{\{(\w+)\}\}/g, (_, name) => ({ ...start, ...parts, policy })[name]);
    if (/ style="/.test(page.replace(/<script[^]*?<\/script>/g, ""))) stop("The page has a style attribute, which its own policy forbids.");
    return page;
  };
  const page = render({ head, tail: "", policy: siteDirectives });
  writeFileSync(join(fresh, "index.html"), page);
  firstLoad.unshift("index.html");

  const pages = pagesHtml(here, {
    policy: policyText(directives), icon, style: write("pages.css", await bundleStyle(here, "words.css", fontFaces(fonts))),
    script: write("pages.js", await bundleClassic(here, "pages/snippets.ts")), parts: { parameters: start.parameters }, limits,
    tests: await siteTests(join(here, ".."), nodesOf),
  });
  for (const [name, html] of pages) writeFileSync(join(fresh, name), html);

  const fits = await writeSingle(fresh, {
    here, glue, files: packed, assets: { ...common, faces: fonts.map(({ name, family, weight }) => [name, family, weight]) }, catalogue, limits,
    style: await bundleStyle(here, "page.css", css), icon: contents["icon.svg"], directives: labDirectives, render,
  });
  if (!fits) stop(`The site of one file is above its budget; the site is left in ${fresh}.`);
  for (const name of ["lookback-lab", "embed-test"]) writeFileSync(join(fresh, `${name}.js`), await bundleClassic(here, `embed/${name}.ts`));
  copyFileSync(join(here, "embed/embed-test.html"), join(fresh, "embed-test.html"));
  writeFileSync(join(fresh, "offline.js"), await bundleOffline(here, offline && keptFiles(fresh, ["index.html", ...pages.keys()])));
  later.push("offline.js");
  compress(fresh, ["offline.js", "lookback.html", "lookback-lab.js", "embed-test.html", "embed-test.js", "index.html", ...pages.keys(), ...readdirSync(join(fresh, "assets")).map((name) => `assets/${name}`)]);
  if (!budget(fresh, firstLoad, later)) stop(`The first load is above its budget; the site is left in ${fresh}.`);
  rmSync(out, { recursive: true, force: true });
  renameSync(fresh, out);
}

// What the site needs without a network, with hashes.
function keptFiles(folder, pages) {
  const paths = [...pages, ...readdirSync(join(folder, "assets")).sort().map((name) => `assets/${name}`)];
  return paths.map((path) => [path, hashOf(readFileSync(join(folder, path)))]);
}

function fontFile(name) {
  const found = readdirSync(options.fonts).find((file) => /\.(ttf|otf)$/.test(file) && file.slice(0, -4) === name);
  if (!found) stop(`${options.fonts} has no ${name}.ttf or ${name}.otf.`);
  return [found, readFileSync(join(options.fonts, found))];
}

function fontFaces(fonts) {
  return fonts.map(({ family, weight, path }) =>
    `@font-face{font-family:"${family}";font-weight:${weight};font-display:swap;src:url("${basename(path)}")}`).join("\n");
}

const firstFirst = (catalogue) => [...catalogue].sort((a, b) => Number(b.id === firstLesson) - Number(a.id === firstLesson));

// What is shown of a link, or of the start, as the command line tool lists it.
function nodesOf(...link) {
  return JSON.parse(tool("nodes", ...link));
}

function tool(...words) {
  return execFileSync(resolve(options.native), words, { encoding: "utf8", maxBuffer: 1 << 26 });
}

// The tables of the start state and the first step, painted here by the painters of the page.
async function painted(lesson, lessons, limits) {
  const nodes = nodesOf();
  const { twinHtml, firstStepHtml, parametersMarkdown } = await runAtBuild(here, "site/painters.ts", limits);
  return { twin: twinHtml(nodes), lesson: firstStepHtml(lesson), parameters: parametersMarkdown(lessons) };
}

build().catch((error) => stop(error.message));

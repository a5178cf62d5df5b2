// esbuild for the page's script, its style and the painter that runs at build.

import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

export const hashOf = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 10);

// "lookback.wasm" becomes "lookback.0123456789.wasm": a name that changes with its bytes.
export function hashed(name, bytes) {
  const dot = name.lastIndexOf(".");
  return `${name.slice(0, dot)}.${hashOf(bytes)}${name.slice(dot)}`;
}

const common = { bundle: true, write: false, logLevel: "error", target: ["es2022"] };

// Modules that the scripts import and the build provides: the glue of the wasm, and the site's files.
export function provided(modules) {
  return {
    name: "provided",
    setup(esbuild) {
      esbuild.onResolve({ filter: /^lookback-/ }, ({ path }) => modules[path].path ?? { path, namespace: "provided" });
      esbuild.onLoad({ filter: /.*/, namespace: "provided" }, ({ path }) => ({ contents: modules[path].source, loader: "js", resolveDir: modules[path].from }));
    },
  };
}

// The limits, each by its name, as the command line tool prints them.
export const limitsOf = (limits) => ({
  "lookback-limits": { source: Object.entries(limits).map(([name, value]) => `export const ${name} = ${value};`).join("\n") },
});

// `names`: the hashed names of the site's files, which all stand beside the script, by their plain names. A module that
// could not be fetched has another address the next time: browsers kept failures as they keep modules until 2026
// (whatwg/html#6768).
function assetsOf({ names, wasmBytes, fonts, languages, lessons, course, extras, kernels, offline }) {
  return `const names = ${JSON.stringify(names)};
    const failures = {};
    const part = (name) => import(new URL(name + (failures[name] ? "?again=" + failures[name] : ""), import.meta.url))
      .catch((error) => { failures[name] = (failures[name] ?? 0) + 1; throw error; });
    export const assets = { wasmBytes: ${wasmBytes}, fonts: ${JSON.stringify(fonts)}, languages: ${JSON.stringify(languages)}, lessons: ${JSON.stringify(lessons)}, offline: ${JSON.stringify(offline)},
      fetch: (name) => fetch(new URL(names[name], import.meta.url), { credentials: "same-origin" }),
      course: () => part(${JSON.stringify(course)}),
      extras: () => part(${JSON.stringify(extras)}),
      kernels: () => part(${JSON.stringify(kernels)}) };`;
}

async function bundle(entry, options) {
  const result = await build({ ...common, entryPoints: [entry], format: "esm", minify: true, legalComments: "none", ...options });
  return Buffer.from(result.outputFiles[0].contents);
}

export function bundleScript(here, glue, assets, limits) {
  return bundleMain(here, glue, { source: assetsOf(assets) }, limitsOf(limits));
}

// The script of the site of one file, with what would come later.
export function bundleSingle(here, glue, { faces, ...assets }, catalogue, limits) {
  const source = `import * as extras from "./extras/extras";
    import * as course from "./lesson/course";
    import * as kernels from "./kernels/kernels";
    import { addFace, unpack } from "./app/inside";
    for (const face of ${JSON.stringify(faces)}) void addFace(...face);
    export const assets = { ...${JSON.stringify(assets)}, fetch: unpack, extras: async () => extras, course: async () => course, kernels: async () => kernels };`;
  return bundleMain(here, glue, { source, from: here }, {
    ...limitsOf(limits),
    "lookback-catalogue": catalogueOf(catalogue),
    "lookback-kernels": { source: `import { unpack } from "./app/inside"; export const files = { fetch: unpack };`, from: here },
  });
}

function bundleMain(here, glue, assets, more = {}) {
  return bundle(join(here, "app/main.ts"), {
    plugins: [provided({ "lookback-glue": { path: { path: glue } }, "lookback-assets": assets, ...more })],
  });
}

const catalogueOf = (catalogue) => ({ source: `export const catalogue = ${JSON.stringify(catalogue)};` });

// The lessons, with the list of them.
export function bundleCourse(here, catalogue, limits) {
  return bundle(join(here, "lesson/course.ts"), { plugins: [provided({ ...limitsOf(limits), "lookback-catalogue": catalogueOf(catalogue) })] });
}

// A classic script of its own.
export function bundleClassic(here, entry) {
  return bundle(join(here, entry), { format: "iife" });
}

// The fast kernels: what the page has of them, with the hashed names of their files,
export function bundleKernels(here, names) {
  const source = `const names = ${JSON.stringify(names)};
    export const files = { fetch: (name) => fetch(new URL(names[name], import.meta.url), { credentials: "same-origin" }) };`;
  return bundle(join(here, "kernels/kernels.ts"), { plugins: [provided({ "lookback-kernels": { source } })] });
}

// and what their Workers have.
export function bundleWorker(here) {
  return bundle(join(here, "kernels/worker.ts"), { format: "iife" });
}

// The service worker of the site; `files`: every path with the hash of its bytes. Without them, the one that ends it.
export function bundleOffline(here, files) {
  if (!files) return bundleClassic(here, "offline/off.ts");
  const source = `export const version = ${JSON.stringify(hashOf(JSON.stringify(files)))}; export const files = ${JSON.stringify(files)};`;
  return bundle(join(here, "offline/worker.ts"), { format: "iife", plugins: [provided({ "lookback-files": { source } })] });
}

// What comes after the first frame.
export function bundleExtras(here, limits) {
  return bundle(join(here, "extras/extras.ts"), { plugins: [provided(limitsOf(limits))] });
}

// A sheet of style/, and what the build adds to it.
export async function bundleStyle(here, sheet, extra) {
  const result = await build({
    ...common, minify: true, external: ["*.ttf", "*.otf"],
    stdin: { contents: `@import "./style/${sheet}";\n${extra}`, loader: "css", resolveDir: here },
  });
  return Buffer.from(result.outputFiles[0].contents);
}

// A module of the page that runs at build too: what paints the page before its scripts have come, on a document of
// linkedom, and what packs the site of one file.
export async function runAtBuild(here, entry, limits = {}) {
  const outfile = join(here, "node_modules", `.at-build-${process.pid}-${basename(entry)}.mjs`);
  try {
    await build({ ...common, write: true, outfile, entryPoints: [join(here, entry)], format: "esm", platform: "node", packages: "external", plugins: [provided(limitsOf(limits))] });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}

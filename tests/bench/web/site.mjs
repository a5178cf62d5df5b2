// The folder that the page is served from: its script, the kernels, the limits, and the peers' own files.

import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const web = fileURLToPath(new URL("../../../web/", import.meta.url));
const { build } = createRequire(join(web, "package.json"))("esbuild");

const kernelFiles = {
  name: "kernel files",
  setup(esbuild) {
    esbuild.onResolve({ filter: /^lookback-kernels$/ }, ({ path }) => ({ path, namespace: "bench" }));
    esbuild.onLoad({ filter: /.*/, namespace: "bench" }, () => ({ contents: "export const files = { fetch: (name) => fetch(name) };" }));
  },
};

export async function makeSite({ wasm, peers, out }) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, "ort"), { recursive: true });
  mkdirSync(join(out, "tfjs"));
  for (const name of ["kernels_simd.wasm", "kernels_relaxed.wasm", "limits.wasm", "parts.wasm"]) copyFileSync(join(wasm, name), join(out, name));
  const ort = join(peers, "node_modules/onnxruntime-web/dist");
  for (const name of ["ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"]) copyFileSync(join(ort, name), join(out, "ort", name));
  const tfjs = join(peers, "node_modules/@tensorflow/tfjs-backend-wasm/dist");
  for (const name of readdirSync(tfjs).filter((one) => one.endsWith(".wasm"))) cpSync(join(tfjs, name), join(out, "tfjs", name));
  const common = { bundle: true, logLevel: "error", target: ["es2022"], nodePaths: [join(peers, "node_modules")] };
  await build({ ...common, entryPoints: [join(here, "page/page.mjs")], outfile: join(out, "bench.js"), format: "esm", plugins: [kernelFiles] });
  await build({ ...common, entryPoints: [join(web, "kernels/worker.ts")], outfile: join(out, "kernels_worker.js"), format: "iife" });
  writeFileSync(join(out, "index.html"), `<!doctype html><title>Bench</title><link rel="icon" href="data:,"><script type="module" src="bench.js"></script>`);
}

const types = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };

// Isolated from other origins, for the finer clock that a page has then.
export async function serveIsolated(folder) {
  const server = createServer((request, response) => {
    const name = request.url === "/" ? "/index.html" : request.url;
    try {
      const bytes = readFileSync(join(folder, ...name.split("/").filter((part) => part !== "..")));
      response.writeHead(200, { "Content-Type": types[extname(name)] ?? "text/plain", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

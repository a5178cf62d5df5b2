// esbuild for the page's script, its style and the painter that runs at build.

import { createHash } from "node:crypto";
import { join } from "node:path";
import { build } from "esbuild";

// "lookback.wasm" becomes "lookback.0123456789.wasm": a name that changes with its bytes.
export function hashed(name, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const dot = name.lastIndexOf(".");
  return `${name.slice(0, dot)}.${hash}${name.slice(dot)}`;
}

const common = { bundle: true, write: false, logLevel: "error", target: ["es2022"] };

// The glue comes from the wasm build; the assets' hashed names stand beside the script.
export async function bundleScript(here, glue, assets) {
  const url = (name) => `new URL(${JSON.stringify(name)}, import.meta.url).href`;
  const source = `export const assets = { wasm: ${url(assets.wasm)}, wasmBytes: ${assets.wasmBytes},
    second: ${url(assets.second)}, fonts: [${assets.fonts.map(url).join(", ")}] };`;
  const provided = {
    name: "provided",
    setup(esbuild) {
      esbuild.onResolve({ filter: /^lookback-glue$/ }, () => ({ path: glue }));
      esbuild.onResolve({ filter: /^lookback-assets$/ }, () => ({ path: "assets", namespace: "provided" }));
      esbuild.onLoad({ filter: /.*/, namespace: "provided" }, () => ({ contents: source, loader: "js" }));
    },
  };
  const result = await build({
    ...common, entryPoints: [join(here, "app/main.ts")], format: "esm", minify: true, plugins: [provided], legalComments: "none",
  });
  return Buffer.from(result.outputFiles[0].contents);
}

export async function bundleStyle(here, extra) {
  const result = await build({
    ...common, minify: true, external: ["*.ttf", "*.otf"],
    stdin: { contents: `@import "./style/page.css";\n${extra}`, loader: "css", resolveDir: here },
  });
  return Buffer.from(result.outputFiles[0].contents);
}

// The twin's painter on a document of linkedom; returns the path of a module to import once.
export async function bundleTwin(here) {
  const outfile = join(here, "node_modules", `.twin-${process.pid}.mjs`);
  await build({
    ...common, write: true, outfile, entryPoints: [join(here, "site/twin_html.ts")], format: "esm", platform: "node",
    packages: "external",
  });
  return outfile;
}

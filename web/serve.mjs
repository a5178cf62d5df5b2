// Serves a folder: right types, precompressed files, and of a page the security policy that stands in it.
//   node serve.mjs --dir build/site --port 8080
// Then nothing is kept in the browser: a page that is built again is seen at once.

import { closeSync, createReadStream, openSync, readSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, normalize, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const types = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm", ".svg": "image/svg+xml", ".ttf": "font/ttf", ".otf": "font/otf", ".json": "application/json", ".txt": "text/plain; charset=utf-8",
};

function file(path) {
  try {
    const found = statSync(path);
    return found.isFile() ? found : undefined;
  } catch {
    return undefined;
  }
}

// The policy that a page begins with: a server can say it too.
function policyOf(path) {
  const start = Buffer.alloc(2048);
  const page = openSync(path, "r");
  readSync(page, start);
  closeSync(page);
  return /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(start)?.[1];
}

// `scripts` stand in the place of files of these names.
export function serve(folder, port, host = "127.0.0.1", scripts = {}) {
  const root = resolve(folder);
  const instead = new Map(Object.entries(scripts).map(([name, text]) => [join(root, name), text]));
  const server = createServer((request, response) => {
    let path;
    try {
      path = normalize(join(root, decodeURIComponent(new URL(request.url, "http://localhost").pathname)));
    } catch {
      return response.writeHead(400).end();
    }
    if (path !== root && !path.startsWith(root + sep)) return response.writeHead(403).end();
    if (instead.has(path)) return response.writeHead(200, { "Content-Type": types[".js"] }).end(instead.get(path));
    if (!file(path)) path = join(path, "index.html");
    const type = types[extname(path)];
    if (!file(path) || !type) return response.writeHead(404, { "Content-Type": "text/plain" }).end("There is no such file.\n");
    const accepted = request.headers["accept-encoding"] ?? "";
    const [encoding, suffix] = [["br", ".br"], ["gzip", ".gz"]]
      .find(([name, end]) => accepted.includes(name) && file(path + end)) ?? [undefined, ""];
    const headers = {
      "Content-Type": type, "Content-Length": file(path + suffix).size, Vary: "Accept-Encoding",
      "Cache-Control": path.startsWith(join(root, "assets") + sep) ? "public, max-age=31536000, immutable" : "no-cache",
      "X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*",
    };
    const policy = extname(path) === ".html" ? policyOf(path) : undefined;
    if (policy) headers["Content-Security-Policy"] = policy;
    if (encoding) headers["Content-Encoding"] = encoding;
    response.writeHead(200, headers);
    if (request.method === "HEAD") response.end();
    else createReadStream(path + suffix).pipe(response);
  });
  return new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(port, host, () => done(server));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values } = parseArgs({ options: { dir: { type: "string" }, port: { type: "string", default: "8080" } } });
  if (!values.dir || !/^\d+$/.test(values.port)) {
    console.error("Say --dir FOLDER, and --port NUMBER if it is not to be 8080.");
    process.exit(2);
  }
  try {
    const { bundleOffline } = await import("./site/bundle.mjs");
    const offline = await bundleOffline(dirname(fileURLToPath(import.meta.url)));
    await serve(values.dir, Number(values.port), undefined, { "offline.js": offline });
    console.log(`Lookback is at http://localhost:${values.port}/`);
  } catch (error) {
    console.error(error.code === "EADDRINUSE" ? `Port ${values.port} is taken; choose another with --port.` : error.message);
    process.exit(1);
  }
}

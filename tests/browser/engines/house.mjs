// Between the site's server and one test's pages: puts the test's scripts ahead of the page's own, and lets the test
// answer, hold back or break off what is fetched. So drivers need no such thing of their own.

import { createServer, request } from "node:http";
import { json, text } from "node:stream/consumers";

const beforeName = "/before-the-page.js";

function matches(pattern, address) {
  if (pattern instanceof RegExp) return pattern.test(address);
  const quoted = pattern.split(/\*\*?/).map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${quoted.join(".*")}$`).test(address);
}

function ask({ method, url, headers }, port) {
  return new Promise((done, failed) => {
    request({ host: "127.0.0.1", port, method, path: url, headers: { ...headers, host: `127.0.0.1:${port}` } }, done).on("error", failed).end();
  });
}

export async function buildHouse(port) {
  const house = { before: [], routes: [] };

  async function pass(asked, answer, changed = {}) {
    const page = !/\.\w+(\?|$)/.test(asked.url) || /\.html(\?|$)/.test(asked.url);
    const headers = { ...asked.headers };
    if (page) delete headers["accept-encoding"];
    const found = await ask({ method: asked.method, url: asked.url, headers }, port);
    const told = { ...found.headers, ...changed };
    delete told.connection;
    if (!page || house.before.length === 0 || !/html/.test(told["content-type"])) {
      answer.writeHead(found.statusCode, told);
      return found.pipe(answer);
    }
    const whole = await text(found);
    delete told["content-length"];
    // The single file's policy lets nothing in, so what its pages say is not heard by drivers without a console.
    const lets = /script-src 'self'/.test(whole) || !/Content-Security-Policy/.test(whole);
    answer.writeHead(found.statusCode, told).end(lets ? whole.replace("<head>", `<head><script src="${beforeName}"></script>`) : whole);
  }

  // What Playwright calls a route.
  const routed = (asked, answer) => ({
    request: () => ({ url: () => house.home.slice(0, -1) + asked.url }),
    abort: async () => asked.socket.destroy(),
    continue: () => pass(asked, answer),
    fetch: async () => ({
      headers: () => ({}),
      json: async () => json(await ask({ method: asked.method, url: asked.url, headers: {} }, port)),
    }),
    fulfill: async ({ status = 200, body, json: told, contentType = told ? "application/json" : "text/plain", headers = {}, response }) => {
      if (response) return pass(asked, answer, headers);
      answer.writeHead(status, { "Content-Type": contentType, ...headers }).end(told ? JSON.stringify(told) : body);
    },
  });

  const server = createServer((asked, answer) => {
    answer.shouldKeepAlive = false;  // Firefox asks once more by itself where a connection in use before breaks off
    if (asked.url === beforeName) return answer.writeHead(200, { "Content-Type": "text/javascript", "Cache-Control": "no-store" }).end(house.before.join("\n"));
    const route = house.routes.find(({ pattern }) => matches(pattern, house.home.slice(0, -1) + asked.url));
    const work = route ? route.answer(routed(asked, answer)) : pass(asked, answer);
    Promise.resolve(work).catch(() => asked.socket.destroy());
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  house.home = `http://127.0.0.1:${server.address().port}/`;
  house.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return house;
}

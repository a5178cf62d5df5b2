// The tests of this repository by their titles, for the site's pages that name those that keep a promise.

import { readFileSync, readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { titledSuites } from "../../tests/browser/titles.mjs";
import { escaped, idOf } from "./words.mjs";

// The doctest cases below a folder, as [title, file].
function nativeTests(root) {
  const files = readdirSync(join(root, "tests"), { recursive: true }).filter((file) => file.endsWith(".cpp")).sort();
  return files.flatMap((name) => {
    const file = ["tests", ...name.split(sep)].join("/");
    const cases = readFileSync(join(root, file), "utf8").matchAll(/^\s*TEST_CASE(?:_TEMPLATE)?\(\s*"((?:[^"\\]|\\.)*)"/gm);
    return [...cases].map(([, title]) => [title.replace(/\\(.)/g, "$1"), file]);
  });
}

// `nodes`: what the command line tool lists, as the suites ask for it.
export async function siteTests(root, nodes) {
  const suites = await titledSuites({ nodes });
  const found = new Map();
  const add = (title, html) => found.set(title, [...(found.get(title) ?? []), html]);
  for (const { tests } of suites)
    for (const [title] of tests) add(title, `<a href="tests.html#${idOf(title)}">${escaped(title)}</a>`);
  for (const [title, file] of nativeTests(root)) add(title, `${escaped(title)} (<code>${file}</code>)`);
  return {
    // A test that a page names, as HTML. A title that no test has, or two have, ends the build.
    named(title, page) {
      const [html, another] = found.get(title) ?? [];
      if (html === undefined) throw new Error(`web/${page} names the test "${title}", which is not in tests/.`);
      if (another !== undefined) throw new Error(`web/${page} names the test "${title}", and two have that title.`);
      return html;
    },
    browser: suites.map(({ file, about, tests }) =>
      `<h2 id="${idOf(file)}">${escaped(file)}</h2>\n<p>${escaped(about)}</p>\n<ul>\n${tests.map(([title]) => `<li id="${idOf(title)}">${escaped(title)}</li>`).join("\n")}\n</ul>\n`).join("\n"),
  };
}

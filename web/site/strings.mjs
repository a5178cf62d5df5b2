// Tables of strings as the site carries them: one for each language, held against the English sentences.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const placesOf = (text) => [...new Set(text.match(/\{\d\}/g))].sort().join();

// [language, table] of each LANG.json in the folder. A mistake in one stops the build with a sentence.
export function readStrings(folder, english) {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json") && name !== "english.json").sort();
  return files.map((name) => {
    const table = JSON.parse(readFileSync(join(folder, name), "utf8"));
    const fail = (what) => { throw new Error(`web/strings/${name}: ${what}`); };
    const tag = name.slice(0, -".json".length);
    if (!isTag(tag)) fail("its name is no language tag, such as de or pt-BR");
    for (const [key, text] of Object.entries(table)) {
      if (!Object.hasOwn(english, key)) fail(`"${key}" is not said; english.json has all that is`);
      if (typeof text !== "string" || text === "") fail(`"${key}" has no translation; leave it out to have it in English`);
      if (placesOf(key) !== placesOf(text)) fail(`the translation of "${key}" has other places than it`);
    }
    return [tag, table];
  });
}

function isTag(tag) {
  try {
    return new Intl.Locale(tag).toString() === tag;
  } catch {
    return false;
  }
}

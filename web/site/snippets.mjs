// The texts that snippets are made of, as one file of the site, fetched when code is asked for: of each a form feed,
// its path below src, a line feed and the text.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

export function snippetTexts(src) {
  const texts = [];
  const take = (folder, pattern) => {
    for (const name of readdirSync(join(src, folder)).sort())
      if (pattern.test(name)) texts.push(`\f${folder}/${name}\n${readFileSync(join(src, folder, name), "utf8")}`);
  };
  take("exports", /^frame_.*\.(py|cc)$/);
  for (const entry of readdirSync(join(src, "mechanisms"), { withFileTypes: true }))
    if (entry.isDirectory()) take(`mechanisms/${entry.name}`, /^snippet_.*\.(py|cc)$/);
  return texts.join("");
}

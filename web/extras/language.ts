// Which language the page speaks: chosen once, before anything is said. Where there is no table for what the address
// asks for, English is spoken.

import type { Assets } from "../app/load";
import { say, speak, type Pseudo } from "../app/say";

const rightToLeft = ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];

export async function choose(asked: string, pseudo: Pseudo, assets: Assets): Promise<void> {
  const found = pseudo === "" ? tagFor(asked, assets.languages) : "en";
  const table = found === "en" ? undefined : await tableOf(found, assets);
  if (!table && pseudo === "") return;
  const tag = table ? found : "en";
  const direction = pseudo === "rtl" || rightToLeft.includes(tag.split("-")[0]!) ? "rtl" : "ltr";
  speak({ tag, direction, table: table ?? new Map(), pseudo, disguise: disguises[pseudo] });
  Object.assign(document.documentElement, { lang: tag, dir: direction });
  sayShell();
}

// "de" for "de-AT" where there is no table of its own (RFC 4647, lookup); "en" where there is none at all.
function tagFor(asked: string, languages: string[]): string {
  for (let tag = asked.toLowerCase(); tag !== ""; tag = tag.replace(/-?[^-]*$/, "")) {
    const known = ["en", ...languages].find((one) => one.toLowerCase() === tag);
    if (known) return known;
  }
  console.info(`There is no table of strings for lang=${asked}; the page speaks English.`);
  return "en";
}

async function tableOf(tag: string, assets: Assets): Promise<Map<string, string> | undefined> {
  try {
    const response = await assets.fetch(`strings-${tag}.json`);
    return new Map(Object.entries((await response.json()) as Record<string, string>));
  } catch {
    console.info(`The table of strings for ${tag} could not be fetched; the page speaks English.`);
    return undefined;
  }
}

// What is done to sentences for which there is no translation, to see what a page does with them: the same as in the
// C++. With rtl the page alone is turned.
const disguises: Partial<Record<Pseudo, (text: string) => string>> = {
  long: (text) => `«${text} ${"··".repeat(Math.ceil(new TextEncoder().encode(text).length / 5))}»`,
  double: (text) => `${text} ${text}`,
  markup: (text) => `${text} <b title='"&quot;'>&amp;</b><img src=x onerror=alert(1)>`,
};

// What index.html says is said again. The tables and the lesson are English until their own code paints them.
function sayShell(): void {
  document.title = say(document.title);
  for (const element of document.querySelectorAll<HTMLElement>("#twin, article")) Object.assign(element, { lang: "en", dir: "ltr" });
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest("#twin, .lesson-scroll, script, noscript")) continue;
    const label = element.getAttribute("aria-label");
    if (label) element.setAttribute("aria-label", say(label));
    for (const node of element.childNodes)
      if (node.nodeType === Node.TEXT_NODE && node.nodeValue!.trim() !== "") node.nodeValue = say(node.nodeValue!.trim());
  }
}

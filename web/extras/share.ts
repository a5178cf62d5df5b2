// The Share dialog: the state of now as a link, a frame, a picture, numbers, code or a file.

import type { Lab } from "../app/lab";
import { plural, say } from "../app/say";
import { make } from "../twin/dom";
import { button, field, note, openDialog, select } from "./dialog";
import { numbers, code } from "./exports";
import { copy, save, textFile } from "./hand";
import { ownFileText } from "./own_file";
import { picture } from "./picture";
import { printSheet } from "./print";
import { qrDrawing } from "./qr";

const safeLength = 2000;  // some programs cut longer links

// `kept`: what else the file said that the state came from.
export function openShare(lab: Lab, kept: Record<string, unknown>): void {
  openDialog(say("Share"), [
    { id: "link", title: say("Link"), fill: (panel) => link(panel, lab) },
    { id: "frame", title: say("Embed"), fill: (panel) => frame(panel, lab) },
    { id: "picture", title: say("Picture"), fill: (panel) => picture(panel, lab) },
    { id: "numbers", title: say("Numbers"), fill: (panel) => numbers(panel, lab) },
    { id: "code", title: say("Code"), fill: (panel) => void code(panel, lab) },
    { id: "file", title: say("File and print"), fill: (panel) => file(panel, lab, kept) },
  ]);
}

// A box of words with a button that copies them.
export function words(label: string, id: string, content: string, lab: Lab, rows = 3): HTMLElement {
  const area = make(document, "textarea", { readonly: "", rows: String(rows), spellcheck: "false", class: "words" }) as HTMLTextAreaElement;
  area.value = content;
  area.addEventListener("focus", () => area.select());
  const press = button(say("Copy"), () => void copy(area.value, area.parentElement!).then((copied) => {
    press.textContent = copied ? say("Copied") : say("Press Ctrl+C");
    if (!copied) area.focus();
    lab.announce(copied ? say("Copied.") : say("The clipboard is closed to this page. The words are selected: copy them with the keys."));
    setTimeout(() => (press.textContent = say("Copy")), 2000);
  }), true);
  return make(document, "div", {}, field(label, area, id), make(document, "div", { class: "row" }, press));
}

function link(panel: HTMLElement, lab: Lab): void {
  const address = lab.address();
  panel.append(words(say("The link holds everything that you see and typed"), "share-link", address, lab));
  const { length } = address;
  panel.append(note(length <= safeLength
    ? say("{0} characters. It opens to the same numbers anywhere; nothing is stored on a server.", length)
    : say("{0} characters. Some programs cut links of more than {1}; a cut link says so when it is opened. A file is safer.", length.toLocaleString("en"), safeLength.toLocaleString("en"))));
  const drawing = qrDrawing(address);
  panel.append(drawing ?? note(say("The link is too long for a QR code, which holds 2,953 characters.")));
}

// What a frame is called for those who hear it named.
function titleOf(lab: Lab): string {
  const state = JSON.parse(lab.core()?.values() || "{}") as { mechanism?: string; mask?: string; tokens?: string[]; study?: string };
  const about = state.study && state.study !== "board" ? state.study : (state.mechanism ?? "attention");
  const count = state.tokens?.length ?? 0;
  return say("Lookback: {0}, {1}", about.replaceAll("_", " "), plural("{0} token", "{0} tokens", count));
}

function attributeText(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

export function frameSnippet(lab: Lab, settings: Record<string, string>): string {
  const address = new URL(lab.address());
  const query = new URLSearchParams({ embed: "1", ...settings });
  const source = `${address.origin === "null" ? "" : address.origin}${address.pathname}?${query}${address.hash}`;
  return `<iframe src="${attributeText(source)}"\n  title="${attributeText(titleOf(lab))}" width="800" height="560" loading="lazy"\n` +
    `  style="width:100%;aspect-ratio:10/7;border:0" allow="clipboard-write; fullscreen" allowfullscreen\n` +
    `  referrerpolicy="no-referrer" sandbox="allow-scripts allow-downloads allow-popups"></iframe>`;
}

function frame(panel: HTMLElement, lab: Lab): void {
  const theme = select([["", say("as the reader's device")], ["light", say("light")], ["dark", say("dark")], ["contrast", say("high contrast")]]);
  const view = select([["", say("the picture")], ["table", say("tables")], ["both", say("both")]]);
  const fixed = make(document, "input", { type: "checkbox" }) as HTMLInputElement;
  const box = words(say("For the page that shall show it"), "share-frame", "", lab, 6);
  const area = box.querySelector("textarea")!;
  const write = () => {
    const settings: Record<string, string> = {};
    if (theme.value) settings.theme = theme.value;
    if (view.value) settings.view = view.value;
    if (fixed.checked) settings.readonly = "1";
    area.value = frameSnippet(lab, settings);
  };
  for (const control of [theme, view, fixed]) control.addEventListener("change", write);
  panel.append(
    make(document, "div", { class: "row" }, field(say("Colours"), theme, "frame-theme"), field(say("Shown"), view, "frame-view"),
      make(document, "label", { class: "check" }, fixed, " ", say("Nothing can be edited"))),
    box, note(say("It works without any script on your page, and in a sandbox.")));
  write();
}

function file(panel: HTMLElement, lab: Lab, kept: Record<string, unknown>): void {
  panel.append(
    note(say("A file keeps what a link keeps, however long it is. Open it again with Open, or drop it on the lab.")),
    make(document, "div", { class: "row" },
      button(say("Save the state"), () => save("state.lookback.json", textFile(ownFileText(lab.link(), kept), "application/json")), true)),
    note(say("On paper: the lesson's step, the picture, the tables, and the link with its QR code.")),
    make(document, "div", { class: "row" }, button(say("Print"), () => printSheet())));
}

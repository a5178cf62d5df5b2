// The Help dialog: every key that does something, and the switch for those of a single character.

import type { Lab } from "../app/lab";
import { say } from "../app/say";
import { make } from "../twin/dom";
import { note, openDialog } from "./dialog";

const command = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";

const keys = (): [where: string, list: [keys: string, meaning: string][]][] => [
  [say("Anywhere"), [
    [`${command}+Z`, say("undo")],
    [`${command}+Shift+Z, ${command}+Y`, say("redo")],
    [".", say("one step")],
    [say("Shift+."), say("play, or pause")],
    ["?", say("this help")],
    [say("Tab, Shift+Tab"), say("the next control, the one before; a table is one stop")],
  ]],
  [say("In a table"), [
    [say("Arrows"), say("the next number")],
    [say("Home, End"), say("the first and the last of the row")],
    [`${command}+Home, ${command}+End`, say("the first and the last of the table")],
    [say("Enter, F2, digits"), say("type another number; Enter takes it, Esc leaves it as it was")],
    ["Alt+↑, Alt+↓", say("a step more or less; with Shift a tenth of one")],
    [say("Page Up, Page Down"), say("ten steps more or less")],
    [say("Space"), say("hides a pair of the mask, or shows it")],
  ]],
  [say("On a number or a slider"), [
    ["↑, ↓", say("a step more or less; with Shift a tenth of one")],
    [say("Page Up, Page Down"), say("ten steps more or less")],
    [say("Esc"), say("leaves it as it was")],
  ]],
  [say("On a token"), [
    [say("Enter"), say("goes there")],
    ["← →", say("the token before, the next one")],
    [say("F2, Delete"), say("another name; away with it")],
  ]],
  [say("On the map of a long text"), [
    [say("Arrows"), say("move; with Shift by one cell")],
    [say("+, −, Home"), say("nearer, farther, all of it")],
    [say("Enter"), say("explains the cell in the middle")],
  ]],
];

export function openHelp(lab: Lab): void {
  openDialog(say("Help"), [{ id: "keys", title: say("Keys"), fill: (panel) => fill(panel, lab) }]);
}

function fill(panel: HTMLElement, lab: Lab): void {
  const box = make(document, "input", { type: "checkbox", id: "single-keys", "aria-describedby": "single-keys-note" }) as HTMLInputElement;
  box.checked = lab.singleKeys.on;
  const about = note("");
  about.id = "single-keys-note";
  const tell = (lasts: boolean) => {
    about.textContent = lasts
      ? say("Off, a slip of the hand or a word that the computer hears presses nothing. Kept on this device.")
      : say("Off, a slip of the hand or a word that the computer hears presses nothing. It lasts until the page is left.");
  };
  tell(lab.keeps);
  box.addEventListener("change", () => tell(lab.singleKeys.choose(box.checked)));
  panel.append(make(document, "label", { class: "check" }, box, say("The keys ., Shift+. and ? work without Ctrl")), about,
    ...keys().map(([where, list]) => table(where, list)));
}

function table(where: string, list: [keys: string, meaning: string][]): HTMLElement {
  const rows = list.map(([key, meaning]) => make(document, "tr", {},
    make(document, "th", { scope: "row" }, key), make(document, "td", {}, meaning)));
  return make(document, "table", { class: "keys" }, make(document, "caption", {}, where), make(document, "tbody", {}, ...rows));
}

// The page on paper: the lesson's step and the tables are the page's own; this adds the picture and the link.

import type { Lab } from "../app/lab";
import { make } from "../twin/dom";
import { qrDrawing } from "./qr";

const pixels = 2000;  // across a page, about 300 to an inch

export function preparePrint(lab: Lab): HTMLElement {
  const drawn = lab.picture(pixels, true);
  const address = lab.address();
  const sheet = make(document, "section", { class: "paper", "aria-hidden": "true" });
  if (drawn) sheet.append(make(document, "img", { src: drawn.toDataURL("image/png"), alt: "" }));
  const code = qrDrawing(address);
  sheet.append(make(document, "div", { class: "paper-link" }, ...(code ? [code as unknown as HTMLElement] : []), make(document, "p", {}, address)));
  return sheet;
}

// However the printing was asked for. The picture must be made within the event: it is blank on paper otherwise.
export function watchPrinting(lab: Lab): void {
  let sheet: HTMLElement | undefined;
  let theme: string | undefined;  // that the page had before
  const root = document.documentElement;
  addEventListener("beforeprint", () => {
    if (sheet) sheet.remove();
    else theme = root.dataset.theme;
    root.dataset.theme = "light";
    sheet = preparePrint(lab);
    document.body.prepend(sheet);
  });
  addEventListener("afterprint", () => {
    sheet?.remove();
    sheet = undefined;
    if (theme === undefined) delete root.dataset.theme;
    else root.dataset.theme = theme;
  });
}

export function printSheet(): void {
  document.querySelector<HTMLDialogElement>("dialog[open]")?.close();
  print();
}

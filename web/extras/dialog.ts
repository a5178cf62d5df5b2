// A dialog with a few tabs, one of them shown. The browser's own <dialog> keeps the focus and gives it back.

import { alongReading } from "../app/keys";
import { say } from "../app/say";
import { make } from "../twin/dom";

export interface Tab {
  id: string;
  title: string;
  fill(panel: HTMLElement): void;  // called each time the tab is shown, with an empty panel
}

export function openDialog(title: string, tabs: Tab[], chosen = tabs[0]!.id): HTMLDialogElement {
  const heading = make(document, "h2", { id: "dialog-title" }, title);
  const close = make(document, "button", { type: "button", class: "quiet" }, say("Close"));
  const bar = make(document, "div", { role: "tablist", "aria-labelledby": heading.id, class: "dialog-tabs" });
  const panel = make(document, "div", { ...(tabs.length > 1 ? { role: "tabpanel" } : {}), id: "dialog-panel", class: "dialog-panel", tabindex: "-1" });
  const dialog = make(document, "dialog", { class: "dialog", "aria-labelledby": heading.id },
    make(document, "header", {}, heading, close), ...(tabs.length > 1 ? [bar] : []), panel) as HTMLDialogElement;

  const buttons = tabs.map((tab) => make(document, "button",
    { type: "button", role: "tab", id: `dialog-tab-${tab.id}`, "aria-controls": panel.id }, tab.title));
  bar.append(...buttons);
  const choose = (index: number) => {
    buttons.forEach((button, place) => {
      button.setAttribute("aria-selected", String(place === index));
      button.tabIndex = place === index ? 0 : -1;
    });
    if (tabs.length > 1) panel.setAttribute("aria-labelledby", buttons[index]!.id);
    panel.replaceChildren();
    tabs[index]!.fill(panel);
  };
  buttons.forEach((button, index) => {
    button.addEventListener("click", () => choose(index));
    button.addEventListener("keydown", (event) => {
      const last = buttons.length - 1;
      const to = { ArrowRight: index === last ? 0 : index + 1, ArrowLeft: index === 0 ? last : index - 1, Home: 0, End: last }[alongReading(event.key)];
      if (to === undefined) return;
      event.preventDefault();
      buttons[to]!.focus();
      choose(to);
    });
  });
  close.addEventListener("click", () => dialog.close());
  // A press beside the dialog closes it, one that began inside does not.
  dialog.addEventListener("pointerdown", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  choose(Math.max(0, tabs.findIndex((tab) => tab.id === chosen)));
  dialog.showModal();
  return dialog;
}

// A control with its label above it.
export function field(label: string, control: HTMLElement, id: string): HTMLElement {
  control.id = id;
  return make(document, "div", { class: "field" }, make(document, "label", { for: id }, label), control);
}

export function select(options: [string, string][], chosen?: string): HTMLSelectElement {
  const element = make(document, "select", {}, ...options.map(([value, words]) => make(document, "option", { value }, words))) as HTMLSelectElement;
  if (chosen !== undefined && options.some(([value]) => value === chosen)) element.value = chosen;
  return element;
}

export function button(words: string, press: () => void, primary = false): HTMLButtonElement {
  const element = make(document, "button", { type: "button", class: primary ? "button primary" : "button" }, words) as HTMLButtonElement;
  element.addEventListener("click", press);
  return element;
}

export const note = (words: string) => make(document, "p", { class: "note" }, words);

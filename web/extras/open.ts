// The Open dialog: a file by choice, by drop or by paste, and what its arrays shall be.

import { linkCharacters } from "lookback-limits";
import type { Lab } from "../app/lab";
import { say } from "../app/say";
import { told, type Keeper } from "../storage/keeper";
import { make } from "../twin/dom";
import { button, field, note, openDialog, select } from "./dialog";
import { bytesOf, endings, offer, offerText, type Offer, type Tensor } from "./files";
import { readOwnFile } from "./own_file";

const mostAtOnce = 6;  // arrays to look through without a search

export interface OpenHost {
  lab: Lab;
  keeper: Keeper | undefined;  // none where nothing is kept
  keep(other: Record<string, unknown>): void;  // what else an own file says
}

export function openFiles(host: OpenHost, files: File[] = []): void {
  const awaited = JSON.parse(host.lab.core()?.ask("file_awaited") || "[]") as { sentence: string }[];
  const dialog = openDialog(say("Open"), [{
    id: "open", title: say("Open"), fill: (panel) => {
      if (files.length === 1) void take(host, panel, files[0]!);
      else if (files.length > 1) ask(host, panel, [], say("These are {0} files. They are read one at a time; arrays that belong together can come as one .npz.", files.length));
      else ask(host, panel, awaited.map(({ sentence }) => sentence));
    },
  }]);
  dialog.addEventListener("dragover", (event) => event.preventDefault());
}

function ask(host: OpenHost, panel: HTMLElement, waiting: string[] = [], fault = ""): void {
  const chosen = make(document, "input", { type: "file", accept: endings }) as HTMLInputElement;
  chosen.addEventListener("change", () => chosen.files?.[0] && void take(host, panel, chosen.files[0]));
  const pasted = make(document, "textarea", { rows: "4", spellcheck: "false", class: "words", placeholder: "0.5\t1\n-2\t0.25" }) as HTMLTextAreaElement;
  const read = () => {
    const core = host.lab.core();
    if (core && pasted.value.trim() !== "") show(host, panel, offerText(core, pasted.value));
  };
  panel.replaceChildren(
    make(document, "p", { class: "wrong", role: "alert" }, fault), ...waiting.map(note),
    field(say("A file: .npy, .npz, .csv, .tsv, .safetensors, or a state saved here. You can also drop it on the lab"), chosen, "open-file"),
    field(say("Or cells from a spreadsheet"), pasted, "open-pasted"),
    make(document, "div", { class: "row" }, button(say("Read the cells"), read)), ...left(host.keeper));
  keepFocus(fault === "" ? chosen : panel);
}

// What other tabs left on this device.
function left(keeper: Keeper | undefined): HTMLElement[] {
  const others = keeper?.others ?? [];
  if (!keeper || others.length === 0) return [];
  return [note(say("Or go on with what you did on this device:")), make(document, "ul", { class: "left" }, ...others.map((entry) =>
    make(document, "li", {}, button(told(entry), () => keeper.bringBack(entry)))))];
}

// What had the focus is gone from the panel; before the dialog is open this does nothing.
const keepFocus = (element: HTMLElement) => element.focus();

async function take(host: OpenHost, panel: HTMLElement, file: File): Promise<void> {
  const core = host.lab.core();
  if (!core) return ask(host, panel, [], say("The lab is not there to read the file."));
  if (/\.json$/i.test(file.name)) {
    const bytes = await bytesOf(file);
    const own = typeof bytes === "string" ? bytes : readOwnFile(new TextDecoder().decode(bytes));
    if (typeof own === "string") return ask(host, panel, [], own);
    const error = host.lab.open(`#${own.link.replace(/^#/, "")}`);
    if (error !== "") return ask(host, panel, [], error);
    const { lookback: _version, link: _link, ...other } = own;
    host.keep(other);
    return done(host, panel, say("“{0}” is open.", file.name));
  }
  show(host, panel, await offer(core, file));
}

// A guess by the array's name: "layers.0.q_proj" is most likely Q.
function guess(tensor: Tensor, alone: boolean): string {
  const fitting = tensor.targets.filter(({ fits }) => fits);
  const name = tensor.name.toLowerCase().replace(/\.(npy|csv|tsv|txt)$/, "");
  const exact = fitting.find(({ id }) => id.toLowerCase() === name);
  const near = fitting.find(({ id }) => new RegExp(`(^|[^a-z])${id.toLowerCase()}([^a-z]|$)`).test(name));
  const words: Record<string, RegExp> = { Q: /quer/, K: /key/, V: /val/ };
  const worded = fitting.find(({ id }) => words[id]?.test(name));
  return (exact ?? near ?? worded ?? (alone ? fitting[0] : undefined))?.id ?? "";
}

function show(host: OpenHost, panel: HTMLElement, what: Offer | string): void {
  if (typeof what === "string") return ask(host, panel, [], what);
  if (what.opened) return done(host, panel, say("The link that waited for “{0}” is open.", what.name));
  const rows = what.tensors.map((tensor, index) => row(tensor, index, what.tensors.length === 1));
  const error = make(document, "p", { class: "wrong", role: "alert" }, what.awaited);
  const use = () => {
    const core = host.lab.core();
    const placed = rows.filter(({ target }) => target() !== "");
    if (!core || placed.length === 0) {
      error.textContent = say("Choose at least one array, and what it shall be.");
      return;
    }
    for (const [before, one] of placed.entries()) {
      const said = core.ask("place", what.hash, one.name, one.target(), one.batch(), one.head());
      host.lab.settle();
      if (said === "") continue;
      for (let step = 0; step < before; ++step) host.lab.act("undo", "press", "");  // all of them or none
      error.textContent = said;
      return;
    }
    done(host, panel, "");
  };
  panel.replaceChildren(
    make(document, "p", {}, what.tensors.length === 1 ? say("“{0}” holds one array.", what.name) : say("“{0}” holds {1} arrays.", what.name, what.tensors.length)),
    ...what.notes.map(note), ...(rows.length > mostAtOnce ? [finder(rows)] : []), ...rows.map(({ element }) => element), error,
    make(document, "div", { class: "row last" }, button(say("Use"), use, true), button(say("Another file"), () => ask(host, panel))));
  keepFocus(panel);
}

// Shows the arrays whose names hold what is typed, and those that are put to use.
function finder(rows: Row[]): HTMLElement {
  const typed = make(document, "input", { type: "search", autocomplete: "off", spellcheck: "false" }) as HTMLInputElement;
  typed.addEventListener("input", () => {
    const wanted = typed.value.trim().toLowerCase();
    for (const one of rows) one.element.hidden = one.target() === "" && !one.name.toLowerCase().includes(wanted);
  });
  return field(say("Find by name"), typed, "open-find");
}

interface Row {
  element: HTMLElement;
  name: string;
  target(): string;
  batch(): number;
  head(): number;
}

function row(tensor: Tensor, index: number, alone: boolean): Row {
  const title = make(document, "p", {}, make(document, "strong", {}, tensor.name || say("the array")), ` ${tensor.description}`);
  if (tensor.fault !== "") {
    const element = make(document, "div", { class: "offered" }, title, note(tensor.fault));
    return { element, name: tensor.name, target: () => "", batch: () => 0, head: () => 0 };
  }
  const fitting = tensor.targets.filter(({ fits }) => fits);
  const target = select([["", say("leave it out")], ...fitting.map(({ id, title: words, size }): [string, string] => [id, `${words}, ${size}`])], guess(tensor, alone));
  const count = (length: number) => select(Array.from({ length }, (_, place): [string, string] => [String(place), String(place)]));
  const batch = count(Math.min(tensor.batches, 4096));
  const head = count(Math.min(tensor.heads, 4096));
  const effect = note("");
  const tell = () => {
    const chosen = fitting.find(({ id }) => id === target.value);
    effect.textContent = fitting.length === 0 ? (tensor.targets[0]?.why ?? say("It fits nothing here.")) : (chosen?.effect ?? "");
  };
  target.addEventListener("change", tell);
  tell();
  const choices = make(document, "div", { class: "row" }, field(say("Use it as"), target, `offered-${index}`));
  if (tensor.batches > 1) choices.append(field(say("Batch"), batch, `batch-${index}`));
  if (tensor.heads > 1) choices.append(field(say("Head"), head, `head-${index}`));
  return {
    element: make(document, "div", { class: "offered" }, title, choices, effect),
    name: tensor.name, target: () => target.value, batch: () => Number(batch.value), head: () => Number(head.value),
  };
}

function done(host: OpenHost, panel: HTMLElement, sentence: string): void {
  if (sentence !== "") host.lab.announce(sentence);
  panel.closest("dialog")?.close();
}

// A file dropped anywhere on the page opens, in place of leaving the page for it.
export function watchDrops(host: OpenHost): void {
  const carries = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  const root = document.documentElement;
  addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    root.classList.add("dropping");
  });
  addEventListener("dragleave", (event) => event.relatedTarget === null && root.classList.remove("dropping"));
  addEventListener("drop", (event) => {
    root.classList.remove("dropping");
    if (!carries(event)) return;
    event.preventDefault();
    document.querySelector<HTMLDialogElement>("dialog[open]")?.close();
    openFiles(host, [...event.dataTransfer!.files]);
  });
}

// Cells pasted onto a number go from there to the right and down.
export function watchPastes(lab: Lab): void {
  document.getElementById("twin")!.addEventListener("paste", (event) => {
    const cell = (event.target as Element).closest<HTMLElement>('[data-node]')?.dataset.node ?? "";
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const core = lab.core();
    if (!core || text === "" || !/\.\d+\.\d+$/.test(cell)) return;
    event.preventDefault();
    if (!core.has("paste")) return lab.warn(say("Pasting is not loaded yet. Try again in a moment."));
    if (text.length > linkCharacters) return lab.warn(say("That is longer than {0} characters, the most that is pasted.", linkCharacters.toLocaleString("en")));
    const said = core.ask("paste", cell, text);
    lab.settle();
    if (said !== "") lab.warn(said);
  });
}

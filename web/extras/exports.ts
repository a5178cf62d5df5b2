// Numbers and code: what the C++ writes, to read, to copy or to save.

import type { Core } from "../app/core";
import type { Lab } from "../app/lab";
import { make } from "../twin/dom";
import { button, field, note, select } from "./dialog";
import { copy, save, textFile } from "./hand";

const formats: [string, string][] = [
  ["csv", "CSV"], ["tsv", "cells for a spreadsheet"], ["markdown", "Markdown"], ["latex", "LaTeX"], ["npy", "NumPy file (.npy)"],
];
const endings: Record<string, string> = { csv: "csv", tsv: "tsv", markdown: "md", latex: "tex", npy: "npy" };

const languages: [string, string][] = [["numpy", "NumPy"], ["pytorch", "PyTorch"], ["cpp", "C++"]];
const sources: Record<string, string> = { numpy: "lookback_numpy.py", pytorch: "lookback_pytorch.py", cpp: "lookback.cpp" };

// A box of what was written, kept up to date by `write`, with Copy and Save.
function result(lab: Lab, id: string, label: string, name: () => string): { element: HTMLElement; show(words: string, bytes?: Uint8Array): void } {
  const area = make(document, "textarea", { readonly: "", rows: "12", spellcheck: "false", class: "words" }) as HTMLTextAreaElement;
  let content: Blob = textFile("");
  const copyPress = button("Copy", () => void copy(area.value, area.parentElement!).then((copied) => {
    if (!copied) area.select();
    lab.say(copied ? "Copied." : "The clipboard is closed to this page. The words are selected: copy them with the keys.");
  }));
  const element = make(document, "div", {}, field(label, area, id),
    make(document, "div", { class: "row" }, button("Save", () => save(name(), content), true), copyPress));
  return {
    element,
    show(words, bytes) {
      area.value = words;
      content = bytes ? new Blob([bytes as Uint8Array<ArrayBuffer>]) : textFile(words);
      copyPress.hidden = bytes !== undefined;
    },
  };
}

export function numbers(panel: HTMLElement, lab: Lab): void {
  const core = lab.core();
  const known = core ? core.exportable() : [];
  if (!core || known.length === 0) {
    panel.append(note("There are no matrices to export yet."));
    return;
  }
  const matrix = select(known.map(({ id, title }) => [id, title]));
  const format = select(formats);
  const box = result(lab, "exported", "All digits of every number", () => `${matrix.value.replace(/[^\w-]+/g, "_")}.${endings[format.value]}`);
  const write = () => {
    if (format.value !== "npy") return box.show(core.exported(format.value, matrix.value));
    const bytes = core.exportedBytes(format.value, matrix.value);
    box.show(`${bytes.length} bytes. Read it with numpy.load("${matrix.value}.npy").`, bytes);
  };
  for (const control of [matrix, format]) control.addEventListener("change", write);
  panel.append(make(document, "div", { class: "row" }, field("Matrix", matrix, "export-matrix"), field("As", format, "export-format")), box.element);
  write();
}

const brought = new WeakSet<Core>();

async function bringTexts(lab: Lab, core: Core): Promise<void> {
  if (brought.has(core)) return;
  const response = await lab.assets.fetch("snippets.txt");
  if (!response.ok) throw new Error(response.status === 404 ? "this copy of the lab comes without it" : `the server answered ${response.status}`);
  core.snippetTexts(await response.text());
  brought.add(core);
}

export function code(panel: HTMLElement, lab: Lab): void {
  const core = lab.core();
  if (!core) return;
  const language = select(languages);
  const box = result(lab, "code", "It computes these numbers from scratch, and asserts them", () => sources[language.value]!);
  // The texts that code is made of are fetched when it is first asked for.
  const write = () => bringTexts(lab, core).then(
    () => box.show(core.exported(language.value, "")),
    (error: Error) => box.show(`There is no code to be had: ${error.message}. The lab on its site has it.`));
  language.addEventListener("change", () => void write());
  panel.append(field("Language", language, "code-language"), box.element);
  void write();
}

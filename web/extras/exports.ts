// Numbers and code: what the C++ writes, to read, to copy or to save.

import type { Core } from "../app/core";
import type { Lab } from "../app/lab";
import { say } from "../app/say";
import { make } from "../twin/dom";
import { button, field, note, select } from "./dialog";
import { copy, save, textFile } from "./hand";

interface Exportable {
  id: string;
  title: string;
  rows: number;
  columns: number;
}

const formats = (): [string, string][] => [
  ["csv", "CSV"], ["tsv", say("cells for a spreadsheet")], ["markdown", "Markdown"], ["latex", "LaTeX"], ["npy", say("NumPy file (.npy)")],
];
const endings: Record<string, string> = { csv: "csv", tsv: "tsv", markdown: "md", latex: "tex", npy: "npy" };
const rounded = ["markdown", "latex"];
const digits = 4;

const languages: [string, string][] = [["numpy", "NumPy"], ["pytorch", "PyTorch"], ["cpp", "C++"]];
const sources: Record<string, string> = { numpy: "_numpy.py", pytorch: "_pytorch.py", cpp: ".cpp" };

// What was written: words to copy and to save, or bytes to save, or the sentence that says why there are none.
function result(lab: Lab, id: string, label: string, name: () => string): { element: HTMLElement; show(words: string, bytes?: Uint8Array): void } {
  const area = make(document, "textarea", { readonly: "", rows: "12", spellcheck: "false", wrap: "off", class: "words" }) as HTMLTextAreaElement;
  const error = make(document, "p", { class: "wrong", role: "alert" });
  let content: Blob = textFile("");
  const savePress = button(say("Save"), () => save(name(), content), true);
  const copyPress = button(say("Copy"), () => void copy(area.value, area.parentElement!).then((copied) => {
    if (!copied) area.select();
    lab.announce(copied ? say("Copied.") : say("The clipboard is closed to this page. The words are selected: copy them with the keys."));
  }));
  const element = make(document, "div", {}, error, field(label, area, id), make(document, "div", { class: "row" }, savePress, copyPress));
  return {
    element,
    // What is one line is a sentence that says why there is nothing.
    show(words, bytes) {
      const failed = !bytes && !words.includes("\n");
      error.textContent = failed ? words : "";
      area.value = failed ? "" : words;
      content = bytes ? new Blob([bytes as Uint8Array<ArrayBuffer>]) : textFile(words);
      savePress.hidden = failed;
      copyPress.hidden = failed || bytes !== undefined;
    },
  };
}

const later = () => say("This part of the page is still loading; close the dialog and try again in a moment.");

export function numbers(panel: HTMLElement, lab: Lab): void {
  const core = lab.core();
  const list = JSON.parse(core?.ask("exportable") || "[]") as Exportable[];
  if (!core || list.length === 0) {
    panel.append(note(later()));
    return;
  }
  const matrix = select(list.map(({ id, title, rows, columns }) => [id, `${title}, ${rows} × ${columns}`]));
  const format = select(formats());
  const headers = make(document, "input", { type: "checkbox" }) as HTMLInputElement;
  const headersLabel = make(document, "label", { class: "check" }, headers, " ", say("With tokens"));
  const box = result(lab, "exported", say("The numbers"), () => `${matrix.value.replace(/[^\w-]+/g, "_")}.${endings[format.value]}`);
  const write = () => {
    headersLabel.hidden = !["csv", "tsv"].includes(format.value);
    box.element.querySelector("label")!.textContent = rounded.includes(format.value) ? say("{0} digits of each number", digits) : say("All digits of each number");
    if (format.value !== "npy") return box.show(core.ask("export", format.value, matrix.value, Number(headers.checked), digits));
    const bytes = core.askBytes("export", "export_size", format.value, matrix.value, 0, digits);
    box.show(say("{0} bytes, float64. Read them with numpy.load.", bytes.length), bytes);
  };
  for (const control of [matrix, format, headers]) control.addEventListener("change", write);
  panel.append(make(document, "div", { class: "row" }, field(say("Matrix"), matrix, "export-matrix"), field(say("As"), format, "export-format"), headersLabel), box.element);
  write();
}

// The texts that code is made of are fetched when it is first asked for.
const brought = new WeakSet<Core>();

async function bringTexts(lab: Lab, core: Core): Promise<void> {
  if (brought.has(core)) return;
  const response = await lab.assets.fetch("snippets.txt");
  if (!response.ok) throw new Error(say("the server answered {0}", response.status));
  core.ask("snippet_texts", await response.text());
  brought.add(core);
}

export async function code(panel: HTMLElement, lab: Lab): Promise<void> {
  const core = lab.core();
  if (!core?.has("snippet_texts")) {
    panel.append(note(later()));
    return;
  }
  const mechanism = (JSON.parse(core.values() || "{}") as { mechanism?: string }).mechanism ?? "lookback";
  const language = select(languages);
  const box = result(lab, "code", say("It computes these numbers from scratch, and asserts them"), () => `${mechanism}${sources[language.value]}`);
  panel.append(field(say("Language"), language, "code-language"), box.element);
  try {
    await bringTexts(lab, core);
  } catch (error) {
    box.show(say("The definitions could not be fetched: {0}. Try again in a moment.", (error as Error).message));
    return;
  }
  const write = () => box.show(core.ask("export", language.value, "", 0, digits));
  language.addEventListener("change", write);
  write();
}

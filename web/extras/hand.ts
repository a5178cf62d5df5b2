// Words and files handed to the clipboard or to the disk.

import { make } from "../twin/dom";

export async function copy(words: string, within: Element = document.body): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    // A frame may not write to the clipboard; a selection in it may. Inside a modal dialog, so that it can be focused.
    const area = make(document, "textarea", { class: "out-of-sight", "aria-hidden": "true" }) as HTMLTextAreaElement;
    const focused = document.activeElement as HTMLElement | null;
    area.value = words;
    within.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    focused?.focus();
    return copied;
  }
}

// Offers a file to save. A frame that may not download does nothing, so the dialog shows the words as well.
export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = make(document, "a", { href: address, download: name }) as HTMLAnchorElement;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export const textFile = (words: string, type = "text/plain") => new Blob([words], { type: `${type};charset=utf-8` });

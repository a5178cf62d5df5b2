// Keys that work wherever the focus is, except while something is being typed and in dialogs. No others are taken.

export function takeGlobalKeys(press: (id: string) => void): void {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || typed(event.target)) return;
    const id = meaning(event);
    if (id === undefined) return;
    event.preventDefault();
    press(id);
  });
}

// Where the page is read from the right, what comes next is to the left.
export function alongReading(key: string): string {
  if (document.documentElement.dir !== "rtl") return key;
  return { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" }[key] ?? key;
}

function meaning(event: KeyboardEvent): string | undefined {
  if (event.altKey) return undefined;
  if (event.ctrlKey || event.metaKey) {
    const key = event.key.toLowerCase();
    if (key === "z") return event.shiftKey ? "redo" : "undo";
    if (key === "y" && event.ctrlKey) return "redo";
    return undefined;
  }
  return event.key === "." ? "step" : undefined;
}

function typed(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input:not([type=radio]), textarea, select, [contenteditable], dialog *");
}

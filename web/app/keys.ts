// Keys that work wherever the focus is, except while something is being typed and in dialogs. No others are taken.
// Those of a single character can be switched off, for whoever speaks to the computer or strikes keys unawares.

import { Device } from "../storage/device";

export interface KeyHost {
  press(id: string): void;
  help(): void;
}

const kept = "lookback.single_keys";

// Whether the keys of a single character do something; kept on the device, where the page may keep anything.
export class SingleKeys {
  private device = new Device("localStorage");
  private chosen: boolean | undefined;  // on this page

  constructor(private keeps: boolean) {}

  get on(): boolean {
    return this.chosen ?? this.device.get(kept) !== "off";
  }

  // False when it lasts only as long as the page.
  choose(on: boolean): boolean {
    this.chosen = on;
    return this.keeps && (on ? this.device.remove(kept) : this.device.set(kept, "off"));
  }
}

export function takeGlobalKeys(host: KeyHost, single: SingleKeys): void {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey || typed(event.target)) return;
    const id = event.ctrlKey || event.metaKey ? chord(event) : single.on ? character(event) : undefined;
    if (id === undefined) return;
    event.preventDefault();
    if (id === "help") host.help();
    else host.press(id);
  });
}

// Where the page is read from the right, what comes next is to the left.
export function alongReading(key: string): string {
  if (document.documentElement.dir !== "rtl") return key;
  return { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" }[key] ?? key;
}

function chord(event: KeyboardEvent): string | undefined {
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" && event.ctrlKey ? "redo" : undefined;
}

function character({ key, code, shiftKey }: KeyboardEvent): string | undefined {
  if (key === ".") return "step";
  if (key === "?") return "help";
  // What the key of the point gives with Shift, in most layouts.
  return shiftKey && code === "Period" && (key === ">" || key === ":") ? "play" : undefined;
}

function typed(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input:not([type=radio]), textarea, select, [contenteditable], dialog *");
}

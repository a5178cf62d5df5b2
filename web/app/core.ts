// The C++ behind plain functions. Strings go in and out as UTF-8; a trap ends everything with one report.

import { linkCharacters } from "lookback-limits";
import { language } from "./say";

export interface Wasm {
  HEAPU8: Uint8Array;
  _malloc(size: number): number;
  _free(pointer: number): void;
  [name: `_lookback_${string}`]: (...args: number[]) => number;
}

export type CrashReport = (error: unknown) => void;

// Longer than any text that the core reads: it refuses the rest with a sentence.
const longest = linkCharacters + 1;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class Core {
  private dead = false;
  private whole = false;  // the second module is there

  constructor(private wasm: Wasm, private crashed: CrashReport) {}

  // Before all else: the C++ speaks as the page does. A line of its table is a key, a tab and what is said for it.
  speak(): void {
    const { table, pseudo } = language();
    const escaped = (text: string) => text.replace(/[\\\n]/g, (sign) => (sign === "\n" ? "\\n" : "\\\\"));
    if (pseudo !== "") this.call("disguise", pseudo);
    else if (table.size > 0) this.call("speak", [...table].map((pair) => pair.map(escaped).join("\t")).join("\n"));
  }
  start(selector: string): number {
    return this.call("start", selector);
  }
  // The bytes belong to the C++ from here on.
  font(slot: number, bytes: Uint8Array): void {
    this.guard(() => {
      const pointer = this.wasm._malloc(bytes.length);
      if (pointer === 0) return 0;
      this.wasm.HEAPU8.set(bytes, pointer);
      return this.wasm._lookback_font(slot, pointer, bytes.length);
    }, 0);
  }
  resize(width: number, height: number, ratio: number): void {
    this.call("resize", width, height, ratio);
  }
  neededHeight(width: number): number {
    return this.call("needed_height", width);
  }
  theme(palette: number, reducedMotion: boolean, touch: boolean): void {
    this.call("theme", palette, Number(reducedMotion), Number(touch));
  }
  // How the address wants the lab shown: for reading only, and without some panels.
  weightColours(which: number): void {
    this.call("weight_colours", which);
  }
  present(readOnly: boolean, hidden: string): void {
    if ("_lookback_present" in this.wasm) this.call("present", Number(readOnly), hidden);
  }
  pointer(kind: number, x: number, y: number, button: number, modifiers: number, source: number): void {
    this.call("pointer", kind, x, y, button, modifiers, source);
  }
  wheel(by: number): boolean {
    return this.call("wheel", by) === 1;
  }
  context(lost: boolean): void {
    this.call("context", Number(lost));
  }
  // Milliseconds until the next frame is wanted; negative for never.
  frame(now: number): number {
    return this.dead ? -1 : this.call("frame", now);
  }
  tick(now: number): void {
    this.call("tick", now);
  }
  // Milliseconds until tick wants to be called; negative for never.
  wakeIn(now: number): number {
    return this.dead ? -1 : this.call("wake_in", now);
  }
  // "" or the sentence that says why nothing happened.
  act(id: string, verb: string, text: string, gesture: number): string {
    return this.text("act", id, verb, text, gesture);
  }
  focus(id: string): void {
    this.call("focus", id);
  }
  hover(id: string): void {
    this.call("hover", id);
  }
  changes(): string {
    return this.text("changes");
  }
  rectangle(id: string): { x: number; y: number; width: number; height: number } | undefined {
    const parts = this.text("rectangle", id).split(",").map(Number);
    if (parts.length !== 4 || parts.some((part) => !Number.isFinite(part))) return undefined;
    return { x: parts[0]!, y: parts[1]!, width: parts[2]!, height: parts[3]! };
  }
  link(): string {
    const link = this.text("link");
    return link === "" || link.startsWith("#") ? link : `#${link}`;
  }
  open(link: string): string {
    return this.text("open", link);
  }
  // Opens what can be read of a broken link and says what was left out.
  get salvages(): boolean {
    return this.has("salvage");
  }
  salvage(link: string): string {
    return this.text("salvage", link);
  }
  // All code is there from now on; until then some links must wait.
  complete(): void {
    this.whole = true;
    this.call("complete");
  }
  mustWait(link: string): boolean {
    return !this.whole && this.call("must_wait", link) === 1;
  }
  // The present among the steps of its study.
  stepPlace(): number {
    return this.call("step_place");
  }
  values(): string {
    return this.text("values");
  }
  // Functions of the second module, by name: what they say,
  ask(name: string, ...args: (number | string)[]): string {
    return this.has(name) ? this.text(name, ...args) : "";
  }
  // what they make, as bytes whose number another function says,
  askBytes(name: string, size: string, ...args: (number | string)[]): Uint8Array {
    return this.guard(() => {
      const pointer = this.call(name, ...args);
      return this.wasm.HEAPU8.slice(pointer, pointer + this.call(size));
    }, new Uint8Array());
  }
  // and bytes for which they make room; false where there is none.
  give(name: string, title: string, bytes: Uint8Array): boolean {
    return this.guard(() => {
      const pointer = this.call(name, title, bytes.length);
      if (pointer !== 0) this.wasm.HEAPU8.set(bytes, pointer);
      return pointer !== 0;
    }, false);
  }
  has(name: string): boolean {
    return this.whole && typeof this.wasm[`_lookback_${name}`] === "function";
  }
  // 1 or 0; negative when the condition is broken. Nothing holds before the second module is there.
  check(condition: string): number {
    return this.has("check") ? this.call("check", condition) : 0;
  }
  // What an expression of the check language is worth now; undefined where it has no value.
  value(expression: string): number | undefined {
    if (!this.has("value")) return undefined;
    const value = this.call("value", expression);
    return Number.isFinite(value) ? value : undefined;
  }
  cut(): string {
    return this.text("cut");
  }
  frames(): number {
    return this.call("frames");
  }
  renderer(): string {
    return this.text("renderer");
  }

  private call(name: string, ...args: (number | string)[]): number {
    return this.guard(() => {
      const pointers: number[] = [];
      const plain = args.map((arg) => {
        if (typeof arg === "number") return arg;
        const bytes = encoder.encode(arg.slice(0, longest));
        const pointer = this.wasm._malloc(bytes.length + 1);
        if (pointer === 0) throw new RangeError("out of memory");
        this.wasm.HEAPU8.set(bytes, pointer);
        this.wasm.HEAPU8[pointer + bytes.length] = 0;
        pointers.push(pointer);
        return pointer;
      });
      const result = this.wasm[`_lookback_${name}`]!(...plain);
      for (const pointer of pointers) this.wasm._free(pointer);
      return result;
    }, 0);
  }

  private text(name: string, ...args: (number | string)[]): string {
    const pointer = this.call(name, ...args);
    if (!pointer) return "";
    const heap = this.wasm.HEAPU8;
    return decoder.decode(heap.subarray(pointer, heap.indexOf(0, pointer)));
  }

  private guard<T>(work: () => T, otherwise: T): T {
    if (this.dead) return otherwise;
    try {
      return work();
    } catch (error) {
      this.dead = true;
      this.crashed(this.whole ? error : new Error("The lab used a part of itself that had not arrived yet.", { cause: error }));
      return otherwise;
    }
  }
}

// Settings as real controls. A disabled control keeps its focus and says why: aria-disabled, never disabled.

import { enabled, exactValue, type Node } from "../app/nodes";
import { say } from "../app/say";
import { attribute, flag, make, part, put, text } from "./dom";

const segmentLimit = 4;

export function kindOfChoice(options: number): string {
  return options > segmentLimit ? "select" : "segments";
}

export function kindOfNumber(node: Node): string {
  return !node.slider ? "number" : node.stops ? `slider of ${node.stops.join(", ")}` : "slider";
}

export function createToggle(document: Document, node: Node): HTMLElement {
  const button = make(
    document, "button", { type: "button", role: "switch", class: "switch target", "aria-describedby": `note-${node.id}` },
    make(document, "span", { class: "track", "aria-hidden": "true" }), make(document, "span", { class: "name" }));
  return make(document, "div", { class: "control" }, button, make(document, "span", { class: "note", id: `note-${node.id}` }));
}

export function updateToggle(element: HTMLElement, node: Node): void {
  const button = part(element, "switch");
  text(part(button, "name"), node.name ?? node.id);
  attribute(button, "aria-checked", String(node.checked === true));
  usable(button, node);
  const note = node.text === say("on") || node.text === say("off") ? "" : node.text ?? "";
  text(part(element, "note"), note);
}

export function createButton(document: Document): HTMLElement {
  return make(document, "button", { type: "button", class: "button target" });
}

export function updateButton(element: HTMLElement, node: Node): void {
  text(element, node.name ?? node.id);
  flag(element, "data-checked", node.checked);
  attribute(element, "aria-current", node.of_sheet && node.checked && node.look !== "play" ? "true" : undefined);
  usable(element, node);
}

export function createChoice(document: Document, node: Node, options: number): HTMLElement {
  const label = `label-${node.id}`;
  if (options > segmentLimit) {
    const select = make(document, "select", { class: "options target", id: `choice-${node.id}` });
    return make(document, "div", { class: "control" }, make(document, "label", { class: "label", for: select.id }), select);
  }
  const name = make(document, "span", { class: "label", id: label });
  const segments = make(document, "div", { class: "options segments", role: "radiogroup", "aria-labelledby": label });
  return make(document, "div", { class: "control" }, name, segments);
}

export function updateChoice(element: HTMLElement, node: Node): void {
  text(part(element, "label"), node.name ?? node.id);
  attribute(part(element, "options"), "aria-disabled", enabled(node) ? undefined : "true");
  attribute(element, "title", node.hint || undefined);
}

export function createOption(document: Document, node: Node, parent: Element): HTMLElement {
  if (parent.tagName === "SELECT") return make(document, "option", { value: node.id });
  return make(document, "button", { type: "button", role: "radio", class: "segment target", tabindex: "-1" });
}

export function updateOption(element: HTMLElement, node: Node): void {
  text(element, node.name ?? node.id);
  const checked = node.checked === true;
  if (element.tagName === "OPTION") {
    // It can be chosen, and the answer says why it is refused.
    usable(element, node);
  } else {
    attribute(element, "aria-checked", String(checked));
    attribute(element, "tabindex", checked ? "0" : "-1");
    usable(element, node);
  }
}

// In their order, and in a list under the headings that they have.
export function placeOptions(choice: HTMLElement, nodes: Node[], elementOf: (id: string) => HTMLElement): void {
  const options = part(choice, "options");
  let group: Element | undefined;
  let place = 0;
  let placeInGroup = 0;
  for (const node of nodes) {
    const heading = options.tagName === "SELECT" ? node.heading : undefined;
    if (heading === undefined) {
      put(options, elementOf(node.id), place++);
      continue;
    }
    if (group?.getAttribute("label") !== heading) {
      const there = options.children[place];
      group = there?.getAttribute("label") === heading ? there : make(choice.ownerDocument, "optgroup", { label: heading });
      put(options, group, place++);
      placeInGroup = 0;
    }
    put(group, elementOf(node.id), placeInGroup++);
  }
}

// Selects what holds; where none of the options does, a last one that cannot be chosen says so.
export function selectOption(choice: HTMLElement, node: Node, checked: HTMLElement | undefined): void {
  const select = part(choice, "options");
  if (select.tagName !== "SELECT") return;
  let own = part(select, "own") as HTMLElement | undefined;
  if (!checked && !own) {
    own = make(select.ownerDocument, "option", { class: "own", value: "", disabled: "", hidden: "" });
    select.append(own);
  }
  if (own) text(own, node.text ?? "");
  const chosen = checked ?? own!;
  for (const option of select.querySelectorAll("option")) flag(option, "selected", option === chosen);
  if (!(chosen as HTMLOptionElement).selected) (chosen as HTMLOptionElement).selected = true;
}

export function createNumber(document: Document, node: Node): HTMLElement {
  const id = `number-${node.id}`;
  const input = make(document, "input", {
    id, type: "text", inputmode: "decimal", role: "spinbutton", autocomplete: "off", spellcheck: "false", class: "target",
  });
  if (node.slider) {
    const range = make(document, "input", { type: "range", class: "range", "aria-label": node.name ?? node.id });
    const slider = make(
      document, "div", { class: "control number" }, make(document, "label", { for: id, class: "label" }), range,
      make(document, "span", { class: "stepper" }, input));
    if (node.stops) markStops(slider, range, node.stops, node.min ?? 0, `stops-${node.id}`);
    return slider;
  }
  const nudge = (steps: string, sign: string) =>
    make(document, "button", { type: "button", class: "nudge", tabindex: "-1", "aria-hidden": "true", "data-nudge": steps }, sign);
  return make(
    document, "div", { class: "control number" }, make(document, "label", { for: id, class: "label" }),
    make(document, "span", { class: "stepper" }, nudge("-1", "−"), input, nudge("1", "+")));
}

// Ticks along the range, and room for the longest name.
function markStops(slider: HTMLElement, range: HTMLElement, stops: string[], first: number, id: string): void {
  const document = slider.ownerDocument;
  const ticks = stops.map((stop, place) => make(document, "option", { value: String(first + place), label: stop }));
  slider.append(make(document, "datalist", { id }, ...ticks));
  attribute(range, "list", id);
  attribute(slider, "class", "control number stops");
}

export function updateNumber(element: HTMLElement, node: Node): void {
  const input = part(element, "target") as HTMLInputElement;
  text(part(element, "label"), node.name ?? node.id);
  const value = exactValue(node);
  const shown = node.text ?? String(value);
  attribute(input, "aria-valuenow", value === null ? undefined : String(value));
  attribute(input, "aria-valuemin", String(node.min ?? 0));
  attribute(input, "aria-valuemax", String(node.max ?? 0));
  attribute(input, "aria-valuetext", shown);
  // What is being typed is the learner's until it is committed.
  if (input.dataset.typing === undefined) {
    attribute(input, "value", shown);
    if (input.value !== shown) input.value = shown;
  }
  usable(input, node);
  const range = part(element, "range") as HTMLInputElement | undefined;
  if (range) updateRange(range, node, value);
}

// Where a slider stands for a value: a step of a logarithmic one doubles it.
export function placeOf(node: Node, value: number): number {
  return node.logarithmic ? Math.log2(value) : value;
}

// The step before the value, which it would be rounded to else.
function updateRange(range: HTMLInputElement, node: Node, value: number | null): void {
  const place = String(placeOf(node, value ?? 0));
  attribute(range, "min", String(placeOf(node, node.min ?? 0)));
  attribute(range, "max", String(placeOf(node, node.max ?? 0)));
  attribute(range, "step", "any");
  attribute(range, "aria-valuetext", node.text);
  attribute(range, "value", place);
  if (range.value !== place) range.value = place;
  usable(range, node);
}

export function createToken(document: Document): HTMLElement {
  return make(
    document, "li", { class: "token" },
    make(document, "button", { type: "button", class: "chip target", "aria-keyshortcuts": "F2 Delete" }),
    make(document, "button", { type: "button", class: "small", tabindex: "-1", "data-verb": "edit" }, say("rename")),
    make(document, "button", { type: "button", class: "small", tabindex: "-1", "data-verb": "remove" }, "×"));
}

export function updateToken(element: HTMLElement, node: Node): void {
  const chip = part(element, "chip");
  const token = node.text ?? node.name ?? "";
  text(chip, token);
  usable(chip, node);
  attribute(chip, "aria-current", node.current ? "step" : undefined);
  attribute(element, "data-state", node.state && node.state !== "shown" ? node.state : undefined);
  attribute(element.children[1]!, "aria-label", say("Rename {0}", token));
  attribute(element.children[2]!, "aria-label", say("Remove {0}", token));
}

function usable(target: Element, node: Node): void {
  attribute(target, "aria-disabled", enabled(node) ? undefined : "true");
  attribute(target, "title", node.hint || undefined);
}

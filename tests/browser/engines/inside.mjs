// What runs in the page for a driver that only evaluates expressions: finding elements as tests name them, and doing
// something with them. dialect.mjs bundles it into one script and puts that into the page when it is needed.

import { computeAccessibleName } from "dom-accessibility-api";

const selectorsOfRole = {
  alert: "[role=alert]", button: "button, summary, [role=button]", checkbox: "input[type=checkbox], [role=checkbox]", dialog: "dialog, [role=dialog]", grid: "[role=grid]",
  link: "a[href], [role=link]", main: "main", rowheader: "th[scope=row], [role=rowheader]", spinbutton: "[role=spinbutton]",
  status: "output, [role=status]", switch: "[role=switch]", tab: "[role=tab]", table: "table, [role=table]",
  textbox: "textarea, input:not([type]), input[type=text]",
};

export function visible(element) {
  if (!element.checkVisibility({ visibilityProperty: true })) return false;
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0;
}

const exposed = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[aria-hidden=true]");
const plain = (words) => words.replace(/\s+/g, " ").trim();

// Exactly, or as a part whatever the case; or by a pattern.
function says(words, { exact = false, text, pattern }) {
  if (pattern) return new RegExp(pattern.source, pattern.flags).test(words);
  return exact ? plain(words) === plain(text) : plain(words).toLowerCase().includes(plain(text).toLowerCase());
}

function byRole(root, { role, name }) {
  const [selector, native] = [selectorsOfRole[role], `[role=${role}]`];
  if (!selector) throw new Error(`inside.mjs does not know the role ${role}`);
  return [...root.querySelectorAll(selector)]
    .filter((element) => (!element.hasAttribute("role") || element.matches(native)) && exposed(element))
    .filter((element) => !name || says(computeAccessibleName(element), name));
}

// The innermost elements with these words.
function byText(root, text) {
  const holding = [...root.querySelectorAll("*")].filter((element) =>
    !element.matches("script, style, noscript, head *") && says(element.textContent, text));
  return holding.filter((element) => !holding.some((other) => other !== element && element.contains(other)));
}

function byCss(root, selector) {
  if (!selector.includes(":visible")) return [...root.querySelectorAll(root === document ? selector : `:scope ${selector.replaceAll(/,\s*/g, ", :scope ")}`)];
  const [before, after] = selector.split(":visible");
  const shown = [...root.querySelectorAll(before)].filter(visible);
  return after ? shown.flatMap((element) => [...element.querySelectorAll(`:scope ${after}`)]) : shown;
}

export function find(steps) {
  let found = [document];
  for (const step of steps) {
    if (step.css) found = [...new Set(found.flatMap((root) => byCss(root, step.css)))];
    else if (step.role) found = [...new Set(found.flatMap((root) => byRole(root, step)))];
    else if (step.words) found = [...new Set(found.flatMap((root) => byText(root, step.words)))];
    else if (step.hasText) found = found.filter((element) => says(element.textContent, step.hasText));
    else if (step.place !== undefined) found = found.slice(step.place).slice(0, 1);
  }
  return found;
}

// The one element a test means. Several are a fault of the test.
export function one(steps) {
  const found = find(steps);
  if (found.length > 1) throw new Error(`there are ${found.length} of ${JSON.stringify(steps)}`);
  return found[0];
}

// Where a pointer has to go to; what lies over it, if something does.
export function target(steps) {
  const element = one(steps);
  if (!element || !visible(element)) return { why: "it is not to be seen" };
  element.scrollIntoView({ block: "nearest", inline: "nearest" });
  const box = element.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const hit = document.elementFromPoint(x, y);
  if (!hit) return { why: "it lies outside" };
  const labelled = element.labels && [...element.labels].some((label) => label.contains(hit));
  return element.contains(hit) || labelled ? { x, y } : { why: `${hit.outerHTML.slice(0, 80)} lies over it` };
}

export function fill(steps, words) {
  const element = one(steps);
  element.focus();
  if (element.isContentEditable) getSelection().selectAllChildren(element);
  else element.select();
  if (words === "") document.execCommand("delete");
  else document.execCommand("insertText", false, words);
}

export function choose(steps, value) {
  const select = one(steps);
  const option = [...select.options].find((each) => each.value === value) ?? [...select.options].find((each) => each.label === value);
  if (!option) throw new Error(`there is no option ${value}`);
  select.value = option.value;
  for (const kind of ["input", "change"]) select.dispatchEvent(new Event(kind, { bubbles: true }));
}

export function give(steps, files) {
  const carried = new DataTransfer();
  for (const { name, mimeType, base64 } of files) {
    carried.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name, { type: mimeType }));
  }
  const input = one(steps);
  input.files = carried.files;
  for (const kind of ["input", "change"]) input.dispatchEvent(new Event(kind, { bubbles: true }));
}

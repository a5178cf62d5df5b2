// Below an embedded lab: the way out of its frame, with the state; and, wherever there is something to tell,
// a quiet place about the link.

import type { Lab } from "../app/lab";
import { say } from "../app/say";
import { openHelp } from "./help";

const delayMs = 250;
const ofTheFrame = ["embed", "host", "readonly", "hide"];

export function addFoot(lab: Lab): void {
  const { embed, links, notes } = lab.parameters;
  const about = notes.length > 0 ? [aboutThisLink(notes)] : [];
  if (!embed) {
    document.getElementById("column")!.append(...about);
    return;
  }
  const foot = make("footer", "foot");
  if (links && /^(https?|file):$/.test(location.protocol)) foot.append(wayOut(lab));
  foot.append(helpButton(lab), ...about);
  document.getElementById("lab")!.after(foot);
}

function helpButton(lab: Lab): HTMLElement {
  const button = make("button", "quiet") as HTMLButtonElement;
  button.type = "button";
  button.textContent = say("Help");
  button.addEventListener("click", () => openHelp(lab));
  return button;
}

function wayOut(lab: Lab): HTMLElement {
  const link = make("a", "way-out") as HTMLAnchorElement;
  link.textContent = say("Open in new tab");
  link.target = "_blank";
  link.rel = "noopener";
  let timer = 0;
  const follow = () => {
    clearTimeout(timer);
    timer = 0;
    link.href = apart(lab.address(), lab.parameters.readonly);
  };
  follow();
  lab.onChange(() => (timer ||= window.setTimeout(follow, delayMs)));
  for (const kind of ["pointerdown", "focus", "pointerenter", "click"]) link.addEventListener(kind, follow);
  return link;
}

// The same page without its frame. What is for reading only stays so.
function apart(address: string, readonly: boolean): string {
  const url = new URL(address);
  for (const name of ofTheFrame) if (name !== "readonly" || !readonly) url.searchParams.delete(name);
  return url.href;
}

function aboutThisLink(notes: string[]): HTMLElement {
  const about = make("details", "about");
  const summary = make("summary", "");
  summary.textContent = say("About this link");
  about.append(summary, ...notes.map((note) => {
    const line = make("p", "");
    line.textContent = note;
    return line;
  }));
  return about;
}

function make(tag: string, name: string): HTMLElement {
  const element = document.createElement(tag);
  if (name) element.className = name;
  return element;
}

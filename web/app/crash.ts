// What stands on the page after a fault of the lab's own: a way back to the last state, and a report to copy. Nothing
// is sent anywhere.

import { say } from "./say";

export class Crash {
  private link = "";  // of the state that was shown last

  constructor(private before: HTMLElement) {}

  remember(link: string): void {
    this.link = link.startsWith("#") || link === "" ? link : `#${link}`;
  }

  show(error: unknown): void {
    const address = location.pathname + location.search + this.link;
    const back = make("a", say("Open the last state"));
    back.className = "button primary";
    back.href = address;
    // The same page with another part after the # would not begin again by itself.
    back.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      try {
        history.replaceState(history.state, "", address);
      } catch {
        // A locked frame's address stays; it begins again with what stands there.
      }
      location.reload();
    });
    const report = make("textarea");
    report.readOnly = true;
    report.rows = 8;
    report.setAttribute("aria-label", say("Report"));
    report.value = reportOf(error, location.origin === "null" ? this.link : location.origin + address);
    const copy = make("button", say("Copy the report"));
    copy.type = "button";
    copy.className = "button";
    copy.addEventListener("click", () => void handOver(report).then((done) => (copy.textContent = done ? say("Copied") : say("Copy what is selected"))));
    const panel = make("section");
    panel.className = "crash";
    panel.setAttribute("aria-label", say("After the fault"));
    panel.append(back, copy, report);
    this.before.after(panel);
  }
}

function make<Name extends keyof HTMLElementTagNameMap>(name: Name, words = ""): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = words;
  return made;
}

// The state is in it: whoever copies it sees that.
function reportOf(error: unknown, address: string): string {
  const told = error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ""}` : String(error);
  return [told.trim(), `State: ${address}`, `Script: ${import.meta.url.split("/").at(-1)!.split(/[?#]/)[0]}`, `Browser: ${navigator.userAgent}`,
    `Window: ${innerWidth} × ${innerHeight} at ${devicePixelRatio}`].join("\n");
}

// Where the clipboard is closed to the page, it is selected.
async function handOver(area: HTMLTextAreaElement): Promise<boolean> {
  area.select();
  try {
    await navigator.clipboard.writeText(area.value);
    return true;
  } catch {
    return document.execCommand("copy");
  }
}

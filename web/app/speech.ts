// One polite region and one alert region. The alert is also the banner that everybody sees.

const quietMs = 500;
const apartMs = 1000;
const sameMs = 300;

export class Speech {
  private waiting = "";
  private alsoWaiting = "";
  private timer = 0;
  private lastSaid = -Infinity;
  private lastWarning = { sentence: "", at: -Infinity };
  private held = false;  // a button of the pointer, or a finger
  private offer: HTMLButtonElement | undefined;
  private before: Element | null = null;  // what had the focus when the warning came

  constructor(private polite: HTMLElement, private banner: HTMLElement, private alert: HTMLElement) {
    banner.querySelector(":scope > button:last-child")?.addEventListener("click", () => this.dismiss());
    for (const [kind, held] of [["pointerdown", true], ["pointerup", false], ["pointercancel", false]] as const)
      addEventListener(kind, () => this.hold(held), true);
    addEventListener("blur", () => this.hold(false));
  }

  // While something is dragged, nothing is said; then how it ended.
  private hold(held: boolean): void {
    this.held = held;
    if (held) clearTimeout(this.timer);
    else if (this.waiting !== "" || this.alsoWaiting !== "") this.speakSoon();
  }

  // The latest sentence wins, and never more than one a second.
  announce(sentence: string): void {
    this.waiting = sentence;
    this.speakSoon();
  }

  // What a lesson has to add to the sentence about the state itself.
  announceAlso(sentence: string): void {
    this.alsoWaiting = sentence;
    this.speakSoon();
  }

  private speakSoon(): void {
    clearTimeout(this.timer);
    if (this.held) return;
    const wait = Math.max(quietMs, this.lastSaid + apartMs - performance.now());
    this.timer = window.setTimeout(() => {
      this.lastSaid = performance.now();
      repeatable(this.polite, `${this.waiting} ${this.alsoWaiting}`.trim());
      this.waiting = this.alsoWaiting = "";
    }, wait);
  }

  // Says it at once and leaves it in sight; `shown` is false where the sentence already stands elsewhere.
  // What can be done about it stands beside it as a button.
  warn(sentence: string, shown = true, help?: { words: string; act: () => void }): void {
    if (!this.banner.contains(document.activeElement)) this.before = document.activeElement;
    this.offer?.remove();
    this.offer = help && button(help.words, help.act);
    if (this.offer) this.alert.after(this.offer);
    // One fault may be told twice, by the C++ as an alert and by the call that failed; it is read out once.
    const now = performance.now();
    const told = this.lastWarning.sentence === sentence && now - this.lastWarning.at < sameMs;
    if (!told || this.alert.textContent === "") repeatable(this.alert, sentence);
    this.lastWarning = { sentence, at: now };
    this.banner.classList.toggle("out-of-sight", !shown);
    this.banner.dataset.full = "";
  }

  dismiss(): void {
    if (this.alert.textContent === "") return;
    const inside = this.banner.contains(document.activeElement);
    this.alert.textContent = "";
    this.offer?.remove();
    delete this.banner.dataset.full;
    this.banner.classList.add("out-of-sight");
    if (inside && this.before instanceof HTMLElement) this.before.focus();
  }
}

// The same sentence twice is two sentences to a screen reader only if the text differs.
function repeatable(region: HTMLElement, sentence: string): void {
  region.textContent = region.textContent === sentence ? `${sentence}\u00a0` : sentence;
}

function button(words: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

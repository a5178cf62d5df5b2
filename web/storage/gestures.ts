// What a person does in one go: a drag, a held key, a press. Changes within one are one step to undo.

const begins = ["pointerdown", "keydown", "click", "change", "paste", "drop", "hashchange", "popstate"];

export class Gestures {
  private count = 0;

  constructor() {
    for (const kind of begins) addEventListener(kind, (event) => this.begin(event), { capture: true });
  }

  // Of the gesture of now.
  get number(): number {
    return this.count;
  }

  private begin(event: Event): void {
    if (event instanceof KeyboardEvent && event.repeat) return;
    if (event.type === "click" && (event as MouseEvent).detail > 0) return;  // the end of what a pointer began
    if (event.type === "change" && (event.target as HTMLInputElement).type === "range") return;  // the end of a drag
    ++this.count;
  }
}

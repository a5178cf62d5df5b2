// A question card: the explanation of the chosen answer, right or wrong, stands in the page and is shown.

export class Question {
  private outcomes: HTMLElement[];

  constructor(card: HTMLElement, private say: (sentence: string) => void) {
    this.outcomes = [...card.querySelectorAll<HTMLElement>(".outcome")];
    card.addEventListener("change", (event) => {
      const input = event.target as HTMLInputElement;
      if (input.type === "radio") this.reveal((outcome) => outcome.dataset.choice === input.value);
      else this.judgeNumber(input);
    });
  }

  private judgeNumber(input: HTMLInputElement): void {
    const typed = input.value.trim().replace("−", "-").replace(",", ".");
    if (typed === "") return this.reveal(() => false);
    const value = Number(typed);
    const close = (outcome: HTMLElement) =>
      Math.abs(value - Number(outcome.dataset.value)) <= Number(outcome.dataset.tolerance ?? "0");
    const fitting = this.outcomes.find((outcome) => outcome.dataset.value !== undefined && close(outcome));
    const shown = fitting ?? this.outcomes.find((outcome) => outcome.dataset.value === undefined);
    this.reveal((outcome) => outcome === shown);
  }

  private reveal(shown: (outcome: HTMLElement) => boolean): void {
    for (const outcome of this.outcomes) {
      outcome.hidden = !shown(outcome);
      if (!outcome.hidden) this.say(outcome.textContent ?? "");
    }
  }
}

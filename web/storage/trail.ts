// The way that the learner went, as links: for every study what can be undone and redone. The C++ keeps the same as
// experiments; here it is told from outside, so that it can be kept on the device and be gone again.

export interface Steps {
  links: string[];
  present: number;
}

const mostSteps = 200;  // of a study
const mostCharacters = 200_000;  // of all

export class Trail {
  private constructor(private studies: Map<string, Steps>, private study: string) {}

  static from(link: string, study: string): Trail {
    return new Trail(new Map([[study, { links: [link], present: 0 }]]), study);
  }

  // Undefined for what is no trail.
  static read(found: unknown): Trail | undefined {
    const { study, studies } = (found ?? {}) as { study?: unknown; studies?: unknown };
    if (typeof study !== "string" || typeof studies !== "object" || studies === null) return undefined;
    const all = new Map(Object.entries(studies as Record<string, Steps>));
    const sound = [...all.values()].every((steps) => Array.isArray(steps?.links) && steps.links.every((link) => typeof link === "string")
      && Number.isInteger(steps.present) && steps.present >= 0 && steps.present < steps.links.length);
    return sound && all.has(study) ? new Trail(all, study) : undefined;
  }

  get link(): string {
    return this.steps.links[this.steps.present]!;
  }

  get changes(): number {
    return [...this.studies.values()].reduce((sum, { links }) => sum + links.length - 1, 0);
  }

  // The studies that were left first, the one that is shown last.
  get inOrder(): Steps[] {
    const others = [...this.studies].filter(([study]) => study !== this.study).map(([, steps]) => steps);
    return [...others, this.steps];
  }

  // The state is another one. `folds`: it belongs to the same gesture as the last; `redoable`: there is something to
  // redo now, so that it was not made but returned to; `forth`: by Redo, which only matters where both ways lead to the same.
  move(link: string, study: string, { folds = false, redoable = false, forth = false } = {}): void {
    const entered = study !== this.study;
    this.study = study;
    const steps = this.studies.get(study);
    if (!steps) {
      this.studies.set(study, { links: [link], present: 0 });
      return;
    }
    if (steps.links[steps.present] === link) return;
    const { links, present } = steps;
    const returned = redoable && (forth ? [present + 1, present - 1] : [present - 1, present + 1]).find((place) => links[place] === link);
    if (typeof returned === "number") {
      steps.present = returned;
      return;
    }
    links.length = folds && !entered && present > 0 ? present : present + 1;
    if (links.at(-1) !== link) links.push(link);  // else the gesture came back to where it began
    steps.present = links.length - 1;
    this.forget();
  }

  toJSON(): object {
    return { study: this.study, studies: Object.fromEntries(this.studies) };
  }

  private get steps(): Steps {
    return this.studies.get(this.study)!;
  }

  // The oldest steps go, those of the longest study first.
  private forget(): void {
    const size = ({ links }: Steps) => links.reduce((sum, link) => sum + link.length, 0);
    const sizes = new Map([...this.studies.values()].map((steps) => [steps, size(steps)]));
    let sum = [...sizes.values()].reduce((all, one) => all + one, 0);
    for (const [steps] of [...sizes].sort(([, a], [, b]) => b - a))
      while (steps.present > 0 && (steps.links.length > mostSteps || sum > mostCharacters)) {
        sum -= steps.links.shift()!.length;
        --steps.present;
      }
  }
}

// The way that the learner went, as links: for every study what can be undone and redone. The C++ keeps the same as
// experiments, and says at which place the present stands; here it is kept on the device and can be gone again.

import { keptCharacters as mostCharacters, keptSteps as mostSteps } from "lookback-limits";

export interface Steps {
  links: string[];
  present: number;
}

export class Trail {
  private begins = new Map<string, number>();  // of a study: the C++'s place of the first link

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

  // What is shown stands at this place among the steps that the C++ counts.
  standsAt(place: number): void {
    this.begins.set(this.study, place - this.steps.present);
  }

  // The C++ shows this link, its step at `present`; none can be redone at `end` and behind.
  move(link: string, study: string, [present, end]: [number, number]): void {
    this.study = study;
    if (!this.studies.has(study)) this.studies.set(study, { links: [link], present: 0 });
    const { steps } = this;
    if (!this.begins.has(study)) this.standsAt(present);
    const at = present - this.begins.get(study)!;
    if (at < 0) steps.links.unshift(link);  // older than what was kept
    else if (at <= steps.links.length) steps.links[at] = link;
    else steps.links.push(link);  // after steps that were gone before they were told
    steps.present = at < 0 ? 0 : Math.min(at, steps.links.length - 1);
    this.standsAt(present);
    steps.links.length = Math.min(steps.links.length, end - present + steps.present);
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
        for (const [study, each] of this.studies) if (each === steps) this.begins.set(study, (this.begins.get(study) ?? 0) + 1);
      }
  }
}

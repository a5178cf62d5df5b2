// A Worker, and what it is at.

import { say } from "../app/say";
import { arraysOf, type Answer, type FromWorker, type Result, type ToWorker, type Question } from "./messages";
import type { Spares } from "./spares";

export const closed = () => say("These kernels were closed; open others.");

// What one Worker computes at a time, of a question that is cut into pieces.
export interface Piece<One extends Result> {
  size: number;  // for the progress
  question(): Question;
  place(part: One): void;
}

// A piece on its way: its question is made when a Worker is free for it.
export interface Job {
  question(): Question;
  done(part: number): void;
  ended(answer: Answer): void;
}

// The one address that the page's policy lets through: that of a Worker whose text came with the page.
const addresses = typeof trustedTypes === "undefined" ? undefined : trustedTypes.createPolicy("lookback-worker", {
  createScriptURL(address) {
    if (address.startsWith("blob:")) return address;
    throw new TypeError("A Worker's address is a blob of this page.");
  },
});

// It has the piece after the present one too, so that it need not wait for the page.
export class Hand {
  private jobs = new Map<number, Job>();  // in order
  private count = 0;
  private worker: Worker;
  private failure = "";

  constructor(address: string, module: WebAssembly.Module, private spares: Spares, private idle: (hand: Hand) => void) {
    this.worker = new Worker(addresses ? addresses.createScriptURL(address) : address);
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if ("done" in data) this.jobs.values().next().value?.done(data.done);
      else this.end(data);
    };
    this.worker.onerror = (event) => {
      this.failure = event.message || say("A rule of the site that shows this page does not let Workers run.");
      while (this.jobs.size > 0) this.end({ failed: this.failure });
    };
    this.tell({ module });
  }

  get free(): boolean {
    return this.jobs.size < 2;
  }

  take(job: Job): void {
    if (this.failure !== "") return job.ended({ failed: this.failure });
    const number = ++this.count;
    this.jobs.set(number, job);
    const question = job.question();
    this.tell({ number, question }, arraysOf(question.asked));
  }

  cancel(jobs: Job[]): void {
    for (const [number, job] of this.jobs) if (jobs.includes(job)) this.tell({ cancel: number });
  }

  close(): void {
    this.worker.terminate();
    for (const job of this.jobs.values()) job.ended({ failed: closed() });
  }

  private tell(message: ToWorker, arrays: Transferable[] = []): void {
    this.worker.postMessage(message, arrays);
  }

  private end(answer: Answer): void {
    const [number, job] = this.jobs.entries().next().value!;
    this.jobs.delete(number);
    if ("spare" in answer) this.spares.give(answer.spare);
    job.ended(answer);
    this.idle(this);
  }
}

// How much of several pieces is done.
export class Progress {
  private done: number[] = [];

  constructor(private sizes: number[], private tell: ((part: number) => void) | undefined) {}

  at(place: number, part: number): void {
    this.done[place] = part;
    const all = this.sizes.reduce((sum, size) => sum + size, 0);
    this.tell?.(this.sizes.reduce((sum, size, one) => sum + (size * (this.done[one] ?? 0)) / all, 0));
  }
}

// A job, and what comes of it: nothing where it was cancelled.
export function jobOf(question: () => Question, done: (part: number) => void): { job: Job; result: Promise<Result | undefined> } {
  let ended!: Job["ended"];
  const result = new Promise<Result | undefined>((resolve, reject) => {
    ended = (answer) => {
      if ("failed" in answer) reject(new Error(answer.failed));
      else resolve("result" in answer ? answer.result : undefined);
    };
  });
  return { job: { question, done, ended }, result };
}

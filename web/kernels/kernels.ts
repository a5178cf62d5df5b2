// The fast kernels, in a few Workers: heads are spread over them, the page stays awake. Nothing is shared, so it needs
// no headers of the server's.

import { files } from "lookback-kernels";
import { completed, cutOut, pieces, visiblePairs, type Attention, type AttentionAsked, type Piece } from "./attention";
import { arraysOf, type Answer, type FromWorker, type ToWorker } from "./messages";
import type { AttentionResult } from "./module";

export type { AttentionAsked, AttentionResult };

export interface Watching {
  progress?(part: number): void;  // from 0 to 1
  signal?: AbortSignal;
}

export type Variant = "relaxed" | "simd";

// A module of one function, which is f32x4.relaxed_madd of three zeros.
const relaxedProbe = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0,
  65, 0, 253, 17, 65, 0, 253, 17, 65, 0, 253, 17, 253, 133, 2, 11,
]);

export const variant = (): Variant => (WebAssembly.validate(relaxedProbe) ? "relaxed" : "simd");

interface Policy { createScriptURL(address: string): string }
declare const trustedTypes: { createPolicy(name: string, rules: Policy): Policy } | undefined;

// The one address that the page's policy lets through: that of a Worker whose text came with the page.
const workers = typeof trustedTypes === "undefined" ? undefined : trustedTypes.createPolicy("lookback-worker", {
  createScriptURL(address) {
    if (address.startsWith("blob:")) return address;
    throw new TypeError("A Worker's address is a blob of this page.");
  },
});

async function fetched(name: string): Promise<Response> {
  const response = await files.fetch(name);
  if (!response.ok) throw new Error(`The kernels could not be fetched: the server answered ${response.status}.`);
  return response;
}

const closed = "These kernels were closed; open others.";

interface Job {
  attention: Attention;
  piece: Piece;
  done(part: number): void;
  ended(answer: Answer): void;
}

// A Worker, with the piece that it is at and the one after it, so that it need not wait for the page.
class Hand {
  private jobs = new Map<number, Job>();  // in order
  private count = 0;
  private worker: Worker;
  private failure = "";

  constructor(address: string, module: WebAssembly.Module, private idle: (hand: Hand) => void) {
    this.worker = new Worker(workers ? workers.createScriptURL(address) : address);
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if ("done" in data) this.jobs.values().next().value?.done(data.done);
      else this.end(data);
    };
    this.worker.onerror = (event) => {
      this.failure = event.message || "A rule of the site that shows this page does not let Workers run.";
      while (this.jobs.size > 0) this.end({ failed: this.failure });
    };
    this.tell({ module });
  }

  get free(): boolean {
    return this.jobs.size < 2;
  }

  take(job: Job): void {
    if (this.failure !== "") return job.ended({ failed: this.failure });
    const question = ++this.count;
    this.jobs.set(question, job);
    const attention = cutOut(job.attention, job.piece);
    this.tell({ question, attention }, arraysOf(attention));
  }

  cancel(jobs: Job[]): void {
    for (const [question, job] of this.jobs) if (jobs.includes(job)) this.tell({ cancel: question });
  }

  close(): void {
    this.worker.terminate();
    for (const job of this.jobs.values()) job.ended({ failed: closed });
  }

  private tell(message: ToWorker, arrays: Transferable[] = []): void {
    this.worker.postMessage(message, arrays);
  }

  private end(answer: Answer): void {
    const [question, job] = this.jobs.entries().next().value!;
    this.jobs.delete(question);
    job.ended(answer);
    this.idle(this);
  }
}

export class Kernels {
  private waiting: Job[] = [];
  private hands: Hand[];

  private constructor(readonly variant: Variant, address: string, module: WebAssembly.Module, readonly workers: number) {
    this.hands = Array.from({ length: workers }, () => new Hand(address, module, (hand) => this.next(hand)));
  }

  // By default one processor is left to the page.
  static async open(count = Math.min(4, (navigator.hardwareConcurrency || 2) - 1), kind = variant()): Promise<Kernels> {
    const [bytes, script] = await Promise.all([`kernels_${kind}.wasm`, "kernels_worker.js"].map(async (name) => (await fetched(name)).arrayBuffer()));
    const address = URL.createObjectURL(new Blob([script!], { type: "text/javascript" }));
    return new Kernels(kind, address, await WebAssembly.compile(bytes!), Math.max(1, count));
  }

  // Prefill. Rejects with the signal's reason once every Worker has stopped.
  async attention(question: AttentionAsked, { progress, signal }: Watching = {}): Promise<AttentionResult> {
    const asked = completed(question);
    if (this.hands.length === 0) throw new Error(closed);
    signal?.throwIfAborted();
    const output = new Float32Array(asked.heads * asked.queries * asked.valueWidth);
    const logSumExp = new Float32Array(asked.heads * asked.queries);
    const watch = new Progress(progress);
    const jobs = pieces(asked, this.workers).map((piece) => watch.job(asked, piece));
    const all = Promise.all(jobs.map(({ job, result }) => result.then((part) => part && place(asked, job.piece, part, { output, logSumExp }))));
    const cancel = () => this.cancel(jobs.map(({ job }) => job));
    signal?.addEventListener("abort", cancel);
    this.waiting.push(...jobs.map(({ job }) => job));
    for (let turn = 0; turn < 2; ++turn) for (const hand of this.hands) this.next(hand);
    try {
      await all;
    } catch (error) {
      cancel();
      throw error;
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
    signal?.throwIfAborted();
    return { output, logSumExp };
  }

  close(): void {
    for (const job of this.waiting.splice(0)) job.ended({ failed: closed });
    for (const hand of this.hands.splice(0)) hand.close();
  }

  private next(hand: Hand): void {
    const job = hand.free ? this.waiting.shift() : undefined;
    if (job) hand.take(job);
  }

  private cancel(jobs: Job[]): void {
    for (const job of this.waiting.filter((one) => jobs.includes(one))) job.ended({ cancelled: true });
    this.waiting = this.waiting.filter((one) => !jobs.includes(one));
    for (const hand of this.hands) hand.cancel(jobs);
  }
}

// How much of all pieces is done.
class Progress {
  private done: number[] = [];
  private sizes: number[] = [];

  constructor(private tell: ((part: number) => void) | undefined) {}

  job(attention: Attention, piece: Piece): { job: Job; result: Promise<AttentionResult | undefined> } {
    const place = this.done.push(0) - 1;
    const size = Math.max(1, visiblePairs(attention, piece.endQuery) - visiblePairs(attention, piece.firstQuery));
    this.sizes.push(size);
    const done = (part: number) => {
      this.done[place] = part;
      const sum = this.sizes.reduce((total, one) => total + one, 0);
      this.tell?.(this.done.reduce((total, one, at) => total + (one * this.sizes[at]!) / sum, 0));
    };
    let ended!: Job["ended"];
    const result = new Promise<AttentionResult | undefined>((resolve, reject) => {
      ended = (answer) => {
        if ("failed" in answer) reject(new Error(answer.failed));
        else resolve("result" in answer ? answer.result : undefined);
      };
    });
    return { job: { attention, piece, done, ended }, result };
  }
}

// Puts the rows of a piece where they belong.
function place(asked: Attention, { kvHead, firstQuery, endQuery }: Piece, part: AttentionResult, whole: AttentionResult): void {
  const shared = asked.heads / asked.kvHeads;
  const count = endQuery - firstQuery;
  for (let head = 0; head < shared; ++head) {
    const row = (kvHead * shared + head) * asked.queries + firstQuery;
    const from = head * count;
    whole.output.set(part.output.subarray(from * asked.valueWidth, (from + count) * asked.valueWidth), row * asked.valueWidth);
    whole.logSumExp.set(part.logSumExp.subarray(from, from + count), row);
  }
}

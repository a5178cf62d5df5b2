// The fast kernels, in a few Workers: heads are spread over them, the page stays awake. Nothing is shared, so it needs
// no headers of the server's.

import { files } from "lookback-kernels";
import { say } from "../app/say";
import { attentionPieces, type AttentionAsked, type AttentionResult } from "./attention";
import { closed, Hand, jobOf, Progress, type Job, type Piece } from "./hand";
import { arraysOf, type Result } from "./messages";
import { retentionPieces, type RetentionAsked, type RetentionResult } from "./retention";
import { Spares } from "./spares";

export type { AttentionAsked, AttentionResult, RetentionAsked, RetentionResult };

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

async function fetched(name: string): Promise<ArrayBuffer> {
  const response = await files.fetch(name);
  if (!response.ok) throw new Error(say("The kernels could not be fetched: the server answered {0}.", response.status));
  return response.arrayBuffer();
}

export class Kernels {
  private waiting: Job[] = [];
  private spares = new Spares();
  private hands: Hand[];

  private constructor(readonly variant: Variant, address: string, module: WebAssembly.Module, readonly workers: number) {
    this.hands = Array.from({ length: workers }, () => new Hand(address, module, this.spares, (hand) => this.next(hand)));
  }

  // By default one processor is left to the page.
  static async open(count = Math.min(4, (navigator.hardwareConcurrency || 2) - 1), kind = variant()): Promise<Kernels> {
    const [bytes, script] = await Promise.all([fetched(`kernels_${kind}.wasm`), fetched("kernels_worker.js")]);
    const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    return new Kernels(kind, address, await WebAssembly.compile(bytes), Math.max(1, count));
  }

  // Prefill of softmax attention.
  async attention(asked: AttentionAsked, watching?: Watching): Promise<AttentionResult> {
    const { pieces, whole } = attentionPieces(asked, this.workers, this.spares);
    await this.spread(pieces, watching);
    return whole;
  }

  // Prefill of retention, chunk by chunk.
  async retention(asked: RetentionAsked, watching?: Watching): Promise<RetentionResult> {
    const { pieces, whole } = retentionPieces(asked, this.spares);
    await this.spread(pieces, watching);
    return whole;
  }

  close(): void {
    for (const job of this.waiting.splice(0)) job.ended({ failed: closed() });
    for (const hand of this.hands.splice(0)) hand.close();
  }

  // Rejects with the signal's reason once every Worker has stopped.
  private async spread<One extends Result>(pieces: Piece<One>[], { progress, signal }: Watching = {}): Promise<void> {
    if (this.hands.length === 0) throw new Error(closed());
    signal?.throwIfAborted();
    const watch = new Progress(pieces.map(({ size }) => size), progress);
    const made = pieces.map((piece, at) => jobOf(() => piece.question(), (part) => watch.at(at, part)));
    const jobs = made.map(({ job }) => job);
    const cancel = () => this.cancel(jobs);
    signal?.addEventListener("abort", cancel);
    this.waiting.push(...jobs);
    for (let turn = 0; turn < 2; ++turn) for (const hand of this.hands) this.next(hand);
    try {
      await Promise.all(made.map(async ({ result }, at) => {
        const part = await result;
        if (!part) return;
        pieces[at]!.place(part as One);
        this.spares.give(arraysOf(part));
      }));
    } catch (error) {
      cancel();
      throw error;
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
    signal?.throwIfAborted();
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

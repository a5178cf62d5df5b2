// What run.mjs calls in the page: one work at a time, everyone who can do it in turn.

import { Kernels } from "../../../../web/kernels/kernels";
import { inputsOf, pairsOf, retentionInputs, worstError } from "./inputs.mjs";
import { chains, streaming } from "./limits.mjs";
import { interleaved } from "./measure.mjs";
import { onnx } from "./onnx.mjs";
import { decode, prefill, retention, retentionSteps } from "./ours.mjs";
import { parts } from "./parts.mjs";
import { tfjs } from "./tfjs.mjs";

const peers = { ...onnx, ...tfjs };
const tolerated = 1e-4;

const shape = { heads: 8, width: 64 };
const small = {
  prefill: [{ ...shape, queries: 37, keys: 37, causal: true }, { ...shape, queries: 40, keys: 40, causal: false }],
  decode: [{ ...shape, queries: 1, keys: 45, causal: false }],
};

// Whose numbers are right; the others' error or what they said.
async function judged(makers, cases) {
  const right = {};
  const wrong = {};
  for (const [name, make] of Object.entries(makers)) {
    try {
      let worst = 0;
      for (const inputs of cases) {
        const one = await make(inputs);
        await one.run();
        const error = worstError(inputs, one.output(), Infinity);
        worst = error <= worst ? worst : error;
        await one.end();
      }
      if (worst < tolerated) right[name] = make;
      else wrong[name] = `wrong by ${worst.toExponential(1)}`;
    } catch (error) {
      wrong[name] = String(error.message ?? error);
    }
  }
  return { right, wrong };
}

// Prepares, lets them take turns, and ends them all.
async function raced(makers, inputs, effort) {
  const made = {};
  try {
    for (const [name, make] of Object.entries(makers)) made[name] = await make(inputs);
    const ms = await interleaved(Object.fromEntries(Object.entries(made).map(([name, one]) => [name, one.run])), effort);
    const told = (ask) => Object.fromEntries(Object.entries(made).map(([name, one]) => [name, ask(one)]).filter(([, answer]) => answer !== undefined));
    return {
      ms, flops: told((one) => one.flops), bytesBeyondArrays: told((one) => one.bytesBeyondArrays?.()),
      errors: told((one) => one.output && worstError(one.inputs ?? inputs, one.output(), 8)),
    };
  } finally {
    for (const one of Object.values(made)) await one.end();
  }
}

async function ownNumbersAreRight(ours, cases) {
  const { wrong } = await judged(ours, cases);
  for (const [name, why] of Object.entries(wrong)) throw new Error(`The kernels' numbers, ${name}: ${why}`);
}

async function againstPeers(kind, asked, ours, limits, effort) {
  const inputs = inputsOf(asked);
  const cases = small[kind].map(inputsOf);
  const { right, wrong } = await judged(peers, cases);
  await ownNumbersAreRight(ours, cases);
  const result = await raced({ ...right, ...ours, ...limits }, inputs, effort);
  for (const [name, error] of Object.entries(result.errors)) {
    if (error < tolerated) continue;
    if (name in ours) throw new Error(`The kernels' numbers, ${name}, are wrong by ${error} at this size.`);
    wrong[name] = `wrong by ${error.toExponential(1)} at this size`;
    delete result.ms[name];
  }
  return { ...result, wrong, peers: Object.keys(right).filter((name) => !(name in wrong)), pairs: pairsOf(asked) };
}

const prefilled = ({ tokens, causal, effort }) => {
  const asked = { ...shape, queries: tokens, keys: tokens, causal };
  const flops = 4 * shape.width * pairsOf(asked);
  const limits = { peak: chains("relaxed", Math.min(flops, 2e8)), plainPeak: chains("plain", Math.min(flops, 2e8)) };
  return againstPeers("prefill", asked, { relaxed: prefill("relaxed"), simd: prefill("simd") }, limits, effort);
};

const decoded = ({ cache, effort }) => {
  const asked = { ...shape, queries: 1, keys: cache, causal: false };
  const limits = { stream: streaming(2 * 4 * shape.heads * shape.width * cache) };
  return againstPeers("decode", asked, { relaxed: decode("relaxed"), simd: decode("simd") }, limits, effort);
};

// A prefill in one Worker against two, from arrays of the page to arrays of the page, and by the kernel alone.
async function spread({ tokens, causal, effort }) {
  const inputs = inputsOf({ ...shape, queries: tokens, keys: tokens, causal });
  const question = { heads: shape.heads, keyWidth: shape.width, q: inputs.q, k: inputs.k, v: inputs.v, mask: causal ? "causal" : "none" };
  const makers = Object.fromEntries([1, 2].map((count) => [`${count}`, async () => {
    const kernels = await Kernels.open(count);
    let last;
    return { run: async () => (last = (await kernels.attention(question)).output), output: () => last, end: () => kernels.close() };
  }]));
  return raced({ ...makers, kernel: prefill("relaxed") }, inputs, effort);
}

// One of the kernels whole, as the page calls it, without each of its steps, and the limit.
async function profiled({ kernel, tokens, causal, effort }) {
  const forward = kernel === "forward";
  const asked = { ...shape, queries: forward ? tokens : 1, keys: tokens, causal };
  const limit = forward ? chains("relaxed", 4 * shape.width * pairsOf(asked)) : streaming(2 * 4 * shape.heads * shape.width * tokens);
  const called = (forward ? prefill : decode)("relaxed");
  const on = (make) => async (inputs) => ({ ...(await make(inputs)), output: undefined });
  return raced({ limit, called: on(called), ...parts(kernel) }, inputsOf(asked), effort);
}

// Retention by chunks at two lengths, and causal attention at the longer one.
async function retained({ tokens: [short, long], effort }) {
  await ownNumbersAreRight({ retention: retention("relaxed") }, [retentionInputs({ ...shape, tokens: 150 })]);
  const on = (make, inputs) => async () => ({ ...(await make(inputs)), inputs });
  return raced({
    short: on(retention("relaxed"), retentionInputs({ ...shape, tokens: short })),
    long: on(retention("relaxed"), retentionInputs({ ...shape, tokens: long })),
    attention: on(prefill("relaxed"), inputsOf({ ...shape, queries: long, keys: long, causal: true })),
  }, undefined, effort);
}

const stepped = ({ positions: [early, late], steps, effort }) => raced({
  early: retentionSteps("relaxed", early, steps), late: retentionSteps("relaxed", late, steps),
}, retentionInputs({ ...shape, tokens: 64 }), effort);

window.bench = { prefilled, decoded, profiled, spread, retained, stepped };

// The fast kernels in their Workers: the numbers of the definition, progress, a stop between parts; from the site,
// from the single file on a disk, and in a frame that has no origin.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openPage, randomFrom, ready, until } from "./browser.mjs";
import { drawn, frameAt, needsLockedFrames, openHost } from "./hosts.mjs";

const heads = 3;
const tokens = 61;
const width = 5;

// [heads, tokens, width], of few digits, so that a link and float32 hold the same numbers.
function array(seed) {
  const random = randomFrom(seed);
  return Array.from({ length: heads * tokens * width }, () => random.below(64) / 16 - 2);
}

const rows = (numbers, head) => Array.from({ length: tokens }, (_, row) => numbers.slice((head * tokens + row) * width, (head * tokens + row + 1) * width));

const link = (inputs, head, mask) => [
  "#version=1", `mask=${mask}`, `tokens=${Array.from({ length: tokens }, (_, at) => `t${at}`).join()}`,
  ...Object.entries(inputs).map(([name, numbers]) => `${name.toUpperCase()}=${rows(numbers, head).map((row) => row.join()).join(";")}`),
].join("&");

const inputs = { q: array(1), k: array(2), v: array(3) };

// In a page or a frame: a prefill in so many Workers, and all that was said of its progress.
const prefill = (place, asked, workers) => place.evaluate(async ([{ q, k, v, ...rest }, count]) => {
  const kernels = await window.lookback.kernels(count);
  const said = [];
  const [a, b, c] = [q, k, v].map((numbers) => new Float32Array(numbers));
  const { output, logSumExp } = await kernels.attention({ ...rest, q: a, k: b, v: c }, { progress: (part) => said.push(part) });
  kernels.close();
  return { output: [...output], logSumExp: [...logSumExp], said, kept: a.length, workers: kernels.workers, variant: kernels.variant };
}, [asked, workers]);

// WebKit has no relaxed SIMD.
async function agrees(place, { evaluate, engine }, workers, variant = engine === "webkit" ? "simd" : "relaxed") {
  for (const [mask, asked] of [["causal", "causal"], ["none", "none"], ["window:7,0", { left: 7, right: 0 }], ["window:3,2", { left: 3, right: 2 }]]) {
    const got = await prefill(place, { ...inputs, heads, keyWidth: width, mask: asked }, workers);
    for (let head = 0; head < heads; ++head) {
      const expected = evaluate(link(inputs, head, mask)).matrices.output;
      const seen = rows(got.output, head);
      expected.forEach((row, i) => row.forEach((number, c) =>
        assert.ok(Math.abs(seen[i][c] - number) < 2e-6, `${mask}, head ${head}, row ${i}: ${seen[i][c]} is not ${number}`)));
    }
    assert.deepEqual([got.workers, got.variant], [workers, variant]);
    assert.equal(got.kept, heads * tokens * width, "the question keeps its arrays");
    assert.ok(got.said.length >= heads && got.said.every((part, at) => at === 0 || part > got.said[at - 1]), `${got.said}`);
    assert.ok(Math.abs(got.said.at(-1) - 1) < 1e-9, `${got.said}`);
  }
}

const onTheSite = async (bench) => {
  const page = await bench.open();
  for (const workers of [1, 2]) await agrees(page, bench, workers);
};

// Retention by chunks, with the decays of heads 0 to 2; the state fades out of what came last.
async function retention({ open, evaluate }) {
  const page = await open();
  const got = await page.evaluate(async ({ q, k, v, ...rest }) => {
    const kernels = await window.lookback.kernels(2);
    const said = [];
    const [a, b, c] = [q, k, v].map((numbers) => new Float32Array(numbers));
    const { output, state } = await kernels.retention({ ...rest, q: a, k: b, v: c }, { progress: (part) => said.push(part) });
    kernels.close();
    return { output: [...output], state: [...state], last: said.at(-1) };
  }, { ...inputs, heads, keyWidth: width });
  for (let head = 0; head < heads; ++head) {
    const { matrices, state } = evaluate(`${link(inputs, head, "causal")}&mechanism=retention&form=recurrent&head=${head}&position=${tokens}`);
    const seen = rows(got.output, head);
    matrices.output.forEach((row, i) => row.forEach((number, c) => assert.ok(Math.abs(seen[i][c] - number) < 2e-5, `head ${head}, row ${i}: ${seen[i][c]} is not ${number}`)));
    state.S.flat().forEach((number, at) => assert.ok(Math.abs(got.state[head * width * width + at] - number) < 2e-5, `state of head ${head}, ${at}: ${number}`));
  }
  assert.ok(Math.abs(got.last - 1) < 1e-9);
}

// A browser that knows SIMD but not relaxed SIMD takes the other variant.
async function withoutRelaxedSimd(bench) {
  const page = await bench.open("", { before: () => (WebAssembly.validate = () => false) });
  await agrees(page, bench, 1, "simd");
}

// Heads that share keys and values, in pieces: as if each head had its own.
async function grouped({ open }) {
  const page = await open();
  const seen = await page.evaluate(async () => {
    const [queries, keys, width] = [300, 340, 4];
    const numbers = (factor, count) => Float32Array.from({ length: count * width }, (_, at) => Math.sin(at * factor) * 2);
    const [q, k, v] = [numbers(0.7, 6 * queries), numbers(1.3, 2 * keys), numbers(2.9, 2 * keys)];
    const repeated = (array) => Float32Array.from({ length: 3 * array.length }, (_, at) => array[Math.floor(at / (3 * keys * width)) * keys * width + (at % (keys * width))]);
    const kernels = await window.lookback.kernels(3);
    const both = await Promise.all([
      kernels.attention({ heads: 6, kvHeads: 2, keyWidth: width, q, k, v, mask: { left: 50, right: 1 } }),
      kernels.attention({ heads: 6, keyWidth: width, q, k: repeated(k), v: repeated(v), mask: { left: 50, right: 1 } }),
    ]);
    kernels.close();
    return both.map(({ output, logSumExp }) => ({ output: [...output], logSumExp: [...logSumExp] }));
  });
  seen[0].output.forEach((number, at) => assert.ok(Math.abs(number - seen[1].output[at]) < 2e-6, `${at}: ${number} and ${seen[1].output[at]}`));
  seen[0].logSumExp.forEach((number, at) => assert.ok(Math.abs(number - seen[1].logSumExp[at]) < 2e-6, `${at}: ${number} and ${seen[1].logSumExp[at]}`));
}

// More rows than one part takes, on fewer heads than Workers: pieces and parts meet without a seam.
async function manyParts({ open }) {
  const page = await open();
  const worst = await page.evaluate(async () => {
    const [queries, width] = [4000, 8];
    const numbers = (factor) => Float32Array.from({ length: queries * width }, (_, at) => Math.sin(at * factor) * 2);
    const [q, k, v] = [numbers(0.7), numbers(1.3), numbers(2.9)];
    const kernels = await window.lookback.kernels(3);
    await kernels.attention({ heads: 1, keyWidth: width, q: v, k: q, v: k });  // whose buffers the next question gets
    const { output, logSumExp } = await kernels.attention({ heads: 1, keyWidth: width, q, k, v, mask: "causal" });
    kernels.close();
    let worst = 0;
    for (let i = 0; i < queries; i += 37) {
      const scores = Array.from({ length: i + 1 }, (_, j) => {
        let sum = 0;
        for (let c = 0; c < width; ++c) sum += q[i * width + c] * k[j * width + c];
        return sum / Math.sqrt(width);
      });
      const largest = Math.max(...scores);
      const weights = scores.map((score) => Math.exp(score - largest));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      worst = Math.max(worst, Math.abs(logSumExp[i] - largest - Math.log(total)));
      for (let c = 0; c < width; ++c) {
        const sum = weights.reduce((so_far, weight, j) => so_far + weight * v[j * width + c], 0) / total;
        worst = Math.max(worst, Math.abs(output[i * width + c] - sum));
      }
    }
    return worst;
  });
  assert.ok(worst < 4e-6, `${worst}`);
}

async function stops({ open }) {
  const page = await open();
  const seen = await page.evaluate(async () => {
    const numbers = new Float32Array(2 * 8192 * 64).fill(0.5);
    const kernels = await window.lookback.kernels(1);
    const stop = new AbortController();
    const said = [];
    const progress = (part) => {
      said.push(part);
      stop.abort();
    };
    const asked = { heads: 2, q: numbers, k: numbers, v: numbers, mask: "causal" };
    const why = await kernels.attention(asked, { progress, signal: stop.signal }).catch((error) => error.name);
    const early = await kernels.attention(asked, { signal: stop.signal }).catch((error) => error.name);
    const told = said.length;
    const small = numbers.slice(0, 64);
    const after = await kernels.attention({ heads: 1, q: small, k: small, v: small });
    kernels.close();
    return { why, early, last: said.at(-1), told, later: said.length, after: after.output[0] };
  });
  assert.equal(seen.why, "AbortError");
  assert.equal(seen.early, "AbortError");
  assert.ok(seen.last < 0.5, `stopped only at ${seen.last}`);
  assert.equal(seen.later, seen.told, "progress after the end");
  assert.equal(seen.after, 0.5);
}

async function refuses({ open }) {
  const page = await open();
  const said = await page.evaluate(async () => {
    const kernels = await window.lookback.kernels(1);
    const ten = new Float32Array(10);
    const refused = (asked) => kernels.attention(asked).then(() => "", (error) => error.message);
    const sentences = [
      await refused({ heads: 1, keyWidth: 5, q: ten, k: ten, v: ten.slice(1), mask: "causal" }),
      await refused({ heads: 3, keyWidth: 5, q: ten, k: ten, v: ten }),
      await refused({ heads: 1, keyWidth: 5, q: ten, k: ten, v: ten, mask: { left: -1, right: 0 } }),
    ];
    kernels.close();
    return [...sentences, await refused({ heads: 1, keyWidth: 5, q: ten, k: ten, v: ten })];
  });
  assert.match(said[0], /v has 9 numbers; by the sizes it must have 10/);
  assert.match(said[1], /queries is 0\.6.*whole number from 1/);
  assert.match(said[2], /side of the mask is -1/);
  assert.match(said[3], /closed/);
}

// Nothing of it is fetched before it is asked for.
async function comesLater({ open }) {
  const page = await open();
  const fetched = () => page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => /kernels/.test(name)).length);
  assert.equal(await fetched(), 0);
  await page.evaluate(async () => (await window.lookback.kernels(1)).close());
  assert.equal(await fetched(), 3);
}

// No Worker but of the page's own text, and no second policy that could make one.
async function letsNothingElseRun({ open, pages }) {
  const page = await open();
  pages.at(-1).allowed = [/requires 'TrustedScriptURL'/, /Creating a TrustedTypePolicy/, /^policy: (require-trusted-types-for|trusted-types) /,
    /blocked (assigning to an injection sink|creating a Trusted Types policy)/];
  const said = await page.evaluate(async () => {
    (await window.lookback.kernels(1)).close();
    const tried = [() => new Worker("data:text/javascript,0"), () => window.trustedTypes.createPolicy("lookback-worker", {}), () => window.trustedTypes.createPolicy("other", {})];
    return tried.map((attempt) => {
      try {
        attempt();
        return "";
      } catch (error) {
        return error.name;
      }
    });
  });
  assert.deepEqual(said, ["TypeError", "TypeError", "TypeError"]);
}

async function fromADisk(bench) {
  const { browser, home, pages } = bench;
  const folder = await mkdtemp(join(tmpdir(), "lookback-"));
  try {
    const path = join(folder, "lookback.html");
    await writeFile(path, Buffer.from(await (await fetch(`${home}lookback.html`)).arrayBuffer()));
    const opened = await openPage(browser, pathToFileURL(path).href);
    pages.push(opened);
    await ready(opened.page);
    await agrees(opened.page, bench, 2);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const inALockedFrame = (path) => async (bench) => {
  if (path === "") needsLockedFrames(bench);
  const page = await openHost(bench, `<iframe src="${bench.home}${path}" title="Lab" width="800" height="500" sandbox="allow-scripts"></iframe>`);
  const frame = await frameAt(page);
  await drawn(frame);
  await until("the lab", () => frame.evaluate(() => window.lookback.ready.then(() => true)));
  await agrees(frame, bench, 2);
};

export const tests = [
  ["a prefill in Workers has the numbers of the command line", onTheSite],
  ["the same without relaxed SIMD", withoutRelaxedSimd],
  ["retention by chunks has the numbers of the command line", retention],
  ["heads that share keys, two questions at once", grouped],
  ["many parts on more Workers than heads", manyParts],
  ["it stops between parts, and goes on with the next question", stops],
  ["a wrong question is refused with a sentence", refuses],
  ["they are fetched when they are asked for", comesLater],
  ["no other Worker and no other policy", letsNothingElseRun],
  ["from the single file on a disk", fromADisk],
  ["in a locked frame", inALockedFrame("")],
  ["from the single file in a locked frame", inALockedFrame("lookback.html")],
];

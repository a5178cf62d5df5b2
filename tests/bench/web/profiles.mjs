// Where the kernels' time goes: what a kernel takes whole and without each of its steps, in turn and of one run. What a
// step's absence saves is its share; as steps overlap in the processor, the shares need not add up to the whole.

export function profiles(quick) {
  const effort = { seconds: quick ? 0.2 : 6, rounds: quick ? 2 : 5 };
  const profiled = (kernel, tokens, causal) => ({ call: "profiled", asked: { kernel, tokens, causal, effort } });
  const spread = (tokens) => ({ call: "spread", asked: { tokens, causal: true, effort } });
  if (quick) return [profiled("forward", 128, true), profiled("decode", 256, false), spread(512)];
  return [
    ...[512, 1024].map((tokens) => profiled("forward", tokens, true)), profiled("forward", 512, false),
    ...[256, 1024, 4096, 16_384].map((cache) => profiled("decode", cache, false)),
    ...[1024, 2048].map(spread),
  ];
}

const counted = (number) => number.toLocaleString("en");
const digits = (number) => `${number.toPrecision(3)} ms`;
const cell = (words, text) => `  ${words.padEnd(40)} ${text.padStart(10)}`;

// What Workers take beyond the kernel, which runs in them undivided or in halves.
function workerLines({ tokens }, { 1: one, 2: two, kernel }) {
  const share = (ms) => `${digits(ms)} ${((100 * ms) / one).toFixed(1).padStart(6)} %`;
  return [
    `causal prefill, S = ${counted(tokens)}, in one Worker: ${digits(one)}`,
    cell("the kernel alone", share(kernel)), cell("more: copies and messages", share(one - kernel)),
    cell("in two Workers", share(two)), cell("of it more than half of the kernel", share(two - kernel / 2)),
  ];
}

function kernelLines({ kernel, tokens, causal }, { limit, called, whole, ...without }) {
  const forward = kernel === "forward";
  const work = forward ? `${causal ? "causal" : "bidirectional"} prefill, S = ${counted(tokens)}` : `decode step, cache ${counted(tokens)}`;
  const share = (ms) => `${digits(ms)} ${((100 * ms) / whole).toFixed(1).padStart(6)} %`;
  const spent = Object.entries(without).map(([step, ms]) => [step, whole - ms]);
  return [
    `${work}: ${digits(whole)}`,
    cell(forward ? "limit: multiply–adds of the visible pairs" : "limit: streaming read of K and V", share(limit)),
    ...spent.map(([step, ms]) => cell(`saved without ${step}`, share(ms))),
    cell("not saved by any", share(spent.reduce((rest, [, ms]) => rest - ms, whole))),
    cell("more for q in and output out of the memory", share(called - whole)),
  ];
}

export const profileLines = (call, asked, ms) => (call === "spread" ? workerLines : kernelLines)(asked, ms);

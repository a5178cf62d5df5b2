// The works of the bench and what is aimed at: what the page runs, and what is said of its times.

const seconds = (quick, long) => (quick ? 0.2 : long);

const effortOf = (quick, long = 6) => ({ seconds: seconds(quick, long), rounds: quick ? 2 : 5 });

export function works(quick) {
  const effort = effortOf(quick);
  const short = quick ? [128, 512] : [128, 512, 1024, 2048];
  const lengths = quick ? [256, 1024] : [4096, 16_384];
  const positions = [100, quick ? 10_000 : 1_000_000];
  return [
    ...short.map((tokens, at) => ({ call: "prefilled", asked: { tokens, causal: true, effort }, rows: prefillRows({ tokens, causal: true, faster: [2.8, 3.1, 3.3, 3.5][at] }) })),
    ...short.slice(1).map((tokens) => ({ call: "prefilled", asked: { tokens, causal: false, effort }, rows: prefillRows({ tokens, causal: false, faster: 1.7 }) })),
    ...(quick ? [256] : [256, 1024, 4096, 16_384]).map((cache) => ({ call: "decoded", asked: { cache, effort }, rows: decodeRows(cache) })),
    ...(quick ? [512] : [1024, 2048]).map((tokens) => ({ call: "spread", asked: { tokens, causal: true, effort }, rows: spreadRows(tokens) })),
    { call: "retained", asked: { tokens: lengths, effort: { ...effort, rounds: 2 } }, rows: retentionRows(lengths) },
    { call: "stepped", asked: { positions, steps: 20, effort }, rows: stepRows(positions, 20) },
  ];
}

const least = (times) => Object.entries(times).reduce((best, one) => (one[1] < best[1] ? one : best), ["none", Infinity]);

const peerTimes = ({ ms, peers }) => Object.fromEntries(peers.map((name) => [name, ms[name]]));

// A row: what was done, in how many milliseconds, and a value that is at least, at most or within what is aimed at.
const faster = (work, result, variant, target) => {
  const [peer, peerMs] = least(peerTimes(result));
  return { work, ms: result.ms[variant], against: peer, againstMs: peerMs, value: peerMs / result.ms[variant], unit: "×", target };
};

function prefillRows({ tokens, causal, faster: target }) {
  const work = `${causal ? "causal" : "bidirectional"} prefill, S = ${tokens}`;
  return (result) => {
    const flops = 4 * 64 * result.pairs;
    const peak = (name) => result.flops[name] / result.ms[name];  // of a millisecond
    const share = (variant, limit) => ({
      work: `${work}, ${variant === "relaxed" ? "share of the relaxed multiply–add peak" : "without relaxed SIMD, share of the product and sum peak"}`,
      ms: result.ms[variant], against: "peak", againstMs: flops / peak(limit), value: (100 * flops) / result.ms[variant] / peak(limit), unit: "%",
    });
    return [
      faster(work, result, "relaxed", { least: target }),
      faster(`${work}, without relaxed SIMD`, result, "simd", { least: causal ? 2.4 : 1.25 }),
      { ...share("relaxed", "peak"), target: tokens >= 512 ? { least: 80 } : undefined },
      share("simd", "plainPeak"),
    ];
  };
}

function decodeRows(cache) {
  const work = `decode step, cache ${counted(cache)}`;
  const target = { 256: 3.0, 1024: 1.6 }[cache];
  return (result) => {
    const [peer, peerMs] = least(peerTimes(result));
    const share = (ms) => (100 * result.ms.stream) / ms;
    return [
      faster(work, result, "relaxed", target && { least: target }),
      { work: `${work}, share of the streaming read`, ms: result.ms.relaxed, against: "stream", againstMs: result.ms.stream, value: share(result.ms.relaxed), unit: "%", target: cache >= 4096 ? { least: 95 } : undefined },
      { work: `${work}, the best peer's share of it`, ms: peerMs, against: peer, againstMs: result.ms.stream, value: share(peerMs), unit: "%" },
    ];
  };
}

function spreadRows(tokens) {
  return ({ ms }) => [{
    work: `causal prefill, S = ${tokens}, two Workers, copies included`, ms: ms[2], against: "one Worker", againstMs: ms[1], value: ms[1] / ms[2], unit: "×", target: { least: 1.7 },
  }];
}

const counted = (number) => number.toLocaleString("en");

function retentionRows([short, long]) {
  const work = `retention by chunks, S = ${counted(long)}`;
  return ({ ms, bytesBeyondArrays }) => [
    { work: `${work}, against S = ${counted(short)}`, ms: ms.long, against: `S = ${counted(short)}`, againstMs: ms.short, value: ms.long / ms.short, unit: "×", target: { least: 3.8, most: 4.2 } },
    { work: `${work}, against causal attention`, ms: ms.long, against: "attention", againstMs: ms.attention, value: ms.attention / ms.long, unit: "×", target: { least: 10 } },
    { work: `memory of causal attention beyond its arrays, S = ${counted(long)}`, value: bytesBeyondArrays.attention / 1e6, unit: "MB", target: { most: 1 } },
  ];
}

function stepRows([early, late], steps) {
  return ({ ms }) => [{
    work: `retention step at position ${counted(late)}, against ${counted(early)}`, ms: ms.late / steps, against: `at ${counted(early)}`, againstMs: ms.early / steps,
    value: ms.late / ms.early, unit: "×", target: { least: 0.95, most: 1.05 },
  }];
}

export const met = ({ value, target }) => {
  if (!target) return undefined;
  return (target.least === undefined || value >= target.least) && (target.most === undefined || value <= target.most);
};

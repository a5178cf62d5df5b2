// Contestants take turns, so that a ratio comes from one run on one machine; each keeps its least time.

const leastSampleMs = 4;
const warmUpMs = 300;  // V8 compiles wasm again, better, while it runs

async function timed(run, calls) {
  const start = performance.now();
  for (let call = 0; call < calls; ++call) {
    const ended = run();
    if (ended instanceof Promise) await ended;
  }
  return (performance.now() - start) / calls;
}

// `contestants`: functions by name; the result: milliseconds of one call by name.
export async function interleaved(contestants, { seconds, rounds }) {
  const names = Object.keys(contestants);
  const calls = {};
  const least = {};
  for (const name of names) {
    const warm = performance.now() + warmUpMs;
    do await timed(contestants[name], 1);
    while (performance.now() < warm);
    const once = await timed(contestants[name], 1);
    calls[name] = Math.max(1, Math.min(1000, Math.ceil(leastSampleMs / Math.max(once, 1e-3))));
    least[name] = Infinity;
  }
  const end = performance.now() + seconds * 1000;
  for (let round = 0; round < rounds || performance.now() < end; ++round)
    for (const name of names) least[name] = Math.min(least[name], await timed(contestants[name], calls[name]));
  return least;
}

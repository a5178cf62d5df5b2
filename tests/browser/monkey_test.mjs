// Random use of the real page, by a seed: mouse, keys, touch, links, files, messages, windows of all sizes. After every
// few events the twin says what the command line lists, the page was silent, and the lab goes on; at the end undoing
// everything leads to the start. What fails is written down as a file that --replay does again.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { openPage, randomFrom, ready } from "./browser.mjs";
import { eventsOf, line, lookAround, Player, someEvents, undoAll } from "./monkey.mjs";
import { idsOf } from "./studies_test.mjs";

const eventsOfABatch = 12;
const batchesOfAPage = 60;

// A link away from the lab is not what is tried here.
const staysHere = () => addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest("a[href]");
  if (link && link.pathname !== location.pathname) event.preventDefault();
}, true);

async function played(bench, happening) {
  const settings = bench.engine === "chromium" ? { hasTouch: true } : {};
  const opened = await openPage(bench.browser, bench.home, { before: staysHere, ...settings });
  bench.pages.push(opened);
  await ready(opened.page);
  const player = new Player(opened.page, bench.engine);
  const silent = async () => {
    const said = [...opened.complaints, ...await opened.page.evaluate(() => [...(window.complaints ?? []), ...window.violations])];
    if (said.length > 0) throw new Error(`the page was not silent: ${said.join("\n")}`);
  };
  await happening(player, async () => {
    await player.check(bench);
    await silent();
  });
  await undoAll(opened.page, bench);
  await silent();
  return player;
}

// One page, one seed. What happened is in `done` when it fails.
async function usePage(bench, seed, clock, done) {
  const random = randomFrom(seed);
  const studies = ["board", ...idsOf(bench)];
  return played(bench, async (player, check) => {
    clock.end ??= Date.now() + 1000 * bench.monkey.seconds;
    for (let batch = 0; batch === 0 || (batch < batchesOfAPage && Date.now() < clock.end); ++batch) {
      const around = await lookAround(player.page);
      for (let count = 0; count < eventsOfABatch;) {
        for (const event of someEvents(random, around, studies)) {
          done.push(event);
          await player.take(event);
          ++count;
        }
      }
      done.push(["check"]);
      await check();
    }
  });
}

async function usesThePage(bench) {
  const { seed: first } = bench.monkey;
  const clock = {};  // runs from when the first page is there
  const leftOut = new Map();
  let count = 0;
  for (let seed = first; clock.end === undefined || Date.now() < clock.end; ++seed) {
    const done = [];
    try {
      const player = await usePage(bench, seed, clock, done);
      for (const [why, times] of player.leftOut) leftOut.set(why, (leftOut.get(why) ?? 0) + times);
    } catch (error) {
      const file = `build/log/monkey-${bench.engine}-${seed}.txt`;
      mkdirSync("build/log", { recursive: true });
      writeFileSync(file, `# ${bench.engine}, seed ${seed}\n${done.map(line).join("\n")}\n`);
      bench.note(`seed ${seed}, ${done.length} events, which --replay ${file} does again; the last of them:\n${done.slice(-16).map(line).join("\n")}`);
      throw error;
    }
    count += done.length;
    const { context } = bench.pages.pop();
    await context.close();
  }
  bench.note(`${count} events from seed ${first} on${[...leftOut].map(([why, times]) => `; left out: ${times} for want of ${why}`).join("")}`);
}

async function replays(bench) {
  const events = eventsOf(readFileSync(bench.monkey.replay, "utf8"));
  await played(bench, async (player, check) => {
    for (const event of events) await (event[0] === "check" ? check() : player.take(event));
  });
}

// The control: a page that says something else than the tool is found out, and so is one that speaks.
async function isFoundOut(bench) {
  for (const [break_, pattern] of [
    [() => (document.querySelector('#twin [data-node="V.0.0"]').textContent = "0.99"), /V\.0\.0/],
    [() => console.warn("something"), /not silent.*something/],
  ]) {
    const failed = await played(bench, async (player, check) => {
      await player.page.evaluate(break_);
      await check();
    }).then(() => "", (error) => error.message);
    if (!pattern.test(failed)) throw new Error(`it was not found out: ${failed}`);
    const { context } = bench.pages.pop();
    await context.close();
  }
}

export const tests = ({ monkey }) => (monkey?.replay ? [["the events of a file", replays]] : [
  [`random use of the page`, usesThePage],
  ["a page that is wrong, or speaks, is found out", isFoundOut],
]);

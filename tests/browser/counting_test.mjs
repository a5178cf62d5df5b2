// The two counters everybody argues about, the same on the page, in the twin and from the command line.

import assert from "node:assert/strict";
import { values, words } from "./browser.mjs";

const strategies = [
  { name: "causal with a cache", link: "#mask=causal&cache=1", projected: 5, dots: 15 },
  { name: "causal without a cache", link: "#mask=causal&cache=0", projected: 15, dots: 35 },
  { name: "bidirectional", link: "#mask=none&cache=0", projected: 15, dots: 55 },
  { name: "bidirectional, cache on", link: "#mask=none&cache=1", projected: 15, dots: 55 },
];

function agrees({ name, link, projected, dots }) {
  return [`five tokens, ${name}: ${projected} and ${dots}`, async ({ open, evaluate }) => {
    const page = await open(`?view=table${link}`);
    for (const counters of [(await values(page)).counters, evaluate(link).counters]) {
      assert.equal(counters.run.tokens_projected, projected);
      assert.equal(counters.run.score_dot_products, dots);
    }
    assert.equal(await words(page, "counters.0.1"), String(projected));
    assert.equal(await words(page, "counters.1.1"), String(dots));
    // The alternatives beside it stay what they are.
    for (const [column, [first, second]] of [[3, [5, 15]], [4, [15, 35]], [5, [15, 55]]]) {
      assert.equal(await words(page, `counters.0.${column}`), String(first));
      assert.equal(await words(page, `counters.1.${column}`), String(second));
    }
    const series = await page.locator("[data-node='chart.bidirectional'] td").allTextContents();
    assert.equal(series.length, 5);
  }];
}

export const tests = strategies.map(agrees);

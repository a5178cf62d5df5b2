// Three ways to use the same controls: a mouse, keys alone, and a finger.

import assert from "node:assert/strict";

const mostStops = 80;

function pointing(page, press, open = press) {
  return {
    press,
    open,  // a number to be typed
    choose: (radios, place) => press(radios.nth(place)),
    async type(input, words) {
      await press(input);
      await page.keyboard.press("Control+a");
      await page.keyboard.insertText(words);
    },
    mark: (card, row, column, columns) => press(card.locator(".cell").nth(row * columns + column)),
    order: (card, count) => sort(card, count, press),
  };
}

// Where a target is to be hit, once it is in sight; nothing may lie over it then.
function middle(target) {
  return target.evaluate((element) => {
    const look = (block) => {
      element.scrollIntoView({ block, inline: "nearest" });
      const box = element.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const hit = document.elementFromPoint(x, y);
      return { x, y, over: element.contains(hit) ? "" : (hit?.outerHTML.slice(0, 80) ?? "nothing") };
    };
    const seen = look("nearest");
    return seen.over === "" ? seen : look("center");
  });
}

async function hit(target, press) {
  const { x, y, over } = await middle(target);
  assert.equal(over, "", `something lies over ${target}`);
  await press(x, y);
}

export const mouse = (page) => pointing(page, (target) => hit(target, (x, y) => page.mouse.click(x, y)), (target) => hit(target, (x, y) => page.mouse.dblclick(x, y)));
export const touch = (page) => pointing(page, (target) => hit(target, (x, y) => page.touchscreen.tap(x, y)));

// How many stops of Tab an element is away; negative for backwards.
function stopsTo(element) {
  const active = document.activeElement;
  if (element === active) return 0;
  const back = (active.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
  const [first, last] = back ? [element, active] : [active, element];
  const between = [...document.querySelectorAll("a[href], button, input, [tabindex]")].filter((one) =>
    one.tabIndex >= 0 && one.checkVisibility() && (one.type !== "radio" || one === one.closest("fieldset").querySelector(":checked, input"))
    && (first.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)
    && (last.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING));
  return (between.length + 1) * (back ? -1 : 1);
}

export function keys(page) {
  // As many stops as seem to lie between, and what is missing then; backwards where the target stands before.
  const reach = async (target) => {
    for (let stops = 0; stops < mostStops;) {
      const away = await target.evaluate(stopsTo);
      if (away === 0) return;
      for (let i = 0; i < Math.abs(away); ++i, ++stops) await page.keyboard.press(away < 0 ? "Shift+Tab" : "Tab");
    }
    assert.fail(`Tab never came to ${target}`);
  };
  const press = async (target) => {
    await reach(target);
    await page.keyboard.press("Enter");
  };
  return {
    press,
    open: press,
    async choose(radios, place) {
      const within = await radios.evaluateAll((all) => all.indexOf(document.activeElement));
      const checked = await radios.evaluateAll((all) => all.findIndex((one) => one.checked));
      const from = within >= 0 ? within : Math.max(0, checked);
      if (within < 0) await reach(radios.nth(from));
      for (let at = from; at !== place; at += Math.sign(place - from)) {
        await page.keyboard.press(place > from ? "ArrowDown" : "ArrowUp");
        assert.equal(await radios.nth(place).isChecked(), false, "an arrow chooses");
      }
      await page.keyboard.press("Space");
    },
    async type(input, words) {
      await reach(input);
      await page.keyboard.press("Control+a");
      await page.keyboard.insertText(words);
    },
    async mark(card, row, column, columns) {
      const cells = card.locator(".cell");
      const stop = await cells.evaluateAll((all) => all.findIndex((one) => one.tabIndex === 0));
      await reach(cells.nth(stop));
      const [down, right] = [row - Math.floor(stop / columns), column - (stop % columns)];
      for (let i = 0; i < Math.abs(down); ++i) await page.keyboard.press(down > 0 ? "ArrowDown" : "ArrowUp");
      for (let i = 0; i < Math.abs(right); ++i) await page.keyboard.press(right > 0 ? "ArrowRight" : "ArrowLeft");
      await page.keyboard.press("Space");
    },
    order: (card, count) => sort(card, count, press),
  };
}

// Moves items up until all stand as the answer has them, which is looked up once and then undone.
async function sort(card, count, press) {
  const items = () => card.locator(".order .what").allTextContents();
  const mixed = await items();
  await press(card.locator(".reveal"));
  const right = await items();
  await press(card.locator(".again"));
  assert.deepEqual(await items(), mixed);
  for (let place = 0; place < count; ++place) {
    for (let at = (await items()).indexOf(right[place], place); at > place; --at) await press(card.locator(".order li").nth(at).locator(".move").first());
  }
  assert.deepEqual(await items(), right);
}

// What a reader would stumble over: text that is cut off, that lies on other text or leaves its box, and a page that
// scrolls sideways. Of an open dialog, else of everything that is to be seen.

import assert from "node:assert/strict";

function stumbles() {
  const found = new Set();
  const room = document.documentElement;
  if (room.scrollWidth > innerWidth) {
    const [widest] = [...document.querySelectorAll("main *, aside *")].sort((a, b) => b.getBoundingClientRect().right - a.getBoundingClientRect().right);
    found.add(`the page is ${room.scrollWidth} wide in ${innerWidth}, by ${widest.outerHTML.slice(0, 80)}`);
  }
  const stage = document.querySelector("dialog[open]") ?? document.body;

  // Of each element: what it is cut to, where it is seen at all, and whether it stays while others scroll beneath it.
  const known = new Map();
  function frameOf(element) {
    if (element === null || element === document.documentElement) return { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity, stays: false, hides: [] };
    const old = known.get(element);
    if (old) return old;
    const style = getComputedStyle(element);
    const outer = frameOf(element.parentElement);
    const frame = { ...outer, unseen: outer.unseen || style.clipPath === "inset(50%)", stays: outer.stays || ["sticky", "fixed"].includes(style.position) };
    if (style.overflowX !== "visible" || style.overflowY !== "visible") {
      const box = element.getBoundingClientRect();
      const inner = { left: box.left + element.clientLeft, top: box.top + element.clientTop };
      Object.assign(inner, { right: inner.left + element.clientWidth, bottom: inner.top + element.clientHeight });
      // What is beyond the edge of one that scrolls can be brought into sight.
      const scrolls = [style.overflowX, style.overflowY].some((way) => way === "auto" || way === "scroll");
      frame.hides = scrolls ? [] : [...outer.hides, { inner, element }];
      for (const [side, least] of [["left", Math.max], ["top", Math.max], ["right", Math.min], ["bottom", Math.min]]) frame[side] = least(frame[side], inner[side]);
    }
    known.set(element, frame);
    return frame;
  }
  const name = (words) => JSON.stringify(words.replace(/\s+/g, " ").trim().slice(0, 40));
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });

  const lines = [];
  const walker = document.createTreeWalker(stage, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const element = text.parentElement;
    if (text.data.trim() === "" || element.closest("script, style, noscript, select, svg, datalist") || !seen(element)) continue;
    const frame = frameOf(element);
    if (frame.unseen) continue;
    const button = element.closest("button, td, .segment, .chip");
    const box = button?.getBoundingClientRect();
    range.selectNodeContents(text);
    for (const { left, top, right, bottom } of range.getClientRects()) {
      if (right - left < 1) continue;
      for (const { inner, element: cut } of frame.hides) {
        const dots = getComputedStyle(cut).textOverflow === "ellipsis" && cut.closest("[title], th");
        if (!dots && (left < inner.left - 1.5 || right > inner.right + 1.5)) found.add(`${name(text.data)} is cut off by ${cut.className || cut.tagName}`);
      }
      const margin = (bottom - top) / 5;  // the boxes of lines are higher than their letters, and those of neighbours touch
      if (box && (left < box.left - 1.5 || right > box.right + 1.5 || top + margin < box.top || bottom - margin > box.bottom)) found.add(`${name(text.data)} leaves its box`);
      const line = { left: Math.max(left, frame.left), right: Math.min(right, frame.right), top: Math.max(top, frame.top), bottom: Math.min(bottom, frame.bottom) };
      if (line.right - line.left < 1 || line.bottom - line.top < 2) continue;
      lines.push({ ...line, top: line.top + margin, bottom: line.bottom - margin, text, stays: frame.stays, of: element.closest("math") ?? text });
    }
  }
  lines.sort((a, b) => a.top - b.top);
  lines.forEach((one, place) => {
    for (let next = place + 1; next < lines.length && lines[next].top < one.bottom; ++next) {
      const other = lines[next];
      if (other.of !== one.of && !one.stays && !other.stays && one.left + 1 < other.right && other.left + 1 < one.right)
        found.add(`${name(one.text.data)} and ${name(other.text.data)} lie on each other`);
    }
  });
  for (const input of stage.querySelectorAll("input[type=text], input:not([type])"))
    if (seen(input) && !frameOf(input).unseen && input.scrollWidth > input.clientWidth + 1) found.add(`${name(input.value)} is cut off in its field`);
  return [...found].slice(0, 12);
}

export async function canBeRead(page, where) {
  const found = await page.evaluate(stumbles);
  assert.ok(found.length === 0, `${where}: ${found.join("; ")}`);
}

import assert from "node:assert/strict";

function largest(value) {
  if (typeof value === "number") return Math.abs(value);
  return Array.isArray(value) ? value.reduce((most, part) => Math.max(most, largest(part)), 0) : 0;
}

// Equal structure and words; numbers to `part` of the largest magnitude of their matrix.
export function same(a, b, where, scale, part = 1e-12) {
  if (typeof a === "number" && typeof b === "number")
    return assert.ok(Math.abs(a - b) <= part * scale, `${where}: ${a} on the page, ${b} from the tool`);
  if (b === null && typeof a === "number") return undefined;  // a time, which the tool leaves out
  if (a === null || typeof a !== "object") return assert.equal(a, b, where);
  assert.deepEqual(Object.keys(a), Object.keys(b), where);
  const common = Array.isArray(a) && scale === undefined ? Math.max(largest(a), largest(b)) : scale;
  for (const key of Object.keys(a)) same(a[key], b[key], `${where}.${key}`, common ?? (typeof a[key] === "number" ? Math.abs(b[key]) : undefined), part);
}

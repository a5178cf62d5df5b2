// What is computed on, and what must come out: attention by its definition, in double.

// Standard normal numbers from a seed: Mulberry32 (Tommy Ettinger) and Box & Muller 1958.
export function normal(seed, count) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return (((bits ^ (bits >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  return Float32Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()));
}

// q [heads, queries, width], k and v [heads, keys, width]
export function inputsOf({ heads, queries, keys, width, causal }) {
  return {
    heads, queries, keys, width, causal, scale: 1 / Math.sqrt(width),
    q: normal(1, heads * queries * width), k: normal(2, heads * keys * width), v: normal(3, heads * keys * width),
  };
}

// The pairs of a query and a key that it sees.
export const pairsOf = ({ heads, queries, keys, causal }) => heads * (causal ? (queries * (queries + 1)) / 2 + queries * (keys - queries) : queries * keys);

function outputRow({ queries, keys, width, causal, scale, q, k, v }, head, row) {
  const seen = causal ? row + 1 + keys - queries : keys;
  const scores = Array.from({ length: seen }, (_, j) => {
    let sum = 0;
    for (let c = 0; c < width; ++c) sum += q[(head * queries + row) * width + c] * k[(head * keys + j) * width + c];
    return sum * scale;
  });
  const largest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  const weights = scores.map((score) => Math.exp(score - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Array.from({ length: width }, (_, c) => weights.reduce((sum, weight, j) => sum + weight * v[(head * keys + j) * width + c], 0) / total);
}

// The largest error of so many rows, spread over heads and queries.
export function worstError(inputs, output, rows) {
  const { heads, queries, width } = inputs;
  if (output.length !== heads * queries * width) return Infinity;
  const all = heads * queries;
  const step = Math.max(1, Math.floor(all / rows));
  let worst = 0;
  for (let at = all - 1; at >= 0; at -= step) {
    outputRow(inputs, Math.floor(at / queries), at % queries).forEach((number, c) => {
      const error = Math.abs(output[at * width + c] - number);
      worst = error <= worst ? worst : error;  // and NaN stays
    });
  }
  return worst;
}

// [heads, rows, width] to [rows, heads, width], and back with the first two exchanged.
export function rowsFirst(numbers, heads, rows, width) {
  const result = new Float32Array(numbers.length);
  for (let head = 0; head < heads; ++head)
    for (let row = 0; row < rows; ++row)
      result.set(numbers.subarray((head * rows + row) * width, (head * rows + row + 1) * width), (row * heads + head) * width);
  return result;
}

// What is computed on, and what must come out: attention and retention by their definitions, in double.

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
    heads, queries, keys, width, causal, scale: 1 / Math.sqrt(width), row: attentionRow,
    q: normal(1, heads * queries * width), k: normal(2, heads * keys * width), v: normal(3, heads * keys * width),
  };
}

// The same of retention, each head with a decay of its own (Sun et al. 2023, eq. 8).
export function retentionInputs({ heads, tokens, width }) {
  const decays = Float32Array.from({ length: heads }, (_, head) => 1 - 2 ** (-5 - head));
  return { ...inputsOf({ heads, queries: tokens, keys: tokens, width, causal: true }), decays, row: retentionRow };
}

// The pairs of a query and a key that it sees.
export const pairsOf = ({ heads, queries, keys, causal }) => heads * (causal ? (queries * (queries + 1)) / 2 + queries * (keys - queries) : queries * keys);

function attentionRow({ queries, keys, width, causal, scale, q, k, v }, head, row) {
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

// o_i = σ Σ_{j ≤ i} γ^(i−j) (q_i · k_j) v_j
function retentionRow({ queries, width, scale, decays, q, k, v }, head, row) {
  const output = new Array(width).fill(0);
  for (let j = 0; j <= row; ++j) {
    let score = scale * decays[head] ** (row - j);
    let sum = 0;
    for (let c = 0; c < width; ++c) sum += q[(head * queries + row) * width + c] * k[(head * queries + j) * width + c];
    score *= sum;
    for (let c = 0; c < width; ++c) output[c] += score * v[(head * queries + j) * width + c];
  }
  return output;
}

// The largest error of so many rows, spread over heads and queries; of numbers above 1, in parts of the largest.
export function worstError(inputs, output, rows) {
  const { heads, queries, width } = inputs;
  if (output.length !== heads * queries * width) return Infinity;
  const all = heads * queries;
  const step = Math.max(1, Math.floor(all / rows));
  let worst = 0;
  for (let at = all - 1; at >= 0; at -= step) {
    const expected = inputs.row(inputs, Math.floor(at / queries), at % queries);
    const unit = expected.reduce((most, number) => Math.max(most, Math.abs(number)), 1);
    expected.forEach((number, c) => {
      const error = Math.abs(output[at * width + c] - number) / unit;
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

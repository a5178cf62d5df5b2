// The two WebAssembly modules as the page will meet them: no imports, arrays laid out from __heap_base on,
// work in slices. Small cases against sums written out here; the kernels themselves are tested in C++.
//
//   node tests/kernels/module_test.mjs FOLDER
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

const folder = process.argv[2];
let passed = 0;
let failed = 0;

function check(condition, sentence) {
  condition ? ++passed : ++failed;
  if (!condition) {
    console.log(`✗ ${sentence}`);
  }
}

// A module whose arrays are taken one after the other; memory grows as it must.
function open(name) {
  const compiled = new WebAssembly.Module(readFileSync(join(folder, name)));
  check(WebAssembly.Module.imports(compiled).length === 0, `${name} imports nothing`);
  const {exports} = new WebAssembly.Instance(compiled);
  exports._initialize?.();
  let top = exports.__heap_base.value;
  const take = (count) => {
    const at = (top + 63) & ~63;
    top = at + 4 * count;
    const missing = top - exports.memory.buffer.byteLength;
    if (missing > 0) {
      exports.memory.grow(Math.ceil(missing / 65536));
    }
    return at;
  };
  return {exports, take, floats: (at, count) => new Float32Array(exports.memory.buffer, at, count)};
}

function filled(module, count, seed) {
  const at = module.take(count);
  module.floats(at, count).forEach((_, i, all) => (all[i] = Math.sin(seed + i * 1.7)));
  return at;
}

const near = (a, b, allowed = 2e-6) => Math.abs(a - b) <= allowed;

function attention(module, name) {
  const [heads, tokens, width] = [2, 50, 8];
  const size = heads * tokens * width;
  const [q, k, v, d] = [1, 2, 3, 4].map((seed) => filled(module, size, seed));
  const [o, dq, dk, dv] = [0, 0, 0, 0].map(() => module.take(size));
  const logs = module.take(heads * tokens);
  const {exports} = module;
  const scratch = module.take(
      Math.max(
          exports.attention_forward_scratch_bytes(width, width),
          exports.attention_backward_scratch_bytes(width, width)) /
          4,
  );
  const shape = [heads, heads, tokens, tokens, width, width, 0.5, -1, 0, 0];
  for (const [first, end] of [[0, 13], [13, 50]]) {
    exports.attention_forward(q, k, v, o, logs, scratch, ...shape, 0, heads, first, end);
  }
  const at = (array, h, i) => module.floats(array + 4 * (h * tokens + i) * width, width);
  const dot = (a, b) => a.reduce((sum, x, c) => sum + x * b[c], 0);
  let right = true;
  let gradient = 0;  // dV of key 0, number 0, of head 1
  for (let h = 0; h < heads; ++h) {
    for (let i = 0; i < tokens; ++i) {
      const weights = Array.from({length: i + 1}, (_, j) => Math.exp(0.5 * dot(at(q, h, i), at(k, h, j))));
      const sum = weights.reduce((a, b) => a + b);
      right &&= near(module.floats(logs, heads * tokens)[h * tokens + i], Math.log(sum));
      for (let c = 0; c < width; ++c) {
        const should = weights.reduce((total, weight, j) => total + (weight / sum) * at(v, h, j)[c], 0);
        right &&= near(at(o, h, i)[c], should);
      }
      gradient += h === 1 ? (weights[0] / sum) * at(d, h, i)[0] : 0;
    }
  }
  check(right, `${name}: attention forward`);
  for (const [first, end] of [[0, 31], [31, 50]]) {
    exports.attention_backward(q, k, v, o, logs, d, dq, dk, dv, scratch, ...shape, 0, heads, first, end);
  }
  check(near(at(dv, 1, 0)[0], gradient, 1e-5), `${name}: attention backward`);

  const step = module.take(heads * width);
  const decode_scratch = module.take(exports.attention_decode_scratch_bytes(1, width, width) / 4);
  const last = module.take(heads * width);
  for (let h = 0; h < heads; ++h) {
    module.floats(last + 4 * h * width, width).set(at(q, h, tokens - 1));
  }
  exports.attention_decode(
      last, k, v, step, 0, decode_scratch, 1, heads, heads, tokens, tokens, width, width, 0.5, -1, 0, heads);
  right = true;
  for (let h = 0; h < heads; ++h) {
    module.floats(step + 4 * h * width, width)
        .forEach((x, c) => (right &&= near(x, at(o, h, tokens - 1)[c])));
  }
  check(right, `${name}: the last decode step is prefill's last row`);
}

function recurrences(module, name) {
  const {exports} = module;
  const [heads, tokens, width] = [1, 90, 4];
  const [q, k, v] = [5, 6, 7].map((seed) => filled(module, tokens * width, seed));
  const [o, stepped] = [module.take(tokens * width), module.take(tokens * width)];
  const state = module.take(width * width);
  const z = module.take(width);
  const decays = module.take(1);
  module.floats(decays, 1)[0] = 0.9;
  const scratch = module.take(exports.chunkwise_scratch_bytes(width, width) / 4);
  const same = () => module.floats(o, tokens * width)
                         .every((x, i) => near(x, module.floats(stepped, tokens * width)[i], 1e-5));
  const row = (array, t) => array + 4 * t * width;

  exports.retention_chunkwise(
      q, k, v, o, state, decays, scratch, heads, tokens, width, width, 0.5, 0, 1, 0, tokens);
  module.floats(state, width * width).fill(0);
  for (let t = 0; t < tokens; ++t) {
    exports.retention_step(
        row(q, t), row(k, t), row(v, t), row(stepped, t), state, decays, heads, width, width, 0.5);
  }
  check(same(), `${name}: retention by chunks and by steps`);

  module.floats(state, width * width).fill(0);
  exports.linear_attention_chunkwise(
      q, k, v, o, state, z, scratch, heads, tokens, width, width, 0, 0, 1, 0, tokens);
  module.floats(state, width * width).fill(0);
  module.floats(z, width).fill(0);
  for (let t = 0; t < tokens; ++t) {
    exports.linear_attention_step(
        row(q, t), row(k, t), row(v, t), row(stepped, t), state, z, scratch, heads, width, width, 0);
  }
  check(same(), `${name}: linear attention by chunks and by steps`);

  const [w, u] = [filled(module, width, 1), filled(module, width, 2)];
  const [a, b, p] = [0, 0, 0].map(() => module.take(width));
  module.floats(p, width).fill(-Infinity);
  exports.rwkv4_wkv(k, v, w, u, o, a, b, p, tokens, width);
  check(near(module.floats(o, 1)[0], module.floats(v, 1)[0]), `${name}: the first token of wkv reads itself`);

  const x = module.take(3);
  module.floats(x, 3).set([-Infinity, 0, 1]);
  exports.exponential(x, x, 3);
  const [none, one, e] = module.floats(x, 3);
  check(none === 0 && one === 1 && near(e, Math.E), `${name}: exponential`);
}

for (const name of ['kernels_simd.wasm', 'kernels_relaxed.wasm']) {
  if (!WebAssembly.validate(readFileSync(join(folder, name)))) {
    check(false, `${name} is not valid here; node 20 wants --experimental-wasm-relaxed-simd`);
    continue;
  }
  const module = open(name);
  attention(module, name);
  recurrences(module, name);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

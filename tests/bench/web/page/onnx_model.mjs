// Models for ONNX Runtime, written as the bytes of onnx.proto's messages.

const words = new TextEncoder();

function joined(parts) {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function varint(number) {
  const bytes = [];
  for (; number > 127; number = Math.floor(number / 128)) bytes.push((number % 128) | 128);
  return Uint8Array.from([...bytes, number]);
}

const whole = (field, number) => joined([varint(field * 8), varint(number)]);
const sized = (field, bytes) => joined([varint(field * 8 + 2), varint(bytes.length), bytes]);
const text = (field, string) => sized(field, words.encode(string));
const float = (field, number) => joined([varint(field * 8 + 5), new Uint8Array(Float32Array.of(number).buffer)]);

const float32 = 1;

function valueInfo(field, name, shape) {
  const dims = shape.map((size) => sized(1, whole(1, size)));
  const type = sized(1, joined([whole(1, float32), sized(2, joined(dims))]));
  return sized(field, joined([text(1, name), sized(2, type)]));
}

function attribute(name, value) {
  const [number, type] = Number.isInteger(value) ? [whole(3, value), 2] : [float(2, value), 1];
  return sized(5, joined([text(1, name), number, whole(20, type)]));
}

function node({ type, domain = "", inputs, outputs, attributes = {} }) {
  return sized(1, joined([
    ...inputs.map((name) => text(1, name)), ...outputs.map((name) => text(2, name)), text(4, type),
    ...Object.entries(attributes).map(([name, value]) => attribute(name, value)), text(7, domain),
  ]));
}

function tensor(name, { shape, numbers }) {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return sized(5, joined([...shape.map((size) => whole(1, size)), whole(2, float32), text(8, name), sized(9, bytes)]));
}

// `constants`: { shape, numbers } by name.
export function model({ nodes, constants, inputs, outputs }) {
  const graph = joined([
    ...nodes.map(node), text(2, "attention"), ...Object.entries(constants).map(([name, value]) => tensor(name, value)),
    ...Object.entries(inputs).map(([name, shape]) => valueInfo(11, name, shape)),
    ...Object.entries(outputs).map(([name, shape]) => valueInfo(12, name, shape)),
  ]);
  const opset = (domain, version) => sized(8, joined([text(1, domain), whole(2, version)]));
  return joined([whole(1, 10), opset("", 23), opset("com.microsoft", 1), sized(7, graph)]);
}

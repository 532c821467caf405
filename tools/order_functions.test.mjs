// The order changes; what calls, exports and tables mean does not.
import { expect, test } from "vitest";
import { ordered, orderOf } from "./order_functions.mjs";
import { callsIn } from "./wasm_code.mjs";

const constant = (value) => [0x41, value];
const drop = 0x1a;
const call = (index) => [0x10, index];
// Bytes by which two functions resemble one another.
const like = (value) => Array.from({ length: 8 }, (_, i) => [...constant((value + i) % 64), drop]).flat();
const body = (...code) => [0, ...code.flat(), 0x0b]; // Without locals.

const vector = (...items) => [items.length, ...items.flat()];
const section = (id, ...content) => [id, content.flat().length, ...content.flat()];
const name = (text) => [text.length, ...Buffer.from(text)];

// first() is 1, other() is 2, second() is first() + 10, by_table() calls what the table holds.
const bodies = [
  body(like(1), constant(1)),
  body(like(40), constant(2)),
  body(like(1), call(0), constant(10), 0x6a),
  body(like(40), constant(0), [0x11, 0, 0]),
];
const module = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, vector([0x60, 0, 1, 0x7f])),
  ...section(3, vector(...bodies.map(() => [0]))),
  ...section(4, vector([0x70, 0, 1])),
  ...section(7, vector(...["first", "other", "second", "by_table"].map((one, i) => [...name(one), 0, i]))),
  ...section(9, vector([0, ...constant(0), 0x0b, ...vector([2])])),
  ...section(10, vector(...bodies.map((one) => [one.length, ...one]))),
]);

const answers = (bytes) => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  return [exports.first(), exports.other(), exports.second(), exports.by_table()];
};

test("what resembles one another comes to stand together", () => {
  expect(orderOf(bodies.map((one) => Uint8Array.from(one)))).toEqual([0, 2, 1, 3]);
});

test("a module in another order does the same", () => {
  expect(answers(module)).toEqual([1, 2, 11, 11]);
  const sorted = ordered(module);
  expect(Buffer.compare(sorted, module)).not.toBe(0);
  expect(answers(sorted)).toEqual([1, 2, 11, 11]);
});

test("the same module gives the same order", () => {
  expect(ordered(module)).toEqual(ordered(module));
});

test("an instruction that is not known is refused rather than misread", () => {
  expect(() => callsIn(Uint8Array.from(body([0x06, 0x40])))).toThrow("not known here: 6");
  expect(() => callsIn(Uint8Array.from([0, 0x10]))).toThrow("ends too early");
});

// Shaders in Chromium's software adapter, which has to be asked for by a flag.
import { describe, expect, test } from "vitest";
import { openPageOnDisk } from "../../testing/pages.js";
import { siteOfFile } from "../../testing/site.js";
import { openUnitPage, type TestUnit } from "../../testing/unit_page.js";

const flags = ["--enable-unsafe-webgpu"];
const units = siteOfFile((address) => openUnitPage(address, 2, (at) => openPageOnDisk(at, undefined, flags)));

const shader = (body: string, more: Partial<TestUnit> = {}, type = "u32"): TestUnit => ({
  engine: "wgsl",
  code: `@group(0) @binding(0) var<storage, read> input: array<${type}>;
@group(0) @binding(1) var<storage, read_write> output: array<${type}>;
@compute @workgroup_size(1) fn main(@builtin(global_invocation_id) at: vec3u) { ${body} }`,
  output: { size: 4, groups: [1, 1, 1] },
  ...more,
});

test("[WU8] a product of matrices is what a script makes of them", async () => {
  const side = 64;
  const a = Float32Array.from({ length: side * side }, (_, i) => (i % 7) - 3);
  const b = Float32Array.from({ length: side * side }, (_, i) => (i % 5) - 2);
  const expected = Array.from({ length: side * side }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < side; ++k) sum += a[Math.floor(i / side) * side + k]! * b[k * side + (i % side)]!;
    return sum;
  });
  const input = new Uint8Array([...new Uint8Array(a.buffer), ...new Uint8Array(b.buffer)]);
  const product = `var sum = 0.0;
    for (var k = 0u; k < ${side}u; k++) { sum += input[at.y * ${side}u + k] * input[${side * side}u + k * ${side}u + at.x]; }
    output[at.y * ${side}u + at.x] = sum;`;
  const end = await units().run(shader(product, { input, output: { size: 4 * side * side, groups: [side, side, 1] } }, "f32"));
  expect(end).toMatchObject({ kind: "done", outputSize: 4 * side * side });
  const shown = new Float32Array(Uint8Array.from(end.bytes ?? []).buffer);
  expect([...shown]).toEqual(expected.slice(0, shown.length));
});

test("[WU8] input and output are padded with zeros, and none is 4 bytes of them", async () => {
  const copy = "output[0] = input[0]; output[1] = arrayLength(&input);";
  expect((await units().run(shader(copy, { input: "abcde", output: { size: 7, groups: [1, 1, 1] } }))).bytes).toEqual([
    97, 98, 99, 100, 2, 0, 0,
  ]);
  expect((await units().run(shader("output[0] = input[1];", { input: "abcde" }))).bytes).toEqual([101, 0, 0, 0]);
  expect((await units().run(shader("output[0] = input[0] + 1u;"))).bytes).toEqual([1, 0, 0, 0]);
});

describe("[WU9] a shader that cannot run", () => {
  test.each([
    ["is no text of one", { code: "fn main( {" }, "unit-invalid", /line 1: /],
    ["has no such entry", { entry: "other" }, "unit-invalid", /other/],
    ["says nothing of its output", { output: undefined }, "unit-invalid", /output/],
    ["wants more groups than there are", { output: { size: 4, groups: [100_000, 1, 1] } }, "unit-invalid", /100000/],
    [
      "asks for other bindings",
      {
        code: "@group(1) @binding(0) var<storage, read_write> o: array<u32>; @compute @workgroup_size(1) fn main() { o[0] = 1; }",
      },
      "unit-invalid",
      /./,
    ],
    ["wants too much output", { output: { size: 2 ** 26 + 1, groups: [1, 1, 1] }, memoryMax: 2 ** 30 }, "too-much", /67108864/],
    ["wants more than it was given", { output: { size: 2 ** 20, groups: [1, 1, 1] }, memoryMax: 2 ** 20 }, "too-much", /1048576/],
  ] as [string, Partial<TestUnit>, string, RegExp][])("%s", async (_, more, why, text) => {
    expect(await units().run(shader("output[0] = 1u;", more))).toMatchObject({
      kind: "failed",
      why,
      text: expect.stringMatching(text),
    });
  });
});

test("[WU8] the adapter says what it is", async () => {
  expect(await units().which()).toMatchObject({ engines: ["wasm", "js", "wgsl"], gpu: expect.stringContaining("swiftshader") });
});

// That Chromium's software adapter goes on by itself for a while is a limit of it: the next shader waits, other units do not.
test("[WU10] [WU11] a shader that does not end is ended by its time, and scripts and modules run on", async () => {
  const endless = shader("var x = input[0]; loop { x = x * 3u + 1u; if (x == 7u) { break; } } output[0] = x;", { input: "abcd" });
  const end = await units().run({ ...endless, timeMaxMillis: 300 });
  expect(end).toMatchObject({ why: "too-long" });
  expect(await units().run({ engine: "js", code: "const main = () => 'here'" })).toMatchObject({ output: "here" });
});

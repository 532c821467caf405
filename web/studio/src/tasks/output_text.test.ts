// What an output is shown as, and how much of it.
import { expect, test } from "vitest";
import { formsOf, previewMax, previewOf, type Form } from "./output_text.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test.each<[Uint8Array, readonly Form[]]>([
  [bytes('{"a":1}'), ["json", "text", "hex"]],
  [bytes("12"), ["json", "text", "hex"]],
  [bytes("Ann serves.\n\tBob waits."), ["text", "hex"]],
  [bytes(""), ["text", "hex"]],
  [bytes("\0\u0001"), ["hex", "text"]],
  [Uint8Array.of(0xff, 0xfe), ["hex"]],
])("[UI14] %j can be shown as %j, the best first", (output, forms) => expect(formsOf(output)).toEqual(forms));

test("[UI14] JSON is laid out, text stays, bytes are numbered", () => {
  expect(previewOf(bytes('{"a":[1]}'), "json").text).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(previewOf(bytes("é"), "text")).toEqual({ text: "é" });
  const [first, second] = previewOf(bytes("0123456789abcdef\n"), "hex").text.split("\n");
  expect(first).toBe("0000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef");
  expect(second).toMatch(/^0010 {2}0a +\.$/);
});

test("[UI14] of what is large the beginning is shown, and that is said", () => {
  const { text, cut } = previewOf(bytes("x".repeat(previewMax + 1)), "text");
  expect([text.length, cut]).toEqual([previewMax, "The first 4,096 of 4,097 characters."]);
  const hex = previewOf(new Uint8Array(10_000), "hex");
  expect([hex.text.split("\n").length, hex.cut]).toEqual([64, "The first 1,024 of 10,000 bytes."]);
  expect(previewOf(bytes("x".repeat(previewMax)), "text").cut).toBeUndefined();
});

// The form to try a task: what its input means, and that what it begins with runs.
import { expect, test } from "vitest";
import { example, inputOf } from "./example.js";

test.each<[string, object | undefined]>([
  ["", {}],
  ["  ", {}],
  [" [1, 2] ", { input: "[1,2]" }],
  ['"text"', { input: '"text"' }],
  ["null", { input: "null" }],
  ["{ a: 1 }", undefined],
])("[UI16] the input %j", (typed, input) => expect(inputOf(typed)).toEqual(input));

test("[UI16] the example counts primes, says how far it is, and logs", () => {
  const said: unknown[] = [];
  const host = { json: () => ({ to: 200_000 }), progress: (part: number) => said.push(part), log: (line: string) => said.push(line) };
  const main = new Function(`${example.script}; return ${example.entry}`)() as (input: unknown, host: unknown) => unknown;
  expect(main(undefined, host)).toEqual({ count: 17_984 });
  expect(said).toEqual([0.5, "9592 primes below 100000"]);
  expect(inputOf(example.input)).toEqual({ input: '{"to":3000000}' });
});

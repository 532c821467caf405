// That import() is found in whatever text it can be written in, and little else.
import { createContext, runInContext } from "node:vm";
import { expect, test } from "vitest";
import { chance } from "../../../testing/chance.js";
import { imports } from "./code_gate.js";

test.each([
  'import("x")',
  "import ('x')",
  "import\n\t\u2028\ufeff\u00a0(x)",
  "import/* there */(x)",
  "import // there\n (x)",
  "import <!-- there\n (x)",
  "import\n--> there\n(x)",
  "import.source(x)",
  "import . defer(x)",
  "[...import(x)]",
  "a?.b;import(x)",
  "`${import(x)}`",
  "3+import(x)",
  "a\u0301 import(x)",
])("[UB4] %j is found", (text) => {
  expect(imports(text)).toBe(true);
});

test.each([
  "imports(x)",
  "reimport(x)",
  "$import(x)",
  "what is important (very)",
  "do not import",
  "import x from 'y'",
  "im port(x)",
])("%j is none", (text) => {
  expect(imports(text)).toBe(false);
});

const place = createContext();

/** Whether running the text imports something: Node then hands out a promise, and rejects it, as there is nothing to import. */
function importsWhenRun(text: string): boolean {
  let value: unknown;
  try {
    value = runInContext(text, place);
  } catch {
    return false;
  }
  const then = (value as Partial<Promise<unknown>> | null | undefined)?.then;
  if (typeof then !== "function") return false;
  then.call(value, undefined, () => {});
  return true;
}

/** What may stand beside the word, so that what it brings is still what the text comes to. */
const spaces = [" ", "\n", "\t", "\ufeff", "\u2028", "\u00a0", "/*x*/", "//x\n", "<!--x\n", "\n-->x\n"];
const others = [
  ";",
  "0,",
  "0;",
  "(",
  ")",
  "[",
  "]",
  "'",
  "x",
  "$",
  "\\u0069",
  "\\u{69}",
  "{",
  "}",
  "\u0301",
  "\u200c",
  "\0",
  "#",
  "...",
];

test("[UB4] whatever is written around it, a text that imports is found", () => {
  const all = [...spaces, ...others];
  let importing = 0;
  for (let seed = 0; seed < 20_000; ++seed) {
    const below = chance(seed);
    const some = (max: number): string => Array.from({ length: below(max + 1) }, () => all[below(all.length)]).join("");
    const text = `${some(2)}import${some(3)}("x")`;
    if (!importsWhenRun(text)) continue;
    ++importing;
    expect([text, imports(text)]).toEqual([text, true]);
  }
  expect(importing).toBeGreaterThan(1000);
});

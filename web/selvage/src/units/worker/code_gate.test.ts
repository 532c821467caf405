// That import() is found in whatever text it can be written in, and little else.
import { expect, test } from "vitest";
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

test.each(["imports(x)", "reimport(x)", "$import(x)", "what is important (very)", "do not import", "import x from 'y'", "im port(x)"])(
  "%j is none",
  (text) => {
    expect(imports(text)).toBe(false);
  },
);

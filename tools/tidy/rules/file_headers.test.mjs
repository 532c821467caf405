// @ts-check
// How a file may open, and the include guard of headers.
import { describe, expect, it } from "vitest";

import { treeOf } from "../tree.mjs";
import { fileHeaders } from "./file_headers.mjs";

/**
 * @param {string} path
 * @param {string} text
 */
const lines = (path, text) => fileHeaders(treeOf({ [path]: text })).map(({ line }) => line);

describe("the opening comment", () => {
  it.each([
    ["a.cpp", "// What.\n#include <x>\n"],
    ["a.cpp", "// SPDX-License-Identifier: Apache-2.0\n\n/* What. */\n"],
    ["a.h", "#pragma once\n// What.\n"],
    ["a.mjs", "#!/usr/bin/env node\n// @ts-check\n// What.\n"],
    ["a.tsx", "/** What. */\n"],
    ["a.css", "p {}"],
  ])("%s: %j", (path, text) => expect(lines(path, text)).toEqual([]));

  it.each([
    ["a.cpp", "#include <x>\n// Late.\n", 1],
    ["a.ts", "// SPDX-License-Identifier: Apache-2.0\nexport {};\n", 2],
    ["a.mjs", '// @ts-check\n\nimport x from "x";\n', 3],
    ["a.ts", "", 1],
  ])("is missing in %s: %j", (path, text, line) => expect(lines(path, text)).toEqual([line]));

  it("goes with a guard in headers", () => {
    expect(lines("a.h", "// What.\n#pragma once\n")).toEqual([]);
    expect(lines("a.h", "// What, with #pragma once.\nint x;\n")).toEqual([1]);
  });
});

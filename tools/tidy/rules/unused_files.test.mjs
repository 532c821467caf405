// @ts-check
// For each kind of file, what counts as a use of it and what does not.
import { describe, expect, it } from "vitest";

import { treeOf } from "../tree.mjs";
import { unusedFiles } from "./unused_files.mjs";

/** @param {Record<string, string>} files */
const unused = (files) =>
  unusedFiles(treeOf(files))
    .filter(({ note }) => !note)
    .map(({ path }) => path);

/** @param {Record<string, string>} files */
const noted = (files) =>
  unusedFiles(treeOf(files))
    .filter(({ note }) => note)
    .map(({ path }) => path);

describe("a source", () => {
  it.each([
    ["core/base/CMakeLists.txt", "lib(SOURCES a.cpp)"],
    ["core/CMakeLists.txt", "lib(base/a.cpp)"],
    ["core/CMakeLists.txt", "lib(a.cpp)"],
    ["bench/CMakeLists.txt", "lib(${PROJECT_SOURCE_DIR}/core/base/a.cpp)"],
    ["core/codec/CMakeLists.txt", 'lib("../base/a.cpp")'],
  ])("is used by %s: %s", (path, text) =>
    expect(unused({ "core/base/a.cpp": "", [path]: text })).toEqual([]),
  );

  it.each([
    ["core/base/CMakeLists.txt", "lib(ba.cpp) # a.cpp"],
    ["core/codec/CMakeLists.txt", "lib(a.cpp)"],
  ])("is not used by %s: %s", (path, text) => {
    expect(unused({ "core/base/a.cpp": "", [path]: text })).toEqual(["core/base/a.cpp"]);
  });
});

describe("a header", () => {
  const cmake = { "sim/CMakeLists.txt": "a.cpp b.cpp a_test.cpp" };

  it("is used if another file includes it", () => {
    expect(unused({ ...cmake, "sim/a.h": "", "sim/b.cpp": '#include "sim/a.h"' })).toEqual([]);
    expect(unused({ "sim/a.h": '#include "sim/a.h"' })).toEqual(["sim/a.h"]);
  });

  it("that is installed is used as its users do", () => {
    const installed = { "native/x/include/lib/a.h": "" };
    expect(unused({ ...cmake, ...installed, "sim/b.cpp": "#include <lib/a.h>" })).toEqual([]);
    expect(unused({ ...cmake, ...installed, "sim/b.cpp": '#include "lib/a.h"' })).toEqual(Object.keys(installed));
  });

  it("is a note if only its own source and test do", () => {
    const own = {
      ...cmake,
      "sim/a.h": "",
      "sim/a.cpp": '#include "sim/a.h"',
      "sim/a_test.cpp": '#include "sim/a.h"',
    };
    expect(unused(own)).toEqual([]);
    expect(noted(own)).toEqual(["sim/a.h"]);
    expect(noted({ ...own, "sim/b.cpp": '#include "sim/a.h"' })).toEqual([]);
  });
});

describe("a script", () => {
  it.each([
    ["web/b.test.ts", "import { a } from './src/a.js';"],
    ["web/b.test.ts", "const { a } = await import('./src/a');"],
    ["web/b.test.ts", "new Worker(new URL('./src/a.ts', import.meta.url));"],
    ["web/package.json", '{ "exports": { ".": "./dist/a.js" } }'],
    ["package.json", '{ "bin": "web/src/a.ts" }'],
    ["dev", "node web/src/a.ts"],
    ["web/CMakeLists.txt", "command(${PROJECT_SOURCE_DIR}/web/src/a.ts)"],
    ["web/index.html", '<script src="/src/a.ts"></script>'],
  ])("is used by %s: %s", (path, text) =>
    expect(unused({ "web/src/a.ts": "", [path]: text })).toEqual([]),
  );

  it.each([
    ["web/b.test.ts", "// import './src/a.js'"],
    ["web/b.test.ts", "import './a.js'"],
    ["dev", "node web/src/ba.ts"],
    ["README.md", "see web/src/a.ts"],
    ["web/src/a.ts", "console.log('web/src/a.ts')"],
  ])("is not used by %s: %s", (path, text) => {
    expect(unused({ "web/src/a.ts": "", [path]: text })).toEqual(["web/src/a.ts"]);
  });

  it("that is a test, a setting or a declaration starts by itself", () => {
    for (const path of ["web/a.test.tsx", "web/a.e2e.ts", "web/vite.config.ts", "web/a.d.ts"])
      expect(unused({ [path]: "" })).toEqual([]);
  });
});

describe("a page", () => {
  it.each([
    ["README.md", "See [this](spec/ping.md#rules)."],
    ["spec/README.md", "[this]: ./ping.md"],
    ["docs/README.md", '[this](../spec/ping.md "title")'],
  ])("is used by %s: %s", (path, text) => {
    const entry = { "README.md": "[docs](docs/) [spec](spec/README.md)" };
    expect(
      unused({ "spec/ping.md": "", ...entry, [path]: `${entry["README.md"]} ${text}\n${text}` }),
    ).not.toContain("spec/ping.md");
  });

  it("is not used by itself, a comment or a mention", () => {
    const mention = "docs/a.md <!-- [a](docs/a.md) -->";
    expect(unused({ "docs/a.md": "[a](a.md)", "README.md": mention })).toEqual(["docs/a.md"]);
  });

  it("outside docs and spec needs no link", () => expect(unused({ "STYLE.md": "" })).toEqual([]));
});

describe("a vector", () => {
  const path = "spec/vectors/noise/handshake.json";

  it("is used by its name or its folder in code", () => {
    expect(unused({ [path]: "", "web/a.test.ts": "read('noise/handshake.json')" })).toEqual([]);
    expect(unused({ [path]: "", "net/noise/CMakeLists.txt": "copy(handshake.json)" })).toEqual([]);
    expect(unused({ [path]: "", "web/a.test.ts": "list('spec/vectors/noise')" })).toEqual([]);
  });

  it("is not used by a comment or the folder of all vectors", () => {
    expect(
      unused({ [path]: "", "web/a.test.ts": "list('spec/vectors') // handshake.json" }),
    ).toEqual([path]);
  });
});

// @ts-check
// Which includes are turned round, which headers the brain may not have, and what is left alone.
import { describe, expect, it } from "vitest";

import { treeOf } from "../tree.mjs";
import { includes } from "./includes.mjs";

/**
 * @param {string} path
 * @param {string} text
 */
function messages(path, text) {
  const rest = {
    "core/base/bytes.h": "",
    "core/sync/delta.h": "",
    "net/yamux/session.h": "",
    "sim/world.h": "",
  };
  return includes(treeOf({ ...rest, [path]: text })).map(
    (finding) => `${finding.line}: ${finding.message}`,
  );
}

describe("edges", () => {
  it("downwards are fine", () => {
    expect(
      messages("net/ping/ping.cpp", '#include "core/base/bytes.h"\n#include "net/ping/ping.h"\n'),
    ).toEqual([]);
  });

  it.each([
    ["core/base/reader.cpp", "core/sync/delta.h", "core/base may not include core/sync"],
    ["net/ping/ping.cpp", "net/yamux/session.h", "net/ping may not include net/yamux"],
    ["fabric/tasks/tasks.h", "sim/world.h", "fabric/tasks may not include sim"],
    ["native/daemon/main.cpp", "sim/world.h", "native may not include sim"],
    ["core/novel/thing.h", "core/base/bytes.h", "core/novel has no row"],
  ])("%s must not include %s", (path, target, message) => {
    expect(messages(path, `\n#include "${target}"\n`)).toEqual([
      expect.stringContaining(`2: ${message}`),
    ]);
  });

  it("to test support are for tests", () => {
    const line = '#include "core/testing/files.h"\n';
    expect(messages("core/base/crc_test.cpp", line)).toEqual([]);
    expect(messages("core/base/crc_fuzz.cpp", line)).toEqual([]);
    expect(messages("core/base/crc.cpp", line)).toEqual([
      expect.stringContaining("only tests include core/testing"),
    ]);
  });

  it("in comments and raw strings are none", () => {
    expect(
      messages("core/base/a.h", '// #include "sim/world.h"\n/*\n#include "sim/world.h"\n*/'),
    ).toEqual([]);
    expect(messages("core/base/a.h", 'auto x = R"(\n#include "sim/world.h"\n)";')).toEqual([]);
  });
});

describe("disguises", () => {
  it.each([
    '/**/ #include "sim/world.h"',
    '/* a\n b */ # /**/ include "sim/world.h"',
    '#include \\\n"sim/world.h"',
  ])("hide no edge: %j", (text) => {
    expect(messages("core/base/a.h", text)).toEqual([
      expect.stringContaining("core/base may not include sim"),
    ]);
  });

  it.each([
    '#define WORLD "sim/world.h"\n#include WORLD',
    "\n#include_next <vector>",
    '\n#import "core/base/bytes.h"',
    '\n%:include "core/base/bytes.h"',
    "\nimport <vector>;",
    "\nexport import std;",
  ])("are not allowed: %j", (text) => {
    expect(messages("core/base/a.h", text)).toEqual([
      expect.stringMatching(/^2: write it as #include/),
    ]);
  });

  it("are not other lines with such words", () => {
    const text = "#define INCLUDE 1\nimport(a);\nint import = 3;\n// import a;\n";
    expect(messages("core/base/a.h", text)).toEqual([]);
  });
});

describe("spelling", () => {
  it("is from the root and in quotes", () => {
    expect(messages("core/base/a.cpp", '#include "bytes.h"')).toEqual([
      expect.stringContaining("from the root"),
    ]);
    expect(messages("core/base/a.cpp", '#include "../base/bytes.h"')).toHaveLength(1);
    expect(messages("sim/a.cpp", "#include <core/base/bytes.h>")).toEqual([
      expect.stringContaining("in quotes"),
    ]);
  });
});

describe("system headers", () => {
  it("in a folder that has the name of one of ours are in <>", () => {
    expect(messages("native/net/a.cpp", "#include <net/if.h>")).toEqual([]);
  });

  it.each(["vector", "cstddef", "expected", "span"])("<%s> is for everyone", (header) => {
    expect(messages("net/ping/ping.h", `#include <${header}>`)).toEqual([]);
  });

  it.each([
    "iostream",
    "thread",
    "unordered_map",
    "functional",
    "random",
    "cstdio",
    "atomic",
    "sodium.h",
    "stdint.h",
  ])("<%s> is not for the brain", (header) => {
    expect(messages("core/crdt/text.h", `#include <${header}>`)).toEqual([
      expect.stringContaining(`the brain does not include <${header}>: `),
    ]);
    expect(messages("native/asio/a.cpp", `#include <${header}>`)).toEqual([]);
    expect(messages("core/crdt/text_test.cpp", `#include <${header}>`)).toEqual([]);
  });

  it("<chrono> is for time.h, intrinsics are for core/base", () => {
    expect(messages("core/base/time.h", "#include <chrono>")).toEqual([]);
    expect(messages("core/base/timers.h", "#include <chrono>")).toHaveLength(1);
    expect(messages("core/base/lanes.h", "#include <immintrin.h>")).toEqual([]);
    expect(messages("core/codec/lanes.h", "#include <immintrin.h>")).toHaveLength(1);
  });
});

// ./dev in a throw-away project whose tools only write down how they were called. Nothing of the real
// machine is installed or built.
import { execFile, execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const real =
  "bash basename cat cmp cp dirname env find flock git grep head id ls mkdir mktemp mv sed sleep sort tail tee " +
  "touch uname xargs";

let root = "";
const at = (path) => join(root, path);

function write(path, text = "") {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
}

/** Writes its call into calls.txt, then does what the lines say. */
function stub(name, lines = "") {
  rmSync(at(`bin/${name}`), { force: true });
  write(`bin/${name}`, `#!/usr/bin/env bash\necho "${name} $*" >>"${root}/calls.txt"\n${lines}\n`);
  chmodSync(at(`bin/${name}`), 0o755);
}

const calls = (of) =>
  existsSync(at("calls.txt"))
    ? readFileSync(at("calls.txt"), "utf8").split("\n").filter((line) => line.startsWith(of))
    : [];

function dev(...words) {
  return new Promise((resolve) => {
    const options = { env: { PATH: at("bin"), HOME: root } };
    const child = execFile(at("bin/bash"), [at("dev"), ...words], options, (_, out, error) =>
      resolve({ code: child.exitCode, out, error }),
    );
  });
}

/** Newer than everything that was written before, also on a disk that counts in seconds. */
function touchLater(path) {
  const later = new Date(Date.now() + 60_000);
  utimesSync(at(path), later, later);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "selvage dev "));
  mkdirSync(at("bin"));
  for (const name of real.split(" "))
    symlinkSync(execFileSync("which", [name], { encoding: "utf8" }).trim(), at(`bin/${name}`));
  symlinkSync(process.execPath, at("bin/node"));
  copyFileSync(fileURLToPath(new URL("../dev", import.meta.url)), at("dev"));
  stub("dpkg-query", "echo 'install ok installed'");
  stub("npm", 'if [ "$1" = ci ]; then sleep 0.3; mkdir -p node_modules; else mkdir -p web/selvage/dist web/studio/dist; fi');
  stub("npx");
  // A build is a folder with the file that CMake leaves there.
  stub("cmake", '[ "$1" != --preset ] || { sleep 0.3; mkdir -p "build/$2"; echo >"build/$2/build.ninja"; }');
  for (const path of ["CMakePresets.json", "package-lock.json", "tsconfig.base.json"]) write(path);
  for (const path of ["build.mjs", "package.json", "src/index.ts"]) write(`web/selvage/${path}`);
  for (const path of ["index.html", "vite.config.ts", "package.json", "src/main.tsx"]) write(`web/studio/${path}`);
  write("bench/main.mjs", 'console.log("measured");');
});
afterEach(() => rmSync(root, { recursive: true }));

describe("two ./dev at once", () => {
  it("install and configure once", async () => {
    const both = await Promise.all([dev("build", "debug"), dev("build", "debug")]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(calls("npm ci")).toHaveLength(1);
    expect(calls("cmake --preset")).toHaveLength(1);
    expect(calls("cmake --build")).toHaveLength(2);
  });

  it("install Debian packages once", async () => {
    stub("id", "echo 0");
    stub("dpkg-query", `[ -f "${root}/installed" ] && echo 'install ok installed'`);
    stub("apt-get", `[ "$1" = update ] || { sleep 0.3; touch "${root}/installed"; }`);
    await Promise.all([dev("setup"), dev("setup")]);
    expect(calls("apt-get update")).toHaveLength(1);
  });
});

describe("what is out of date", () => {
  it("is configured again when the presets changed, and only then", async () => {
    for (let twice = 0; twice < 2; ++twice) await dev("build", "debug");
    expect(calls("cmake --preset")).toHaveLength(1);
    touchLater("CMakePresets.json");
    await dev("build", "debug");
    expect(calls("cmake --preset")).toHaveLength(2);
  });

  it("is built again when a source was edited during the build", async () => {
    stub("npm", "mkdir -p node_modules web/selvage/dist web/studio/dist; sleep 0.1; echo >web/selvage/src/index.ts");
    await dev("build", "wasm");
    stub("npm", "mkdir -p web/selvage/dist web/studio/dist");
    for (let twice = 0; twice < 2; ++twice) await dev("build", "wasm");
    expect(calls("npm run").filter((call) => call.includes("workspace selvage"))).toHaveLength(2);
  });

  it("is built again when the npm packages in it changed", async () => {
    await dev("build", "wasm");
    write("package-lock.json", "changed");
    await dev("build", "wasm");
    expect(calls("npm ci")).toHaveLength(2);
    expect(calls("npm run").filter((call) => call.includes("workspace selvage"))).toHaveLength(2);
  });
});

describe("tests", () => {
  beforeEach(() => {
    for (const name of ["ctest", "clang-format-19"]) stub(name);
    write("tools/tidy/main.mjs");
    execFileSync("git", ["init", "--quiet", root]);
  });

  it("succeed when every part does", async () => {
    expect(await dev("test", "--", "-R", "Text")).toMatchObject({ code: 0 });
    expect(calls("ctest")[0]).toContain("-R Text");
  });

  it("all run, and what failed early is told again at the end", async () => {
    stub("npx", '[ "$1" != vitest ] || { echo " FAIL  a.test.ts > it"; exit 1; }');
    stub("ctest", "echo all passed");
    const { code, out, error } = await dev("test");
    expect(code).toBe(1);
    expect(out.indexOf("all passed")).toBeLessThan(out.lastIndexOf("FAIL  a.test.ts > it"));
    expect(error).toContain("Failed: vitest.");
  });
});

describe("a package", () => {
  it("is made of what was built for it, and is named", async () => {
    stub("cpack", "touch ../package/selvage_0.1.0_amd64.deb");
    const { code, out, error } = await dev("package");
    expect([code, out], error).toEqual([0, "build/package/selvage_0.1.0_amd64.deb\n"]);
    const built = [["release", "selvage_package_files"], ["wasm", "selvage_wasm"]];
    expect(calls("cmake --build")).toEqual(built.map(([preset, target]) => `cmake --build --preset ${preset} --target ${target}`));
    expect(calls("npm run")).toHaveLength(2);
    expect(calls("cpack")).toEqual(["cpack -G DEB -B ../package"]);
  });
});

describe("what cannot go on", () => {
  it("measures nothing after a build that failed", async () => {
    expect(await dev("bench", "base")).toMatchObject({ code: 0, out: "measured\n" });
    stub("cmake", '[ "$*" != "--build --preset release" ]');
    const { code, out } = await dev("bench", "base");
    expect(code).not.toBe(0);
    expect(out).toBe("");
  });

  it("names the packages that are missing, and no others", async () => {
    stub("id", "echo 1000");
    stub("dpkg-query", `[ "$3" = b3sum ] || echo 'install ok installed'`);
    const { code, error } = await dev("bench");
    expect(code).toBe(1);
    expect(error).toMatch(/root or sudo: apt-get install b3sum\n/);
  });

  it.each([
    [["build", "debug fuzz"], "There is no preset 'debug fuzz'"],
    [["build", "debug", "nonsense"], "There is no preset 'nonsense'"],
    [["run", "conversation", "abc"], "A port is a number from 0 to 65535"],
    [["run", "conversation", "70000"], "A port is a number from 0 to 65535"],
  ])("%j is refused before anything is installed", async (words, reason) => {
    const { code, error } = await dev(...words);
    expect(code).toBe(1);
    expect(error).toContain(reason);
    expect(calls("")).toEqual([]);
  });
});

it("formats files with any name, and not those that were deleted", async () => {
  execFileSync("git", ["init", "--quiet"], { cwd: root });
  for (const path of ["a b.cpp", "gone.h", "ü.h"]) write(path);
  execFileSync("git", ["add", "*.cpp", "*.h"], { cwd: root });
  rmSync(at("gone.h"));
  stub("clang-format-19", 'for name in "$@"; do echo "file $name" >>"${0%/bin/*}/calls.txt"; done');
  write("tools/tidy/fill_snippets.mjs");
  expect((await dev("fmt")).code).toBe(0);
  expect(calls("file ")).toEqual(["file -i", "file a b.cpp", "file ü.h"]);
});

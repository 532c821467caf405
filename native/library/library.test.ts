// libselvage as it is installed: what is in it, and programs that are built against it by both ways in and run.
import { execFile, execFileSync, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../web/selvage/testing/terminal.js";

const here = fileURLToPath(new URL("../..", import.meta.url));
const build = join(here, "build/release");
const selvage = join(build, "native/command/selvage");
const run = promisify(execFile);
// A compiler has its time: headers of the standard library are large, and the machine may have others.
const compiling = 300_000;
let work: string;
let prefix: string;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "selvage-library-"));
  // Not where it was installed: as a folder that was unpacked somewhere.
  const installed = join(work, "first");
  for (const component of ["library", "development"])
    await run("cmake", ["--install", build, "--prefix", installed, "--component", component]);
  prefix = join(work, "moved");
  await cp(installed, prefix, { recursive: true, verbatimSymlinks: true });
  await rm(installed, { recursive: true });
}, compiling);
afterAll(() => rm(work, { recursive: true, force: true }));

const library = (): string => join(prefix, "lib/libselvage.so.0");

test("[LB9] it shows what its C header declares, and nothing else", async () => {
  const shown = execFileSync("nm", ["-D", "--defined-only", library()], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.split(" ").at(-1));
  const header = await readFile(join(here, "native/library/include/selvage/c.h"), "utf8");
  const declared = [...header.matchAll(/^SELVAGE_API [\w* ]*?\b(selvage_\w+)\(/gm)].map(([, name]) => `${name}@@SELVAGE_0`);
  expect(declared.length).toBeGreaterThan(30);
  expect(shown.filter((name) => name !== "SELVAGE_0").sort()).toEqual(declared.sort());
});

test("[LB9] its headers know nothing of what is behind them", async () => {
  const folder = join(prefix, "include/selvage");
  for (const name of await readdir(folder)) {
    const included = [...(await readFile(join(folder, name), "utf8")).matchAll(/^#include (.*)$/gm)].map(([, what]) => what);
    for (const what of included) expect([name, what]).toEqual([name, expect.stringMatching(/^<(selvage\/)?\w+(\.h)?>$/)]);
  }
});

/** Builds the programs by CMake, as their author would. */
async function buildByCMake(): Promise<string> {
  const folder = join(work, "by-cmake");
  const from = join(here, "examples/cpp");
  await run("cmake", ["-S", from, "-B", folder, `-DCMAKE_PREFIX_PATH=${prefix}`, "-DCMAKE_CXX_COMPILER=clang++-19", "-DCMAKE_C_COMPILER=clang-19"]);
  await run("cmake", ["--build", folder]);
  return folder;
}

/** By the flags that pkg-config gives, with Debian's own compiler. */
async function buildByPkgConfig(): Promise<string> {
  const folder = join(work, "by-pkg-config");
  await mkdir(folder);
  const env = { ...process.env, PKG_CONFIG_PATH: join(prefix, "lib/pkgconfig") };
  const flags = (await run("pkg-config", ["--cflags", "--libs", "selvage"], { env })).stdout.trim().split(/\s+/);
  const strict = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror", `-Wl,-rpath,${prefix}/lib`];
  const file = (name: string): string => join(here, "examples/cpp", name);
  await run("g++", ["-std=c++23", ...strict, file("counter.cpp"), "-o", join(folder, "counter"), ...flags]);
  await run("gcc", ["-std=c11", ...strict, file("greeting.c"), "-o", join(folder, "greeting"), ...flags]);
  return folder;
}

const alone = ["Alpha", "/ip4/127.0.0.1/tcp/0"];

test.each([
  ["find_package", buildByCMake],
  ["pkg-config", buildByPkgConfig],
])("[LB1] [LB3] [LB10] programs that are built by %s run, and share what they keep with the command", async (name, compile) => {
  const folder = await compile();
  const root = join(work, `data of ${name}`);
  await mkdir(root);
  const env = { ...process.env, XDG_DATA_HOME: root, XDG_CONFIG_HOME: root };
  const { stdout } = await run(join(folder, "greeting"), alone, { env });
  expect(JSON.parse(stdout)).toMatchObject({ sequence: 1, state: "durable" });

  const nameless = await run(join(folder, "counter"), ["", "/ip4/127.0.0.1/tcp/0"], { env }).catch((failure: unknown) => failure);
  expect(nameless).toMatchObject({ code: 1, stderr: "No mesh is named. Give its name, or an invite to it.\n" });

  const counter = spawn(join(folder, "counter"), alone, { env });
  let said = "";
  let complained = "";
  counter.stdout.on("data", (text) => (said += String(text)));
  counter.stderr.on("data", (text) => (complained += String(text)));
  try {
    await until(async () => said, (text) => text.endsWith("score 5\n"));
    expect(complained).toBe("kept in 1 of 2 journals\n");
    const ask = async (...words: string[]): Promise<string> => (await run(selvage, words, { env })).stdout;
    expect(await ask("get", "game", "greeting")).toBe("hello\n");
    await ask("add", "game", "score", "2");
    await until(async () => said, (text) => text.endsWith("score 7\n"));
    const ended = new Promise((resolve) => counter.once("exit", (code) => resolve(code)));
    await ask("stop");
    expect(await ended).toBe(1);
    expect(complained).toMatch(/the mesh was left/);
  } finally {
    counter.kill("SIGKILL");
  }
}, compiling);

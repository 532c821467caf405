// run_wasm.mjs gives a program's exit code, turns a trap into 1, and lends libsodium to one that
// asks.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

let folder;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selvage-run-"));
});
afterAll(() => rm(folder, { recursive: true }));

const wasi = "wasi_snapshot_preview1";
const [i32, call, constant, end] = [0x7f, 0x10, 0x41, 0x0b];

/**
 * A program of one function: imports have the number of arguments given, and `code` is _start's.
 */
function program(imports, ...code) {
  const text = (value) => [value.length, ...Buffer.from(value)];
  const section = (id, ...content) => [id, content.length, ...content];
  const types = imports.map(([, , count]) => [0x60, count, ...Array(count).fill(i32), 0]);
  const imported = imports.flatMap(([from, name], type) => [...text(from), ...text(name), 0, type]);
  const exported = [...text("memory"), 2, 0, ...text("_start"), 0, imports.length];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types.length + 1, ...types.flat(), 0x60, 0, 0),
    ...section(2, imports.length, ...imported),
    ...section(3, 1, imports.length),
    ...section(5, 1, 0, 1), // One page of memory.
    ...section(7, 2, ...exported),
    ...section(10, 1, code.length + 2, 0, ...code, end),
  ]);
}

async function run(bytes, name = "program.wasm") {
  const file = join(folder, name);
  if (bytes) await writeFile(file, bytes);
  const runner = fileURLToPath(new URL("run_wasm.mjs", import.meta.url));
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ["--no-warnings", runner, file], (_, out, error) =>
      resolve({ code: child.exitCode, error }),
    );
  });
}

test("a program that ends by itself exits with 0", async () => {
  expect((await run(program([]))).code).toBe(0);
});

test("the exit code is the program's", async () => {
  const exit = program([[wasi, "proc_exit", 1]], constant, 7, call, 0);
  expect((await run(exit)).code).toBe(7);
});

test("a trap exits with 1 and shows where", async () => {
  const { code, error } = await run(program([], 0x00));
  expect(code).toBe(1);
  expect(error).toMatch(/unreachable[^]*wasm/);
});

test("a program that imports crypto gets libsodium", async () => {
  // SHA-256 of no parts goes to address 16; its first byte, e3, becomes the exit code.
  const imports = [
    ["crypto", "sha256", 3],
    [wasi, "proc_exit", 1],
  ];
  const hash = [constant, 0, constant, 0, constant, 16, call, 0];
  const firstByte = [constant, 16, 0x2d, 0, 0];
  expect((await run(program(imports, ...hash, ...firstByte, call, 1))).code).toBe(0xe3);
});

test("a file that is not there exits with 1", async () => {
  expect((await run(undefined, "missing.wasm")).code).toBe(1);
});

// The import list is a gate: an import that nobody approved does not pass, by name or by kind.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { complaint, parseApproved, unapproved } from "./check_imports.mjs";

const list = `# Why these may be there.
crypto.sha256 function
crypto.unused   function  # Approved and not used: fine.
`;

/** A module that imports functions of no arguments and nothing else, written out as bytes. */
function moduleImporting(...names) {
  const text = (value) => [value.length, ...Buffer.from(value)];
  const imports = names.flatMap(([from, name]) => [...text(from), ...text(name), 0, 0]);
  const section = (id, ...content) => [id, content.length, ...content];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, 0, 0), // One type: () -> ().
    ...section(2, names.length, ...imports),
  ]);
}

const check = (...names) =>
  unapproved(new WebAssembly.Module(moduleImporting(...names)), parseApproved(list));

test("approved imports pass, used or not", () => {
  expect(check(["crypto", "sha256"])).toEqual([]);
  expect(check()).toEqual([]);
});

test("[WA1] any other import is named, in the list's own form", () => {
  const clock = ["wasi_snapshot_preview1", "clock_time_get"];
  expect(check(["crypto", "sha256"], clock)).toEqual([
    "wasi_snapshot_preview1.clock_time_get function",
  ]);
  expect(check(["crypto", "sha25"])).toEqual(["crypto.sha25 function"]);
});

test("the kind is part of what was approved", () => {
  const approved = parseApproved("crypto.sha256 memory");
  const module = new WebAssembly.Module(moduleImporting(["crypto", "sha256"]));
  expect(unapproved(module, approved)).toEqual(["crypto.sha256 function"]);
});

test("the complaint says what to do", () => {
  const text = complaint(["env.now function"], "selvage.wasm", "imports.txt");
  expect(text).toContain("env.now function");
  expect(text).toContain("Take it in as an argument");
});

test("an empty list approves nothing", () => {
  expect(parseApproved("# Nothing.\n\n")).toEqual(new Set());
});

let folder;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selvage-imports-"));
});
afterAll(() => rm(folder, { recursive: true }));

test.each([
  [["crypto", "sha256"], 0],
  [["env", "now"], 1],
])("as a program, %s exits with %i", async (name, code) => {
  await writeFile(join(folder, "module.wasm"), moduleImporting(name));
  await writeFile(join(folder, "imports.txt"), list);
  const program = fileURLToPath(new URL("check_imports.mjs", import.meta.url));
  const { exitCode } = await new Promise((resolve) => {
    const files = [join(folder, "module.wasm"), join(folder, "imports.txt")];
    const child = execFile(process.execPath, [program, ...files], () => resolve(child));
  });
  expect(exitCode).toBe(code);
});

// What every page loads is limited: what makes it larger has to be worth it, and is then seen here.
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const compressedSizeMax = 505_000;
const compressedSizeWithScriptMax = 542_000;
const compressedUnitsSizeMax = 11_000;

async function compressedSize(name: string): Promise<number> {
  return gzipSync(await readFile(new URL(`../dist/${name}`, import.meta.url)), { level: 9 }).length;
}

test("[WA8] the module with everything in it stays small, alone and with its script", async () => {
  const size = await compressedSize("selvage.wasm");
  expect(size).toBeLessThanOrEqual(compressedSizeMax);
  expect(size + (await compressedSize("index.js"))).toBeLessThanOrEqual(
    compressedSizeWithScriptMax,
  );
});

test("[UB1] who runs no units loads nothing of them, and who does loads little", async () => {
  expect(await compressedSize("units.js")).toBeLessThanOrEqual(compressedUnitsSizeMax);
  for (const name of ["index.js", "node.js", "thread.js", "mesh_worker.js"])
    expect(await readFile(new URL(`../dist/${name}`, import.meta.url), "utf8")).not.toContain("selvage-units.js");
});

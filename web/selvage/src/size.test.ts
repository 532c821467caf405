// What every page loads is limited: what makes it larger has to be worth it, and is then seen here.
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const compressedSizeMax = 240_000;

test("[WA8] the module with everything in it stays small", async () => {
  const module = await readFile(new URL("../dist/selvage.wasm", import.meta.url));
  expect(gzipSync(module, { level: 9 }).length).toBeLessThanOrEqual(compressedSizeMax);
});

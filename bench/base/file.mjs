// @ts-check
// The official b3sum and ours over one file, as two processes, one thread each. Their digests must be equal.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { dataFolder, milliseconds, print } from "../frame/measure.mjs";

const ours = fileURLToPath(new URL("../../build/release/bench/bench_base_file", import.meta.url));
const size = (milliseconds >= 100 ? 256 : milliseconds >= 10 ? 64 : 4) * 2 ** 20;

/** @param {string} who @param {string} program @param {string[]} words */
function timed(who, program, words) {
  const start = performance.now();
  const digest = execFileSync(program, words, { encoding: "utf8" }).slice(0, 64);
  const seconds = (performance.now() - start) / 1000;
  print({ what: "BLAKE3, a file", who, unit: "MiB/s", value: size / 2 ** 20 / seconds });
  return digest;
}

const folder = mkdtempSync(join(dataFolder ?? tmpdir(), "selvage-bench-"));
try {
  const file = join(folder, "file");
  writeFileSync(file, Buffer.alloc(size, "selvage"));
  readFileSync(file); // Or the first to read it would pay for what the second finds in the cache.
  const digest = timed("selvage native", ours, [file]);
  if (spawnSync("b3sum", ["--version"]).status === 0) {
    const theirs = timed("b3sum", "b3sum", ["--no-mmap", "--no-names", file]);
    if (digest !== theirs) throw new Error(`b3sum says ${theirs}, and ours ${digest}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

#!/usr/bin/env node
// @ts-check
// Writes spec/vectors/zstd/frames.json: frames made by Debian's zstd command (1.5.4), with what they hold. A
// content is a unit that repeats so many times, so that blocks of all kinds fit into a small file.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

const sentence =
  "It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a wife. " +
  "However little known the feelings or views of such a man may be on his first entering a neighbourhood, this truth is " +
  "so well fixed in the minds of the surrounding families, that he is considered the rightful property of some one or " +
  "other of their daughters. ";

// Bytes of a linear congruential generator, of which only `values` different ones occur.
function noise(/** @type {number} */ size, /** @type {number} */ values) {
  let state = 1;
  return Buffer.from(
    Array.from({ length: size }, () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 16) % values;
    }),
  );
}

// Records like the columns that documents are stored in: small numbers, most of them close to the last.
function records(/** @type {number} */ count) {
  const draws = noise(3 * count, 256);
  return Buffer.from(
    Array.from({ length: count }, (_, i) => [i & 255, i >> 8, (draws[3 * i] ?? 0) % 4, 7]).flat(),
  );
}

/** @type {{ name: string, unit: Buffer, times: number, options: string[] }[]} */
const wanted = [
  { name: "nothing", unit: Buffer.alloc(0), times: 1, options: [] },
  { name: "one byte", unit: Buffer.from("a"), times: 1, options: [] },
  { name: "a word without checksum", unit: Buffer.from("selvage"), times: 1, options: ["--no-check"] },
  { name: "a sentence, fast", unit: Buffer.from(sentence), times: 1, options: ["-1"] },
  { name: "a sentence, well", unit: Buffer.from(sentence), times: 1, options: ["-19"] },
  { name: "a sentence many times", unit: Buffer.from(sentence), times: 2000, options: ["-9"] },
  { name: "zeros in several blocks", unit: Buffer.alloc(1), times: 300_000, options: [] },
  { name: "noise that stays raw", unit: noise(700, 256), times: 1, options: [] },
  { name: "noise of few values", unit: noise(2000, 5), times: 1, options: ["-3"] },
  { name: "noise of 130 values", unit: noise(1800, 130), times: 1, options: ["-19"] },
  { name: "noise longer than a block, twice", unit: noise(1500, 2), times: 200, options: ["--ultra", "-22"] },
  { name: "records", unit: records(900), times: 1, options: ["-19"] },
  { name: "records, far apart", unit: Buffer.concat([records(200), Buffer.alloc(3000, 1)]), times: 90, options: ["-12"] },
  { name: "without the size", unit: Buffer.from(sentence), times: 3, options: ["--no-content-size"] },
  { name: "in small blocks", unit: Buffer.from(sentence), times: 40, options: ["-B1024", "-T2", "-19"] },
];

const cases = wanted.map(({ name, unit, times, options }) => {
  const input = Buffer.concat(Array.from({ length: times }, () => unit));
  const frame = execFileSync("zstd", ["-q", "-c", `--stream-size=${input.length}`, ...options], { input });
  return { name, unit: unit.toString("hex"), times: String(times), frame: frame.toString("hex") };
});
const source = "Debian's zstd 1.5.4, run by tools/vectors/zstd.mjs";
const file = new URL("../../spec/vectors/zstd/frames.json", import.meta.url);
writeFileSync(file, `${JSON.stringify({ source, cases }, null, 1)}\n`);

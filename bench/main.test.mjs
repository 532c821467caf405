// The command: what it lists, what it refuses, and a contestant that fails.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { collectSamples } from "./frame/rounds.mjs";

const main = fileURLToPath(new URL("main.mjs", import.meta.url));
const run = promisify(execFile);

test("without a name it lists what there is", async () => {
  const { stdout } = await run("node", [main]);
  expect(stdout).toMatch(/^base +hashes/);
});

test("an unknown name is refused with those that are known", async () => {
  await expect(run("node", [main, "nothing"])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining("There is no benchmark 'nothing'. There are: base, crdt, gossip, join, live, memory, net, page, "),
  });
});

/** @param {string} program @returns {import("./frame/manifest.mjs").Manifest} */
const withContestant = (program) => ({
  name: "test",
  about: "",
  rows: [],
  growth: [],
  contestants: [{ name: "it", command: [process.execPath, "-e", program, "--"] }],
});

test("samples of every round are collected, line by line", async () => {
  const sample = { what: "a", who: "b", unit: "c", value: 1 };
  const program = `console.log(${JSON.stringify(JSON.stringify(sample))}); console.log(${JSON.stringify(JSON.stringify(sample))})`;
  expect(await collectSamples(withContestant(program), { pace: "smoke" })).toEqual([sample, sample]);
  expect(await collectSamples(withContestant(program), { pace: "quick" })).toHaveLength(6);
});

test("a contestant that fails ends the run and is named, with how to run it alone", async () => {
  const failing = collectSamples(withContestant("process.exit(3)"), { pace: "smoke" });
  await expect(failing).rejects.toThrow(/The contestant it failed: it ended with 3\. Run it alone: .*--milliseconds 1/);
});

test("a contestant that is not there is named too", async () => {
  const manifest = withContestant("");
  manifest.contestants = [{ name: "gone", command: ["/nowhere/gone"] }];
  await expect(collectSamples(manifest, { pace: "smoke" })).rejects.toThrow(/gone failed: .*ENOENT/);
});

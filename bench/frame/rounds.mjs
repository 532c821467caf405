// @ts-check
// Runs the contestants of a benchmark, round by round, so that whatever else the machine does meanwhile
// falls on all of them.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** @typedef {import("./manifest.mjs").Manifest} Manifest */
/** @typedef {import("./manifest.mjs").Contestant} Contestant */
/** @typedef {import("./manifest.mjs").Sample} Sample */

/** How many rounds, and how long one sample may take in each. */
export const paces = {
  full: { rounds: 5, milliseconds: 120 },
  quick: { rounds: 3, milliseconds: 15 },
  smoke: { rounds: 1, milliseconds: 1 },
};

/** @typedef {keyof typeof paces} Pace */

/**
 * @param {Manifest} manifest
 * @param {{ pace: Pace, data?: string }} options
 * @returns {Promise<Sample[]>}
 */
export async function collectSamples(manifest, { pace, data }) {
  const { milliseconds } = paces[pace];
  const rounds = manifest.rounds?.[pace] ?? paces[pace].rounds;
  /** @type {Sample[]} */
  const samples = [];
  for (let round = 1; round <= rounds; ++round) {
    for (const contestant of manifest.contestants) {
      process.stderr.write(`round ${round} of ${rounds}: ${contestant.name}\n`);
      samples.push(...(await run(contestant, milliseconds, data)));
    }
  }
  return samples;
}

/**
 * @param {Contestant} contestant
 * @param {number} milliseconds
 * @param {string | undefined} data
 * @returns {Promise<Sample[]>}
 */
async function run({ name, command: [program, ...words] }, milliseconds, data) {
  const given = [...words, "--milliseconds", String(milliseconds), ...(data ? ["--data", data] : [])];
  const child = spawn(program, given, { stdio: ["ignore", "pipe", "inherit"] });
  /** @type {Promise<string>} */
  const outcome = new Promise((resolve) => {
    child.once("error", (failure) => resolve(failure.message));
    child.once("close", (code, signal) => resolve(code === 0 ? "" : `it ended with ${code ?? signal}`));
  });
  /** @type {Sample[]} */
  const samples = [];
  for await (const line of createInterface({ input: child.stdout })) samples.push(JSON.parse(line));
  const failure = await outcome;
  if (failure)
    throw new Error(`The contestant ${name} failed: ${failure}. Run it alone: ${[program, ...given].join(" ")}`);
  return samples;
}

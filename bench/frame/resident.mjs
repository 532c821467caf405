// @ts-check
// What processes take of the machine's memory, by the kernel's count.
import { readFileSync, readdirSync } from "node:fs";

const kibi = 1024;

/**
 * Bytes: those that are in memory; the same with its share of what it shares with others; those that it alone has, and
 * has written.
 * @param {number} process
 */
export function memoryOf(process) {
  const text = readFileSync(`/proc/${process}/smaps_rollup`, "latin1");
  const sizeOf = (/** @type {string} */ name) => Number(new RegExp(`^${name}: +(\\d+)`, "m").exec(text)?.[1]) * kibi;
  return { rss: sizeOf("Rss"), pss: sizeOf("Pss"), own: sizeOf("Private_Dirty") };
}

/** @param {string} process @returns {number} its parent, 0 if it has gone */
function parentOf(process) {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${process}/status`, "latin1"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** The process whose command has the word, and all below it. @param {string} word @returns {number[]} */
export function treeWith(word) {
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const parents = new Map(processes.map((process) => [Number(process), parentOf(process)]));
  const isNamed = (/** @type {number} */ process) => {
    try {
      return readFileSync(`/proc/${process}/cmdline`, "latin1").split("\0").includes(word);
    } catch {
      return false;
    }
  };
  const tree = new Set([...parents.keys()].filter(isNamed));
  for (let before = -1; before !== tree.size; ) {
    before = tree.size;
    for (const [process, parent] of parents) if (tree.has(parent)) tree.add(process);
  }
  return [...tree];
}

/**
 * What all of them alone have, together: of programs and libraries nothing, which other browsers may share at one time and not at
 * another. Who ends meanwhile counts nothing.
 * @param {number[]} processes
 */
export function ownOfAll(processes) {
  let sum = 0;
  for (const process of processes) {
    try {
      sum += memoryOf(process).own;
    } catch {
      continue;
    }
  }
  return sum;
}

// @ts-check
// Recorded data made up: the smallest folder on which everything can be tried out.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import * as Y from "yjs";

/** @typedef {import("./recorded.mjs").Recorded} Recorded */

/** @type {Recorded} */
const alone = {
  endContent: "Hällo, wörld 🎈!",
  txns: [
    { patches: [[0, 0, "H"]] },
    { patches: [[1, 0, "ä🎈"]] },
    { patches: [[2, 1, "llo world"]] },
    { patches: [[5, 0, ","], [8, 1, "ö"]] },
    { patches: [[12, 0, " 🎈?"]] },
    { patches: [[14, 1, ""]] },
    { patches: [[14, 0, "!"]] },
  ],
};

/** @type {Recorded} */
const together = {
  endContent: "Ham and eggs",
  numAgents: 2,
  txns: [
    { agent: 0, parents: [], patches: [[0, 0, "Ham"]] },
    { agent: 0, parents: [0], patches: [[3, 0, " and"]] },
    { agent: 1, parents: [0], patches: [[0, 1, "h"]] },
    { agent: 1, parents: [1, 2], patches: [[7, 0, " eggs"]] },
    { agent: 0, parents: [1, 2], patches: [[0, 1, "H"]] },
  ],
};

/** @param {string} where a folder, in which another one is made */
export function tinyFolder(where) {
  const folder = join(where, "recorded");
  mkdirSync(join(folder, "traces"), { recursive: true });
  mkdirSync(join(folder, "yjs"));
  for (const [name, trace] of Object.entries({ "automerge-paper": alone, together }))
    writeFileSync(join(folder, "traces", `${name}.json.gz`), gzipSync(JSON.stringify(trace)));
  const document = new Y.Doc();
  document.getText("text").insert(0, "to be merged");
  document.getText("text").delete(3, 3);
  writeFileSync(join(folder, "yjs", "small.yjs"), Y.encodeStateAsUpdateV2(document));
  return folder;
}

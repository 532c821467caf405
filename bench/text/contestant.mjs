// @ts-check
// What the programs of the benchmark of text share: node PROGRAM ENGINE NAME --data FOLDER
//
// Whatever comes out is compared with what must come out; a contestant that is wrong ends the run.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { dataFolder } from "../frame/measure.mjs";

export const [engine = "", name = ""] = process.argv.slice(2);

/**
 * @typedef {object} Engines
 * @property {import("./engine.mjs").TextEngine} text
 * @property {import("./engine.mjs").YjsEngine} [yjs] if it can take documents of Yjs
 * @property {typeof import("./engines/selvage.mjs").inside} [inside]
 */

/** Each loads nothing but what it measures. @type {Record<string, () => Promise<Engines>>} */
const engines = {
  selvage: () => import("./engines/selvage.mjs"),
  selvage_yjs: () => import("./engines/selvage_yjs.mjs"),
  diamond_types: () => import("./engines/diamond_types.mjs"),
  json_joy: () => import("./engines/json_joy.mjs"),
  loro: () => import("./engines/loro.mjs"),
  yjs: () => import("./engines/yjs.mjs"),
  ywasm: () => import("./engines/ywasm.mjs"),
  automerge: () => import("./engines/automerge.mjs"),
};
const load = engines[engine];
if (!load) throw new Error(`there is no engine '${engine}'`);
export const { text, yjs, inside } = await load();

/** @param {string} ending of a file that was prepared, see data.mjs */
export const fileOf = (ending) => join(dataFolder ?? "", `${name}.${ending}`);
/** @param {string} ending */
export const prepared = (ending) => readFileSync(fileOf(ending));

/** @param {string} is @param {string} shouldBe */
export function expectText(is, shouldBe) {
  if (is !== shouldBe)
    throw new Error(`${engine} is wrong about ${name}: ${is.length} units instead of ${shouldBe.length}`);
}

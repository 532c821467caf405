// @ts-check
// What the programs of the benchmark of text share: node PROGRAM ENGINE NAME --data FOLDER
//
// Whatever comes out is compared with what must come out; a contestant that is wrong ends the run.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { dataFolder } from "../frame/measure.mjs";

export const [engine = "", name = ""] = process.argv.slice(2);

/**
 * @type {{
 *   text: import("./engine.mjs").TextEngine,
 *   yjs?: import("./engine.mjs").YjsEngine,
 *   inside?: typeof import("./engines/selvage.mjs").inside,
 * }}
 */
export const { text, yjs, inside } = await import(`./engines/${engine}.mjs`);

/** @param {string} ending of a file that was prepared, see data.mjs */
export const fileOf = (ending) => join(dataFolder ?? "", `${name}.${ending}`);
/** @param {string} ending */
export const prepared = (ending) => readFileSync(fileOf(ending));

/** @param {string} is @param {string} shouldBe */
export function expectText(is, shouldBe) {
  if (is !== shouldBe)
    throw new Error(`${engine} is wrong about ${name}: ${is.length} units instead of ${shouldBe.length}`);
}

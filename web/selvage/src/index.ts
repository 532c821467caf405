// The package in a page, a Worker or a bundle for them: `import { load } from "selvage"`.
//
// The module is looked for beside this script, by the one expression that bundlers know and follow.
// Where that leads nowhere, the copy inside the package is used. Importing runs nothing.
import { compileResponse, inlinePlace, type Place } from "./compile.js";
import { loadFrom, type Core, type LoadOptions } from "./core.js";

export * from "./exports.js";

const besideThisScript: Place = {
  name: "selvage.wasm beside the script",
  compile: async () => compileResponse(await fetch(new URL("./selvage.wasm", import.meta.url))),
};

/** A core of its own for each call; the module is fetched and compiled once. */
export function load(options: LoadOptions = {}): Promise<Core> {
  return loadFrom([besideThisScript, inlinePlace], options);
}

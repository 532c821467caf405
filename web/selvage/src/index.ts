// The package in a page, a Worker or a bundle for them: `import { load } from "selvage"`.
//
// The module is looked for beside this script, by the one expression that bundlers know and follow.
// Where that leads nowhere, the copy inside the package is used. Importing runs nothing.
import { compileOnce, compileResponse, inlinePlace, type Place } from "./compile.js";
import { loadFrom, joinShared, type Core, type LoadOptions } from "./core.js";
import { joiningOf, type JoinOptions } from "./join.js";
import { Mesh } from "./mesh/mesh.js";
import { CoreError } from "./errors.js";
import { MeshError } from "./mesh/errors.js";
import { NetError } from "./net/errors.js";

export * from "./exports.js";

const besideThisScript: Place = {
  name: "selvage.wasm beside the script",
  compile: async () => compileResponse(await fetch(new URL("./selvage.wasm", import.meta.url))),
};

const places = [besideThisScript, inlinePlace];

/** A core of its own for each call; the module is fetched and compiled once. */
export function load(options: LoadOptions = {}): Promise<Core> {
  return loadFrom(places, options);
}

/**
 * Joins a mesh: by its name, by an invite, or by what the page's address says. Its brain runs in a Worker of its own if one can
 * be had; else, or if `thread` is "here", in this thread, with a core that all those share.
 */
export async function join(how?: string | JoinOptions): Promise<Mesh> {
  const isWanted = typeof document !== "undefined" && (how as JoinOptions | undefined)?.thread !== "here";
  const part = isWanted && (await import("./thread.js").catch(() => undefined));
  // Failures that the page knows are of this script.
  const node = part && (await part.nodeInWorker(joiningOf(how), () => compileOnce(places), { CoreError, MeshError, NetError }));
  return node ? new Mesh(node) : joinShared(load, how);
}

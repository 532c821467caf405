// The package in Node, chosen by the "node" condition of package.json, so that no bundler for
// browsers meets an import of `node:`. The module is read from beside this file.
import { readFile } from "node:fs/promises";
import { compileBytes, inlinePlace, type Place } from "./compile.js";
import { loadFrom, joinShared, type Core, type LoadOptions } from "./core.js";
import type { JoinOptions } from "./join.js";
import type { Mesh } from "./mesh/mesh.js";

export * from "./exports.js";

const besideThisFile: Place = {
  name: "selvage.wasm beside the script",
  compile: async () => compileBytes(await readFile(new URL("./selvage.wasm", import.meta.url))),
};

/** A core of its own for each call; the module is read and compiled once. */
export function load(options: LoadOptions = {}): Promise<Core> {
  return loadFrom([besideThisFile, inlinePlace], options);
}

/** Joins a mesh with a core that all meshes of this page share. */
export function join(how?: string | JoinOptions): Promise<Mesh> {
  return joinShared(load, how);
}

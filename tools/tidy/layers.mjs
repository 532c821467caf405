// @ts-check
// Who may include whom, by folder. Arrows point one way: a row names what its folder may reach, and what no
// row grants is forbidden. `x/*` is any folder of x; the first row that fits counts. A folder may always
// include itself.
import { isBrain, isCppTestCode } from "./paths.mjs";

const wireBasics = ["core/base", "core/crypto", "core/codec"];
const meshParts = [
  ...["broadcast", "lanes", "leadership", "liveness", "membership", "notes", "quorum"],
  ...["blobs", "tasks", "units", "cache", "queue", "files", "services"],
].map((name) => `fabric/${name}`);
const brain = ["core/*", "net/*", "fabric/*", "logos/*"];
const anything = [...brain, "native", "web", "sim", "kits", "tools"];

/** @type {[string, string[]][]} */
export const layers = [
  ["core/base", []],
  ["core/crypto", ["core/base"]],
  ["core/codec", ["core/base", "core/crypto"]],
  ["core/zstd", [...wireBasics]],
  ["core/crdt", [...wireBasics, "core/zstd"]],
  ["core/store", [...wireBasics, "core/zstd", "core/crdt"]],
  ["core/sync", [...wireBasics, "core/zstd", "core/crdt", "core/store"]],
  ["core/testing", ["core/*"]],
  ["net/base", ["core/base", "core/codec"]],
  ["net/swarm", [...wireBasics, "net/*"]],
  ["net/*", [...wireBasics, "net/base"]],
  ["fabric/node", ["core/*", "net/*", ...meshParts, "fabric/documents", "fabric/ordering"]],
  ["fabric/control", ["core/*", "net/*", "fabric/*"]],
  ["fabric/documents", ["core/*", "fabric/broadcast", "fabric/lanes"]],
  ["fabric/ordering", ["core/*", "fabric/leadership"]],
  ["fabric/tasks", ["core/*", "fabric/blobs", "fabric/units"]],
  ["fabric/*", ["core/*", "net/*"]],
  ["logos/*", ["core/*", "logos/*"]],
  ["native", [...brain, "kits"]],
  ["web", brain],
  ["sim", brain],
  ["kits", []],
  ["bench", anything],
  ["examples", anything],
  ["interop", anything],
  ["tools", anything],
];

const bodies = ["native", "web", "sim"];
const testSupport = "core/testing";
const programs = ["bench", "examples", "interop", "tools"];

/**
 * The folder by which the table knows a file: two deep in the brain, one deep elsewhere.
 * @param {string} path
 */
export function layerOf(path) {
  const folders = path.split("/").slice(0, -1);
  return folders.slice(0, isBrain(path) ? 2 : 1).join("/");
}

/** @param {string} layer */
export const rowOf = (layer) => layers.find(([pattern]) => fits(layer, pattern));

/**
 * @param {string} from path of the file that includes
 * @param {string} to path of the file included
 */
export function mayInclude(from, to) {
  const [source, target] = [layerOf(from), layerOf(to)];
  if (source === target) return true;
  if (target === testSupport) return isCppTestCode(from) || programs.includes(source);
  // A body's test may set it against another body: a native daemon against a simulated peer.
  if (isCppTestCode(from) && bodies.includes(source) && bodies.includes(target)) return true;
  return (rowOf(source)?.[1] ?? []).some((pattern) => fits(target, pattern));
}

/**
 * @param {string} layer
 * @param {string} pattern
 */
function fits(layer, pattern) {
  if (!pattern.endsWith("/*")) return layer === pattern;
  const folder = pattern.slice(0, -2);
  return layer === folder || layer.startsWith(`${folder}/`);
}

// @ts-check
// A mesh of three Authorities with a document of many changes, and a Citizen that comes to it with nothing.
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";

import { dataFolder, milliseconds, print } from "../frame/measure.mjs";
import { cpuSeconds } from "../net/cpu.mjs";
import { valuesOf } from "./load.mjs";
import { joining, scaleOf } from "./names.mjs";
import { startCitizen, startMesh } from "./ours.mjs";

const { entries } = scaleOf(milliseconds);
const document = "full";
const who = "selvage native";
const writers = 256; // At once.
const textSize = 100;

/** @param {import("./ours.mjs").OurNode} node */
async function fill(node) {
  const value = valuesOf(textSize);
  let next = 0;
  const writer = async () => {
    while (next < entries) await node.control.ask("set", { document, path: `key${next++}`, value: value() });
  };
  await Promise.all(Array.from({ length: writers }, writer));
}

/** Changes of one author come in their order: who has the last one has all. @param {import("./ours.mjs").OurNode} node */
const awaitAll = ({ control }) =>
  /** @type {Promise<void>} */ (
    new Promise((resolve) => control.watch(document, `key${entries - 1}`, (value) => value !== null && resolve()))
  );

/** @param {import("./ours.mjs").OurNode} node */
async function checkAll({ control }) {
  const count = Object.keys(await control.ask("get", { document })).length;
  if (count !== entries) throw new Error(`${count} of ${entries} changes are there`);
}

/** @param {string} folder */
async function measure(folder) {
  const mesh = await startMesh(folder, 3);
  await fill(mesh.first);
  await Promise.all(mesh.nodes.map(awaitAll));
  const began = performance.now();
  const citizen = await startCitizen(join(folder, "citizen"), mesh.invite);
  await citizen.status("in the mesh", ({ mesh }) => mesh !== undefined);
  await awaitAll(citizen);
  const [seconds, cpu] = [(performance.now() - began) / 1000, cpuSeconds(citizen.server.pid)];
  await checkAll(citizen);
  print({ what: joining(entries), who, unit: "s", value: seconds });
  print({ what: `${joining(entries)}, its processor`, who, unit: "s", value: cpu });
  await Promise.all([citizen.stop(), mesh.stop()]);
}

if (dataFolder === undefined) throw new Error("say where the data may be: --data DIR");
const folder = await mkdtemp(join(dataFolder, "joining-"));
await measure(folder);
await rm(folder, { recursive: true });

// @ts-check
// What a mesh takes as it lives: joins, leaves and edits, for an hour unless --minutes says otherwise.
import { fileURLToPath } from "node:url";

import { grows, residents, who } from "./names.mjs";

/** @typedef {import("../frame/manifest.mjs").RowPlan} RowPlan */

const script = fileURLToPath(new URL("living.mjs", import.meta.url));
const minutesAt = { full: "60", quick: "1", smoke: "0.15" };

/** @type {RowPlan[]} */
const rows = residents.flatMap(({ name, build }) => [
  { what: grows(name), ours: who.slope, build, better: "less", peer: { who: who.error } },
  { what: name, ours: who.end, build, better: "less", peer: { who: who.begin } },
]);

/** @type {import("../frame/manifest.mjs").Manifest} */
export default {
  name: "soak",
  about: "memory of terminals and tabs that live for an hour, while others come and go: --minutes N",
  contestants: [],
  rows,
  growth: [],
  rounds: { full: 1, quick: 1 },
  prepare: async ({ pace, minutes = minutesAt[pace] }) => ({
    contestants: [
      { name: `a mesh for ${minutes} min`, command: [process.execPath, "--no-warnings", script, "--minutes", minutes] },
    ],
  }),
};

// @ts-check
// Pages that load, connect and have what the other side has: ours and js-libp2p with Yjs, in turns, each in a browser with
// a new profile. Cold, the profile has never seen the page; warm, it has its files and its state, but for one entry that
// was written since.
//
//   node bench/join/pages.mjs --marks     one visit of ours, cold and warm, and when what had happened
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";

import { milliseconds, print } from "../frame/measure.mjs";
import { Profile } from "../frame/profile.mjs";
import { treeWith } from "../frame/resident.mjs";
import { Site, at } from "../frame/site.mjs";
import { cpuSeconds } from "../net/cpu.mjs";
import { valuesOf } from "../quorum/load.mjs";
import { contestants, processorOf, whats } from "./names.mjs";
import { startOurs, startTheirs } from "./peers.mjs";

const { values: options } = parseArgs({ options: { marks: { type: "boolean", default: false } }, strict: false });
const marks = options.marks ? readFileSync(at("bench/join/marks.js"), "utf8") : undefined;

const isSmall = milliseconds < 10;
const entries = isSmall ? 100 : 1000;
const warmVisits = isSmall ? 1 : 3;
const restBetween = isSmall ? 100 : 1500; // For what a browser keeps and compiles behind a page's back.
const textSize = 32;

/** @typedef {Awaited<ReturnType<typeof startOurs>> | Awaited<ReturnType<typeof startTheirs>>} Other */

/** @param {Other} other */
async function fill(other) {
  const value = valuesOf(textSize);
  for (let i = 0; i < entries; ++i) await other.set(`key${i}`, value());
}

/** What web/selvage/README.md says of pages that join at once. */
const preloads = `
  <link rel="preload" href="selvage.wasm" as="fetch" type="application/wasm" crossorigin>
  <link rel="modulepreload" href="chunk-thread.js">
  <link rel="modulepreload" href="mesh_worker.js">
  <link rel="modulepreload" href="crypto.js">`;

let versions = 0;

/**
 * @param {{ site: Site, other: Other, path: string, page: "ws" | "direct" }} contestant
 * @param {Profile} profile
 */
async function visit({ site, other, path, page: dialed }, profile) {
  const wanted = `version ${++versions}`;
  await other.set("version", wanted);
  const processes = treeWith(`--user-data-dir=${profile.folder}`);
  const before = site.sent;
  const cpuBefore = cpuOf(processes);
  const address = `${site.address}/${path}/?wanted=${encodeURIComponent(wanted)}#${other.hash(dialed)}`;
  const { page, told } = await profile.visit(address, marks);
  const { synced, entries: had } = await told();
  const cpu = (cpuOf(treeWith(`--user-data-dir=${profile.folder}`)) - cpuBefore) * 1000;
  if (had !== entries + 1) throw new Error(`the page has ${had} entries of ${entries + 1}`);
  if (marks) console.error(await page.evaluate("marksTable()"));
  await delay(restBetween);
  await page.close();
  return { synced, cpu, sent: site.sent - before };
}

/** Who ends meanwhile counts nothing. @param {number[]} processes */
function cpuOf(processes) {
  let sum = 0;
  for (const process of processes) {
    try {
      sum += cpuSeconds(process);
    } catch {
      continue;
    }
  }
  return sum;
}

/** A browser that has just been started is busy with itself. @param {Profile} profile @param {Site} site */
async function seeAnother(profile, site) {
  const page = await profile.context.newPage();
  await page.goto(`${site.address}/`);
  await delay(restBetween);
  await page.close();
}

const [ours, theirs, ourSite, theirSite] = await Promise.all([
  startOurs(),
  startTheirs(),
  Site.start({ page: "join/our_page.mjs" }, preloads),
  Site.start({ ws: "join/their_page_ws.mjs", direct: "join/their_page_direct.mjs" }),
]);
try {
  await Promise.all([fill(ours), fill(theirs)]);
  for (const [who, { site, page }] of Object.entries(contestants)) {
    if (marks && site !== "ours") continue;
    const contestant =
      site === "ours"
        ? { site: ourSite, other: ours, path: "page", page }
        : { site: theirSite, other: theirs, path: page, page };
    const profile = await Profile.open();
    try {
      await seeAnother(profile, contestant.site === ourSite ? theirSite : ourSite);
      const cold = await visit(contestant, profile);
      print({ what: whats.cold, who, unit: "ms", value: cold.synced });
      print({ what: processorOf(whats.cold), who, unit: "ms", value: cold.cpu });
      print({ what: whats.transfer, who, unit: "B", value: cold.sent });
      for (let i = 0; i < warmVisits; ++i) {
        const warm = await visit(contestant, profile);
        print({ what: whats.warm, who, unit: "ms", value: warm.synced });
        print({ what: processorOf(whats.warm), who, unit: "ms", value: warm.cpu });
      }
    } finally {
      await profile.close();
    }
  }
} finally {
  await Promise.all([ours.stop(), theirs.stop(), ourSite.stop(), theirSite.stop()]);
}

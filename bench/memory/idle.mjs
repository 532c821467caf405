// @ts-check
// Memory of those who have one peer and nothing to do: `selvage run`, js-libp2p with Yjs in Node, and pages of both. An
// empty page stands for what a page of the browser takes anyway.
import { setTimeout as delay } from "node:timers/promises";

import { milliseconds, print } from "../frame/measure.mjs";
import { Profile } from "../frame/profile.mjs";
import { memoryOf, ownOfAll, treeWith } from "../frame/resident.mjs";
import { Site } from "../frame/site.mjs";
import { startOurs, startTheirs } from "../join/peers.mjs";
import { theirs as theirName, whats } from "./names.mjs";

const idleTime = milliseconds >= 100 ? 60_000 : milliseconds >= 10 ? 15_000 : 500;
const tabTime = Math.min(idleTime, 15_000);
const mega = 1e6;
// Else the page is told only after the browser's next collection of what is not used.
const flags = ["--enable-blink-features=ForceEagerMeasureMemory"];

/** @param {string} address */
async function measureTab(address) {
  const profile = await Profile.open(flags);
  try {
    const { page, told } = await profile.visit(address);
    await told();
    await delay(tabTime);
    const { bytes, module } = await page.evaluate(async () => {
      const { measureUserAgentSpecificMemory: measure } = /** @type {any} */ (performance);
      const { bytes } = await measure.call(performance);
      return { bytes, module: /** @type {any} */ (globalThis).moduleSize?.() };
    });
    return { heap: bytes, browser: ownOfAll(treeWith(`--user-data-dir=${profile.folder}`)), module };
  } finally {
    await profile.close();
  }
}

/** @typedef {{ heap: number, browser: number, module?: number }} Tab */

/** @param {string} who @param {Tab} tab @param {Tab} empty */
function tellTab(who, tab, empty) {
  print({ what: whats.heap, who, unit: "MB", value: (tab.heap - empty.heap) / mega });
  print({ what: whats.browser, who, unit: "MB", value: (tab.browser - empty.browser) / mega });
}

/** @param {string} who @param {number} process */
function tellNode(who, process) {
  const { rss, pss } = memoryOf(process);
  print({ what: whats.rss, who, unit: "MB", value: rss / mega });
  print({ what: whats.pss, who, unit: "MB", value: pss / mega });
}

const [ours, theirs, ourSite, theirSite] = await Promise.all([
  startOurs(),
  startTheirs(),
  Site.start({ page: "memory/our_page.mjs" }),
  Site.start({ page: "memory/their_page.mjs", empty: "memory/empty_page.mjs" }),
]);
try {
  const empty = await measureTab(`${theirSite.address}/empty/`);
  const tab = await measureTab(`${ourSite.address}/page/#${ours.hash()}`);
  tellTab("selvage wasm", tab, empty);
  print({ what: whats.module, who: "selvage wasm", unit: "MB", value: (tab.module ?? NaN) / mega });
  tellTab(theirName, await measureTab(`${theirSite.address}/page/#${theirs.hash("ws")}`), empty);
} finally {
  await Promise.all([ours.stop(), theirs.stop(), ourSite.stop(), theirSite.stop()]);
}

const [node, peer] = [await startOurs(), await startTheirs()];
const [other, otherPeer] = [await startOurs(node.invite), await startTheirs(peer.hash("ws"))];
try {
  await node.node.status("with a peer", ({ peers }) => peers === 1);
  await delay(idleTime);
  tellNode("selvage native", node.node.server.pid);
  tellNode(theirName, peer.child.pid ?? 0);
} finally {
  await Promise.all([other.stop(), otherPeer.stop(), node.stop(), peer.stop()]);
}

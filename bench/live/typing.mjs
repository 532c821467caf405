// @ts-check
// Keys that are pressed in a tab of Chromium, and when what they typed is seen in another tab, is in its frame, and is a
// line of `selvage watch`: ours through a terminal and from tab to tab, and js-libp2p with Yjs through Node, in turns.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";

import { milliseconds, print } from "../frame/measure.mjs";
import { Profile } from "../frame/profile.mjs";
import { Site, at } from "../frame/site.mjs";
import { startOurs, startTheirs } from "../join/peers.mjs";
import { percentile } from "../quorum/load.mjs";
import { named, ours as who, shares, theirs as theirName, whats } from "./names.mjs";

const isSmall = milliseconds < 10;
const unmeasured = isSmall ? 2 : 20;
const keys = isSmall ? 10 : 300;
const pauseBetween = () => 40 + Math.random() * 40; // So that keys fall everywhere into a frame.
const letters = "abcdefghijklmnopqrstuvwxyz";
const patience = 10_000;

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {{ keys: number[], inputs: number[], seen: number[], painted: number[] }} Times */

/** @param {Page} page @returns {Promise<Times>} */
const timesOf = (page) => page.evaluate(() => /** @type {any} */ (globalThis).times);

/** @param {string} what @param {string} name @param {number[]} typed @param {number[]} came */
function tell(what, name, typed, came) {
  const took = typed.map((time, i) => (came[i] ?? Infinity) - time).slice(unmeasured);
  const bad = took.filter((time) => !(time >= 0 && time < patience));
  if (bad.length > 0) throw new Error(`${bad.length} of ${took.length} keys of ${name} took ${bad[0]} ms: ${what}`);
  for (const share of shares) {
    const value = percentile(took, share);
    const said = name === theirName || name === who.watch ? what : `${what} (${name})`;
    print({ what: named(said, share), who: name, unit: "ms", value });
  }
}

/** @param {Page} page @param {() => Promise<number>} count of those that have come */
async function type(page, count) {
  for (let i = 0; i < unmeasured + keys; ++i) {
    await page.keyboard.press(letters[i % letters.length] ?? "x");
    await delay(pauseBetween());
  }
  const giveUpAt = performance.now() + patience;
  while ((await count()) < unmeasured + keys) {
    if (performance.now() > giveUpAt) throw new Error(`of ${unmeasured + keys} keys ${await count()} came`);
    await delay(20);
  }
}

/** Types in one tab while another shows it. @param {string} name @param {string} address */
async function measureTabs(name, address) {
  const [reading, typing] = [await profile.visit(address), await profile.visit(address)];
  for (const { told } of [reading, typing]) await told();
  await type(typing.page, async () => (await timesOf(reading.page)).painted.length);
  const { seen, painted } = await timesOf(reading.page);
  const { keys: typed, inputs } = await timesOf(typing.page);
  tell(whats.own, name, typed, inputs);
  tell(whats.seen, name, typed, seen);
  tell(whats.painted, name, typed, painted);
  for (const { page } of [reading, typing]) await page.close();
}

/** @param {Awaited<ReturnType<typeof startOurs>>} ours @param {string} address */
async function measureLines(ours, address) {
  const words = ["watch", "notes", "text", "--json", "--data", ours.folder];
  const watch = spawn(at("build/release/native/command/selvage"), words, { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const { page, told } = await profile.visit(address);
    await told();
    let before = 0;
    let last = "";
    /** @type {number[]} */
    const came = [];
    createInterface({ input: watch.stdout }).on("line", (line) => {
      const value = JSON.parse(line);
      const size = typeof value === "string" ? value.length : 0;
      if (last === "") before = size;
      last = line;
      while (came.length < size - before) came.push(performance.timeOrigin + performance.now());
    });
    while (last === "") await delay(20);
    await type(page, async () => came.length);
    tell(whats.line, who.watch, (await timesOf(page)).keys, came);
  } finally {
    watch.kill();
  }
}

const [profile, ours, theirs, ourSite, theirSite] = await Promise.all([
  Profile.open(),
  startOurs(),
  startTheirs(),
  Site.start({ page: "live/our_page.mjs" }),
  Site.start({ page: "live/their_page.mjs" }),
]);
try {
  await measureTabs(who.through, `${ourSite.address}/page/?alone#${ours.hash()}`);
  await measureTabs(who.direct, `${ourSite.address}/page/?id=tabs`);
  await measureTabs(theirName, `${theirSite.address}/page/#${theirs.hash("ws")}`);
  await measureLines(ours, `${ourSite.address}/page/#${ours.hash()}`);
} finally {
  await profile.close();
  await Promise.all([ours.stop(), theirs.stop(), ourSite.stop(), theirSite.stop()]);
}

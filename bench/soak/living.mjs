// @ts-check
// A mesh that lives: two terminals and two tabs stay and edit, guests of both kinds come, edit and go, in order or not. What
// the residents take is looked at all the time, and a line is laid through it.
//
//   node bench/soak/living.mjs --minutes 20
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";

import { print } from "../frame/measure.mjs";
import { Profile } from "../frame/profile.mjs";
import { memoryOf } from "../frame/resident.mjs";
import { Site } from "../frame/site.mjs";
import { line } from "../frame/statistics.mjs";
import { startOurs } from "../join/peers.mjs";
import { changes, grows, guests, residents, who } from "./names.mjs";

const { values: options } = parseArgs({ options: { minutes: { type: "string", default: "60" } }, strict: false });
const lifetime = Number(options.minutes) * 60_000;
if (!(lifetime > 0)) throw new Error(`--minutes is how long it lasts, a number above 0, and not ${options.minutes}`);

const mega = 1e6;
const hour = 3_600_000;
const editPause = 500;
const lookPause = Math.min(5_000, lifetime / 20);
const guestPause = Math.min(5_000, lifetime / 20);
const guestStay = 2_000;
const guestEdits = 10;
const settleShare = 0.2; // Of the samples, before the line begins.
const samplesMin = 6;
const patience = 60_000;
const document = "soak";

const endAt = performance.now() + lifetime;
const isGoingOn = () => performance.now() < endAt;
let failures = 0;
let written = 0;
let guestsSeen = 0;

/** @typedef {Awaited<ReturnType<typeof startOurs>>} Terminal */
/** @typedef {Awaited<ReturnType<Profile["visit"]>>["page"]} Page */

/** @param {Terminal} terminal @param {number} turn */
async function edit({ node: { control } }, turn) {
  const { what, ...fields } = [
    { what: "set", path: `keys.key${turn % 200}`, value: turn },
    { what: "add", path: "score", by: 1 },
    { what: "set", path: "notes", value: "a line of text ".repeat((turn % 20) + 1) },
  ][turn % 3] ?? { what: "status" };
  await control.ask(what, { document, ...fields });
  ++written;
}

/** @param {Terminal} terminal */
async function liveOn(terminal) {
  for (let turn = 0; isGoingOn(); ++turn) {
    await edit(terminal, turn).catch(() => ++failures);
    await delay(editPause);
  }
}

/** @param {string} invite @param {number} number */
async function welcomeTerminal(invite, number) {
  const guest = await startOurs(invite);
  try {
    for (let turn = 0; turn < guestEdits; ++turn) await edit(guest, turn);
    await delay(guestStay);
  } finally {
    if (number % 4 === 0) guest.node.server.child.kill("SIGKILL");
    await guest.stop();
  }
}

/** @param {Profile} profile @param {string} address */
async function welcomeTab(profile, address) {
  const { page, told } = await profile.visit(address);
  await told();
  await delay(guestStay);
  written += (await page.evaluate("report()")).count;
  await page.close();
}

/** @param {Profile} profile @param {string} address @param {string} invite */
async function welcomeGuests(profile, address, invite) {
  for (let number = 0; isGoingOn(); ++number) {
    await (number % 2 === 0 ? welcomeTerminal(invite, number) : welcomeTab(profile, address));
    ++guestsSeen;
    await delay(guestPause);
  }
}

/** @param {Terminal[]} terminals @param {Page[]} tabs */
async function look(terminals, tabs) {
  const sessions = await Promise.all(tabs.map((page) => page.context().newCDPSession(page)));
  for (const session of sessions) await session.send("Performance.enable");
  /** @type {[number, number][][]} */
  const series = residents.map(() => []);
  while (isGoingOn() || (series[0]?.length ?? 0) < samplesMin) {
    const natives = terminals.map(({ node }) => memoryOf(node.server.pid).own);
    /** @type {number[]} */
    const heaps = [];
    for (const session of sessions) {
      await session.send("HeapProfiler.collectGarbage");
      const { metrics } = await session.send("Performance.getMetrics");
      heaps.push(metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? NaN);
    }
    const modules = await Promise.all(tabs.map(async (page) => (await page.evaluate("report()")).module));
    const now = performance.now();
    for (const [i, value] of [...natives, ...heaps, ...modules].entries()) series[i]?.push([now / hour, value / mega]);
    await delay(lookPause);
  }
  return series;
}

/** All end with the same. @param {Terminal[]} terminals @param {Page[]} tabs */
async function awaitAgreement(terminals, tabs) {
  const giveUpAt = performance.now() + patience;
  for (;;) {
    const seen = await Promise.all([
      ...terminals.map(async ({ node }) => JSON.stringify(await node.control.ask("get", { document }))),
      ...tabs.map(async (page) => JSON.stringify(await page.evaluate("whole()"))),
    ]);
    if (seen.every((text) => text === seen[0])) return;
    if (performance.now() > giveUpAt) throw new Error(`they do not agree:\n${seen.join("\n")}`);
    await delay(200);
  }
}

const first = await startOurs();
const [second, site, profile] = await Promise.all([
  startOurs(first.invite),
  Site.start({ page: "soak/our_page.mjs" }),
  Profile.open(),
]);
const terminals = [first, second];
try {
  const address = `${site.address}/page/?pause=${editPause}#${first.hash()}`;
  const visits = [await profile.visit(address), await profile.visit(address)];
  for (const { told } of visits) await told();
  const tabs = visits.map(({ page }) => page);
  const began = performance.now();
  const [series] = await Promise.all([
    look(terminals, tabs),
    welcomeGuests(profile, address, first.invite),
    ...terminals.map(liveOn),
  ]);
  for (const page of tabs) await page.evaluate("end()");
  const hours = (performance.now() - began) / hour;
  await awaitAgreement(terminals, tabs);
  for (const page of tabs) {
    const report = await page.evaluate("report()");
    written += report.count;
    failures += report.failures;
  }
  for (const [i, { name }] of residents.entries()) {
    const points = (series[i] ?? []).slice(Math.floor((series[i]?.length ?? 0) * settleShare));
    const { slope, error } = line(points);
    print({ what: grows(name), who: who.slope, unit: "MB/h", value: slope });
    print({ what: grows(name), who: who.error, unit: "MB/h", value: error });
    print({ what: name, who: who.begin, unit: "MB", value: points[0]?.[1] ?? NaN });
    print({ what: name, who: who.end, unit: "MB", value: points.at(-1)?.[1] ?? NaN });
  }
  print({ what: changes, who: "selvage", unit: "/h", value: written / hours });
  print({ what: guests, who: "selvage", unit: "/h", value: guestsSeen / hours });
  const count = `${written} changes by residents and ${guestsSeen} guests in ${(hours * 60).toFixed(1)} minutes`;
  process.stderr.write(`${count}; ${failures} edits were refused; all agree at the end\n`);
} finally {
  await profile.close();
  await Promise.all([...terminals.map((terminal) => terminal.stop()), site.stop()]);
}

// Whoever ends without a word, sleeps or is cut off, and comes back: it is who it was, and everybody has everything.
import type { Page } from "playwright-core";
import { afterEach, expect, test } from "vitest";
import { inSession, joinIn, read, status, write } from "../selvage/testing/mesh_page.js";
import { openPageOnDisk } from "../selvage/testing/pages.js";
import { withSite } from "../selvage/testing/site.js";
import { until, type Terminal } from "../selvage/testing/terminal.js";
import { BareTab } from "./testing/bare_tab.js";
import { Neighbours } from "./testing/neighbours.js";

let neighbours: Neighbours | undefined;
let tab: BareTab | undefined;
afterEach(async () => {
  await tab?.close();
  tab = undefined;
  await neighbours?.close();
});

type Asked = { ask(...words: string[]): Promise<unknown> };

/** Until everybody has this. */
async function untilAllHave(whole: object, page: Page, ...terminals: Asked[]): Promise<void> {
  const isWhole = (value: unknown): boolean => JSON.stringify(value) === JSON.stringify(whole);
  for (const terminal of terminals) await until(() => terminal.ask("get", "game"), isWhole);
  await until(() => read(page, "game"), isWhole);
}

const selfOf = async (terminal: Terminal): Promise<string> => ((await terminal.ask("status")) as { self: string }).self;

test("[MP10] a terminal that is killed and comes back elsewhere is who it was; the others went on without it", async () => {
  neighbours = await Neighbours.make();
  const first = await neighbours.run();
  const second = await neighbours.run();
  const self = await selfOf(first);
  await first.ask("grant", await selfOf(second), "--as", "authority");
  await withSite({}, async (address) => {
    const { page } = await openPageOnDisk(address);
    await joinIn(page, { invite: await first.invite(), keepsEverything: true });
    await first.ask("set", "game", "a", "1");
    await untilAllHave({ a: 1 }, page, first, second);
    await until(() => status(page), ({ peers }) => peers === 2);
    await first.kill();
    await write(page, "game", "b", 2);
    await second.ask("set", "game", "c", "3");
    await untilAllHave({ a: 1, b: 2, c: 3 }, page, second);
    await first.start(...(neighbours?.flags ?? []));
    expect(await selfOf(first)).toBe(self);
    await untilAllHave({ a: 1, b: 2, c: 3 }, page, first, second);
    await until(() => status(page), ({ peers }) => peers === 2);
  });
});

test("[MP10] a tab that is reloaded, cut off, and killed with its browser is who it was, and has all", async () => {
  neighbours = await Neighbours.make();
  const terminal = await neighbours.run();
  await withSite({}, async (address) => {
    const { page, profile } = await openPageOnDisk(address);
    const context = page.context();
    const way = { invite: await terminal.invite(), keepsEverything: true };
    const self = await joinIn(page, way);
    await until(() => inSession(page), Boolean);
    await write(page, "game", "a", 1);
    await page.reload();
    expect(await joinIn(page, way)).toBe(self);
    await untilAllHave({ a: 1 }, page, terminal);

    // Nothing answers any more, and the browser says that it is offline. Each side writes.
    await context.setOffline(true);
    terminal.sleep();
    const writing = terminal.ask("set", "game", "b", "2");
    await until(() => status(page), ({ peers }) => peers === 0);
    await write(page, "game", "c", 3);
    terminal.wake();
    await context.setOffline(false);
    await writing;
    await untilAllHave({ a: 1, b: 2, c: 3 }, page, terminal);

    const crashed = page.waitForEvent("crash");
    void (await context.newCDPSession(page)).send("Page.crash").catch(() => {}); // What crashed does not answer.
    await crashed;
    const next = await context.newPage();
    await next.goto(address);
    expect(await joinIn(next, way)).toBe(self);
    await untilAllHave({ a: 1, b: 2, c: 3 }, next, terminal);

    await context.close();
    await terminal.ask("set", "game", "d", "4");
    const again = await openPageOnDisk(address, profile);
    expect(await joinIn(again.page, way)).toBe(self);
    await untilAllHave({ a: 1, b: 2, c: 3, d: 4 }, again.page, terminal);
  });
});

test("[MP10] a tab that is frozen says so, and goes on when it is woken", async () => {
  neighbours = await Neighbours.make();
  const terminal = await neighbours.run();
  const activity = async (): Promise<string | undefined> =>
    ((await terminal.ask("peers")) as { activity: string }[])[0]?.activity;
  await withSite({}, async (address) => {
    const there = (tab = await BareTab.open(address));
    const way = JSON.stringify({ invite: await terminal.invite(), keepsEverything: true });
    const joining = `import("/dist/index.js").then(async ({ join }) => (globalThis.mesh = await join(${way})).id)`;
    const self = await there.evaluate(joining);
    await until(activity, (is) => is === "active");
    await there.send("Page.setWebLifecycleState", { state: "frozen" });
    await until(activity, (is) => is !== "active"); // Hidden, or about to be frozen: whichever it said last.
    await terminal.ask("set", "game", "a", "1");
    await there.send("Page.setWebLifecycleState", { state: "active" });
    await until(() => there.evaluate("mesh.doc('game').get('a')"), (is) => is === 1);
    await there.evaluate("mesh.doc('game').set('b', 2)");
    await until(() => terminal.ask("get", "game", "b"), (is) => is === 2);
    expect((await terminal.ask("peers")) as { peer: string }[]).toMatchObject([{ peer: self }]);
  });
});

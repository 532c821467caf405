// The first minute as its user has it: a terminal, the link that it prints, and whoever joins then. Nothing is between them:
// no relay, no signalling server.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPageOnDisk, type WatchedPage } from "../selvage/testing/pages.js";
import { until, type Terminal } from "../selvage/testing/terminal.js";
import { FirefoxPage } from "./testing/firefox_page.js";
import { Neighbours } from "./testing/neighbours.js";
import { takeEntrance, takeScreens } from "./testing/screens.js";
import { goTo, row, rowsShown, studioFolder } from "./testing/studio_page.js";

interface Peer {
  readonly peer: string;
  readonly platform: string;
  readonly transport: string;
}

describe("[MP9] the first minute", () => {
  let neighbours: Neighbours;
  let first: Terminal;
  let link: string;
  let chromium: WatchedPage;
  let page: Page;
  const others: Terminal[] = [];
  let firefox: FirefoxPage | undefined;

  const peersOf = (terminal: Terminal): Promise<Peer[]> => terminal.ask("peers") as Promise<Peer[]>;
  const whole = {
    notes: "Ann serves. Bob waits.",
    players: { ann: { points: 4 }, bob: "late" },
    score: 7,
    tags: ["fast", "fresh"],
  };
  const isWhole = (value: unknown): boolean => JSON.stringify(value) === JSON.stringify(whole);

  beforeAll(async () => {
    neighbours = await Neighbours.make();
    first = await neighbours.run("--studio", "0", "--studio-files", studioFolder);
    link = await until(
      async () => /open in a browser: (\S+)/.exec(first.log)?.[1] ?? "",
      (printed) => printed !== "",
    );
  });
  afterAll(async () => {
    await firefox?.close();
    await neighbours.close();
  });

  test("the printed link, opened, makes the browser a peer of the terminal by WebRTC", async () => {
    chromium = await openPageOnDisk(link);
    page = chromium.page;
    await page.getByText("With 1 peer").waitFor();
    const peers = await until(() => peersOf(first), ({ length }) => length === 1);
    expect(peers[0]?.platform).toMatch(/Chromium/);
    expect(peers[0]?.transport).toMatch(/WebRTC/);
  });

  test("a counter, a set, a map and a text are changed on each side and seen on the other", async () => {
    await first.ask("add", "game", "score", "5");
    await first.ask("set", "game", "players", '{"ann": {"points": 3}}');
    await first.ask("type", "game", "notes", "Ann serves.");
    await first.request({ do: "put-in", document: "game", path: "tags", value: "fast" });

    await goTo(page, "Documents");
    await row(page, "score").getByText("counter").waitFor();
    await page.getByRole("button", { name: "Count score up" }).click();
    await page.getByRole("button", { name: "Count score up" }).click();

    await row(page, "tags").hover();
    await page.getByRole("button", { name: "Add into tags", exact: true }).click();
    await page.locator(".add-form input").fill("fresh");
    await page.keyboard.press("Enter");
    await page.locator(".add-form").waitFor({ state: "detached" });

    await row(page, "players").click();
    await row(page, "players.ann").click();
    await row(page, "players.ann.points").click();
    await page.getByRole("textbox", { name: /The value of/ }).fill("4");
    await page.keyboard.press("Enter");

    await row(page, "notes").click();
    await page.getByRole("textbox", { name: "The text notes" }).press("End");
    await page.keyboard.type(" Bob waits.");
    await first.ask("set", "game", "players.bob", "late");
    await until(() => first.ask("get", "game"), isWhole);
    await row(page, "players.bob").getByText('"late"').waitFor();
    await until(() => rowsShown(page), (rows) => rows["tags[1]"] === '"fresh"');
  });

  test("a second and a third terminal, told no address, are in the same mesh with the same state", async () => {
    others.push(await neighbours.run("--as", "citizen"), await neighbours.run());
    for (const terminal of others) await until(() => terminal.ask("get", "game"), isWhole);
    const meshes = await Promise.all([first, ...others].map(meshOf));
    expect(new Set(meshes).size).toBe(1);
    for (const terminal of others) expect((await peersOf(terminal)).map(({ transport }) => transport)).toContain("TCP");
  });

  test("so is a second tab", async () => {
    const tab = await page.context().newPage();
    await tab.goto(link);
    await goTo(tab, "Documents");
    await until(() => rowsShown(tab), ({ score }) => score === "7");
    await tab.getByRole("button", { name: "Count score up" }).click();
    await until(() => first.ask("get", "game", "score"), (value) => value === 8);
    await page.bringToFront();
    await until(() => rowsShown(page), ({ score }) => score === "8");
  });

  test("so is Firefox, which is the same one when it is reloaded", async () => {
    firefox = await FirefoxPage.open(link);
    const there = firefox;
    await there.click("#tab-documents");
    await until(() => rowsShown(there), ({ score }) => score === "8");
    await there.click('[aria-label="Count score up"]');
    for (const terminal of [first, ...others])
      await until(() => terminal.ask("get", "game", "score"), (value) => value === 9);
    await until(() => rowsShown(page), ({ score }) => score === "9");
    const inFirefox = async (): Promise<Peer | undefined> =>
      (await peersOf(first)).find(({ platform }) => /Firefox/.test(platform));
    const before = await until(inFirefox, Boolean);
    expect(before?.transport).toMatch(/WebRTC/);
    await there.reload();
    await there.click("#tab-documents");
    await until(() => rowsShown(there), ({ score }) => score === "9");
    expect((await until(inFirefox, Boolean))?.peer).toBe(before?.peer);
  });

  test("and the Studio shows all of it without an error", async () => {
    await takeScreens(page, "players", "notes");
    const lost = await page.context().newPage();
    await lost.goto(new URL("#join=AAAA", link).href);
    await lost.getByRole("alert").first().waitFor();
    await takeEntrance(lost);
    expect(chromium.errors).toEqual([]);
  });
});

const meshOf = async (terminal: Terminal): Promise<string> => ((await terminal.ask("status")) as { mesh: string }).mesh;

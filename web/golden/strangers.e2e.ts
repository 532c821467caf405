// Who does not belong, and who says to be more than it is.
import { afterEach, beforeEach, expect, test } from "vitest";
import { joinIn, read, status, write, type Kept } from "../selvage/testing/mesh_page.js";
import { openPageOnDisk } from "../selvage/testing/pages.js";
import { withSite } from "../selvage/testing/site.js";
import { until, type Terminal } from "../selvage/testing/terminal.js";
import { Neighbours } from "./testing/neighbours.js";

let neighbours: Neighbours;
beforeEach(async () => {
  neighbours = await Neighbours.make();
});
afterEach(() => neighbours.close());

interface Status {
  readonly self: string;
  readonly mesh: string;
  readonly role: string;
}
const statusOf = (terminal: Terminal): Promise<Status> => terminal.ask("status") as Promise<Status>;

/** The number that a command ends with which does not do what it is to do. */
const exitOf = (asking: Promise<unknown>): Promise<number> =>
  asking.then(
    () => 0,
    (failure: { code: number }) => failure.code,
  );
const nothingThere = 4;
const roleDoesNotDo = 5;
const notSafe = 6;

test("[MP4] [ML14] of a closed mesh a neighbour of the same name gets nothing, and who bears an invite everything", async () => {
  const first = await neighbours.run("--closed");
  await first.ask("set", "game", "secret", "42");
  const stranger = await neighbours.run();
  await stranger.ask("set", "game", "own", "1");
  await until(async () => stranger.log, (log) => log.includes("another secret; check the id, or ask for an invite"));
  const bearer = await neighbours.run("--join", await first.invite("--as", "citizen"));
  await until(() => bearer.ask("get", "game", "secret"), (value) => value === 42);
  expect(await stranger.ask("get", "game")).toEqual({ own: 1 });
  expect(await first.ask("get", "game")).toEqual({ secret: 42 });
  expect((await statusOf(stranger)).mesh).not.toBe((await statusOf(first)).mesh);
  expect((await statusOf(bearer)).mesh).toBe((await statusOf(first)).mesh);
  expect(await stranger.ask("peers")).toEqual([]);
});

test("[MP12] an invite for one lets in one browser, until its member is revoked", async () => {
  const first = await neighbours.run("--closed");
  await first.ask("set", "game", "secret", "42");
  await withSite({}, async (address) => {
    const [one, other] = [(await openPageOnDisk(address)).page, (await openPageOnDisk(address)).page];
    const way = { invite: await first.invite("--as", "citizen"), keepsEverything: true };
    const member = await joinIn(one, way);
    await until(() => read(one, "game", "secret"), (value) => value === 42);
    await write(one, "game", "own", 1);
    await until(() => first.ask("get", "game", "own"), (value) => value === 1);

    await joinIn(other, way);
    await until(async () => first.log, (log) => log.includes("the invite was used or revoked; ask for a new one"));
    const seen = await other.evaluate(async () => {
      const { mesh } = globalThis as unknown as Kept;
      return { status: await mesh.status(), documents: await mesh.documents() };
    });
    expect(seen.status).toMatchObject({ role: "none", peers: 0 });
    expect(seen.documents).toEqual([]);

    await first.ask("revoke", member);
    await until(() => status(one), ({ role, peers }) => role === "none" && peers === 0);
    const kind = await one.evaluate(() =>
      (globalThis as unknown as Kept).mesh
        .doc("game")
        .set("late", 1)
        .catch((failure: { kind: string }) => failure.kind),
    );
    expect(kind).toBe("not-allowed");
    expect(await first.ask("get", "game")).toEqual({ own: 1, secret: 42 });
  });
});

test("[ML7] who calls itself an Authority and is a Citizen is one: it gives and takes no role, and counts in no quorum", async () => {
  const first = await neighbours.run();
  const second = await neighbours.run("--as", "authority");
  const [founder, citizen] = [await statusOf(first), await statusOf(second)];
  expect([founder.role, citizen.role]).toEqual(["authority", "citizen"]);
  const members = await first.ask("members");
  for (const words of [
    ["grant", citizen.self, "--as", "authority"],
    ["revoke", founder.self],
    ["invite", "--as", "citizen"],
  ])
    expect([words[0], await exitOf(second.ask(...words))]).toEqual([words[0], roleDoesNotDo]);
  expect(await exitOf(first.ask("set", "game", "a", "1", "--durability", "strict(2)"))).toBe(notSafe);
  expect(await exitOf(first.ask("get", "game", "a"))).toBe(nothingThere);

  await withSite({}, async (address) => {
    const { page } = await openPageOnDisk(address);
    await joinIn(page, { invite: await first.invite() });
    const kinds = await page.evaluate(async (peer) => {
      const { mesh } = globalThis as unknown as Kept;
      const kindOf = (failure: { kind: string }): string => failure.kind;
      return [await mesh.grant(mesh.id, "authority").catch(kindOf), await mesh.revoke(peer).catch(kindOf)];
    }, founder.self);
    expect(kinds).toEqual(["not-allowed", "not-allowed"]);
  });
  expect(await first.ask("members")).toEqual(members);
  expect((await statusOf(second)).role).toBe("citizen");
});

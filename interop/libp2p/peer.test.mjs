// @ts-check
// How peers are driven: what is waited for, and what is said when it does not come.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Peer } from "./peer.mjs";
import { ProcessPeer } from "./process_peer.mjs";

/** @type {string} */
let folder;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selvage-peer-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** @param {string} script */
async function started(script) {
  const path = join(folder, `${Math.random()}.mjs`);
  await writeFile(path, script);
  return ProcessPeer.start("it", path);
}

const ready = `console.log('{"event":"ready","peer":"P"}');`;

test("events wait for whoever expects them, and are given once, the oldest first", async () => {
  const peer = new Peer("it", () => {});
  for (const n of [1, 2, 3]) peer.take({ event: "e", n });
  expect(await peer.expect("e", { n: 2 })).toEqual({ event: "e", n: 2 });
  expect(await peer.expect("e")).toEqual({ event: "e", n: 1 });
  const later = peer.expect(["f", "g"], { of: (/** @type {string} */ of) => of.startsWith("x") });
  peer.take({ event: "g", of: "y" });
  peer.take({ event: "g", of: "xy" });
  expect(await later).toEqual({ event: "g", of: "xy" });
  expect(peer.events).toEqual([
    { event: "e", n: 3 },
    { event: "g", of: "y" },
  ]);
  await expect(peer.expect("e", { n: 9 }, 10)).rejects.toThrow('no event "e" {"n":9} within 10 ms');
});

test("a command is answered by its id, and a refusal says why", async () => {
  const peer = new Peer("it", (command) => {
    if (command["do"] === "good") peer.take({ event: "done", id: command["id"], found: 1 });
    else peer.take({ event: "failed", id: command["id"], reason: "a reason", advice: "some advice" });
  });
  expect((await peer.ask({ do: "good" }))["found"]).toBe(1);
  await expect(peer.ask({ do: "bad" })).rejects.toThrow(/it: .*"bad".* failed: a reason \(some advice\)/);
  expect(await peer.refuse({ do: "bad" })).toContain("a reason");
  await expect(peer.refuse({ do: "good" })).rejects.toThrow("should have failed");
});

test("a program that ends takes those who wait along, with what it said last", async () => {
  const peer = await started(`${ready} console.error("the last word"); process.stdin.on("data", () => process.exit(3));`);
  const waiting = peer.ask({ do: "anything" });
  await expect(waiting).rejects.toThrow(/it: ended with 3[^]*the last word/);
  expect(() => peer.tell({ do: "anything" })).toThrow("ended with 3");
});

test("a program that does not start, or writes other things, is told of", async () => {
  await expect(started('console.error("no"); process.exit(1)')).rejects.toThrow("ended with 1");
  await expect(started('console.log("hello"); setInterval(() => {}, 1000)')).rejects.toThrow("no JSON: hello");
  await expect(ProcessPeer.start("it", join(folder, "absent"))).rejects.toThrow("cannot be started");
});

test("a program that does not stop is killed", async () => {
  const peer = await started(`${ready} setInterval(() => {}, 1000);`);
  expect(await peer.stop()).toBe(null);
});

// What is said of the room that is left in a browser: from which part on it warns, and with what next step.
import { describe, expect, test } from "vitest";
import { findingsOfRoom, isTight, journalText, keptText, takenOf, takenText, type Room } from "./room.js";

const plenty: Room = { used: 1_000, quota: 1_000_000_000, isPersisted: true, journal: 400 };

const wrongIn = (change: Partial<Room>, keeps: boolean | undefined = true): string[] =>
  findingsOfRoom({ ...plenty, ...change }, keeps).filter(({ state }) => state !== "good").map(({ name }) => name);

test("[UI10] there is nothing to say of plenty of room that lasts", () => expect(wrongIn({})).toEqual([]));

test.each<[used: number, wrong: string[]]>([
  [799_999_999, []],
  [800_000_000, ["Room"]],
  [1_000_000_000, ["Room"]],
  [2_000_000_000, ["Room"]],
])("[UI10] %d of 1,000,000,000 bytes: %j", (used, wrong) => {
  expect(wrongIn({ used })).toEqual(wrong);
  expect(isTight({ ...plenty, used })).toBe(wrong.length > 0);
});

test("[UI10] what may be cleared, and a browser that does not say how much is left, are told", () => {
  expect(wrongIn({ isPersisted: false })).toEqual(["Lasting storage"]);
  expect(findingsOfRoom({ used: 9, quota: 10 }, undefined).map(({ name, state }) => [name, state])).toEqual([
    ["Room", "poor"],
    ["Lasting storage", "poor"],
  ]);
  expect(findingsOfRoom({ isPersisted: true }, true).map(({ state }) => state)).toEqual(["poor", "good"]);
});

test("[UI10] of a page that keeps nothing that alone is said", () => {
  expect(wrongIn({ used: 999_999_999, isPersisted: false }, false)).toEqual(["Kept here"]);
});

test("[UI10] whatever is wrong comes with a next step", () => {
  const findings = [false, true].flatMap((keeps) => [{}, { used: 9, quota: 10 }].flatMap((room) => findingsOfRoom(room, keeps)));
  expect(findings.map(({ state }) => state)).not.toContain("good");
  for (const { next } of findings) expect(next?.length).toBeGreaterThan(20);
});

describe("in words", () => {
  test.each<[Room, number | undefined, string]>([
    [plenty, 0.000_001, "1.0 kB of 1.0 GB, less than 1 %"],
    [{ used: 0, quota: 10 }, 0, "0 B of 10 B, 0 %"],
    [{ used: 850, quota: 1_000 }, 0.85, "850 B of 1.0 kB, 85 %"],
    [{ used: 30, quota: 10 }, 1, "30 B of 10 B, 100 %"],
    [{ used: 30, quota: 0 }, undefined, "the browser does not say"],
    [{}, undefined, "the browser does not say"],
  ])("[UI10] %j", (room, taken, text) => {
    expect(takenOf(room)).toBe(taken);
    expect(takenText(room).replace("\u00a0", " ")).toBe(text);
  });

  test("[UI10] of the journal, and in short", () => {
    expect([plenty, {}].map(journalText)).toEqual(["400 B, this page's alone", "this browser does not say"]);
    expect([plenty, undefined, { ...plenty, used: 900_000_000 }].map(keptText)).toEqual([
      "kept in this browser, 400 B",
      "kept in this browser",
      "kept in this browser, 400 B; little room is left: see Health",
    ]);
  });
});

// Rows of the tree, and where keys lead among them.
import { expect, test } from "vitest";
import { childrenStep, rowByKey, rowsOf } from "./rows.js";

const document = { ann: { points: 1 }, list: [1, { "a.b": 2 }], score: 3 };
const openAll = { open: new Map([["ann", 100], ["list", 100], ["list[1]", 100]]) };
const ids = (open: ReadonlyMap<string, number>): string[] => rowsOf(document, { open }).map(({ id }) => id);

test("children are rows if their container is open", () => {
  expect(ids(new Map())).toEqual(["ann", "list", "score"]);
  expect(ids(openAll.open)).toEqual(["ann", "ann.points", "list", "list[0]", "list[1]", 'list[1]["a.b"]', "score"]);
});

test("a row says where it stands", () => {
  const row = rowsOf(document, openAll).find(({ id }) => id === "list[1]");
  expect(row).toMatchObject({ depth: 2, position: 2, siblings: 2, isOpen: true, parent: "list", shape: "/2" });
});

test("of many children some are drawn, and the rest is counted", () => {
  const rows = rowsOf({ list: Array.from({ length: 1000 }, (_, i) => i) }, { open: new Map([["list", childrenStep]]) });
  expect(rows).toHaveLength(1 + childrenStep + 1);
  expect(rows.at(-1)?.hidden).toBe(1000 - childrenStep);
});

test("keys lead where they do in any tree", () => {
  const rows = rowsOf(document, openAll);
  expect(rowByKey(rows, "ann", "ArrowDown")).toBe("ann.points");
  expect(rowByKey(rows, "ann.points", "ArrowUp")).toBe("ann");
  expect(rowByKey(rows, "ann", "ArrowRight")).toBe("ann.points");
  expect(rowByKey(rows, "list[1]", "ArrowLeft")).toBe("list");
  expect(rowByKey(rows, "score", "Home")).toBe("ann");
  expect(rowByKey(rows, "ann", "End")).toBe("score");
  expect(rowByKey(rows, "score", "ArrowDown")).toBeUndefined();
  expect(rowByKey(rows, "went", "ArrowDown")).toBe("ann");
});

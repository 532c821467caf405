// What an address or a pasted text is taken for.
import { expect, test } from "vitest";
import { wayFrom, wayIn } from "./address.js";

test("an invite in the address goes before a name", () => {
  expect(wayIn("#join=AbC_-9", "?id=Alpha")).toEqual({ invite: "#join=AbC_-9" });
  expect(wayIn("", "?id=Alpha")).toEqual({ name: "Alpha" });
  expect(wayIn("", "?id=%20")).toBeUndefined();
  expect(wayIn("#documents", "")).toBeUndefined();
});

test("what is pasted is a link, the text of a code, or a name", () => {
  expect(wayFrom(" https://example.org/studio/#join=AbC ")).toEqual({ invite: "#join=AbC" });
  expect(wayFrom("selvage:ab2c")).toEqual({ invite: "SELVAGE:AB2C" });
  expect(wayFrom("#join=SELVAGE:AB2C")).toEqual({ invite: "SELVAGE:AB2C" });
  expect(wayFrom("Alpha")).toEqual({ name: "Alpha" });
  expect(wayFrom("  ")).toBeUndefined();
});

// The bytes that core/store/disk_codec_test.cpp has as well.
import { expect, test } from "vitest";
import { answerOf, DiskError, faultOf, type Disk } from "./actions.js";
import { decodeRequest, encodeAnswer } from "./codec.js";

const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));
const toHex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

test("[DK10] requests are read", () => {
  const ticket = 0x0102n;
  const file = 3n;
  const start = "0201000000000000";
  const number = "0300000000000000";
  const read = (rest: string): unknown => decodeRequest(fromHex(start + rest));
  expect(read(`00${number}01026162`)).toEqual({ ticket, kind: "open", file, isNew: true, name: "ab" });
  expect(read(`01${number}`)).toEqual({ ticket, kind: "close", file });
  expect(read(`02${number}050000000000000002000000eeee`)).toEqual({
    ticket,
    kind: "write",
    file,
    offset: 5,
    bytes: Uint8Array.of(0xee, 0xee),
  });
  expect(read(`03${number}050000000000000007000000`)).toEqual({
    ticket,
    kind: "read",
    file,
    offset: 5,
    size: 7,
  });
  expect(read(`04${number}`)).toEqual({ ticket, kind: "sync", file });
  expect(read(`05${number}0900000000000000`)).toEqual({ ticket, kind: "resize", file, size: 9 });
  expect(read("0601610162")).toEqual({ ticket, kind: "rename", from: "a", to: "b" });
  expect(read("070161")).toEqual({ ticket, kind: "remove", name: "a" });
  expect(read("08")).toEqual({ ticket, kind: "syncNames" });
  expect(read("09")).toEqual({ ticket, kind: "list" });
  expect(read("0a")).toEqual({ ticket, kind: "measure" });
  expect(() => read("0b")).toThrow("something unknown");
});

test("[DK10] answers are written", () => {
  const bytes = encodeAnswer({
    ticket: 0x0102n,
    fault: "full",
    size: 4,
    space: { used: 5, quota: 6 },
    files: [
      { name: "a", size: 7 },
      { name: "b", size: 8 },
    ],
    bytes: Uint8Array.of(0xee, 0xff),
  });
  expect(toHex(bytes)).toBe(
    "0201000000000000" +
      "03" +
      "0400000000000000" +
      "0500000000000000" +
      "0600000000000000" +
      "0200000001610700000000000000" +
      "01620800000000000000" +
      "02000000eeff",
  );
});

test("[WD3] what a browser throws has the name of a fault, what is a bug is thrown on", () => {
  const named = (name: string): string => faultOf(new DOMException("", name));
  expect(named("QuotaExceededError")).toBe("full");
  expect(named("NotFoundError")).toBe("missing");
  expect(named("InvalidStateError")).toBe("gone");
  expect(named("NotReadableError")).toBe("failed");
  expect(faultOf(new DiskError("exists"))).toBe("exists");
  expect(() => faultOf(new TypeError("a bug"))).toThrow("a bug");
});

test("[DK5] a write that failed gives its buffer back", async () => {
  const disk: Disk = {
    carryOut: () => Promise.reject(new DiskError("full")),
    close: () => {},
  };
  const bytes = Uint8Array.of(1, 2, 3);
  const request = { ticket: 1n, kind: "write", file: 1n, offset: 0, bytes } as const;
  expect(await answerOf(disk, request)).toEqual({ ticket: 1n, fault: "full", bytes });
});

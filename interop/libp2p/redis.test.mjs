// @ts-check
// The bytes of the protocol of Redis.
import { expect, test } from "vitest";
import { decodeReply, encodeCommand } from "./redis.mjs";

const reply = (/** @type {string} */ text) => decodeReply(Buffer.from(text));

test("a command is a list of texts, whose sizes are in bytes", () => {
  expect(encodeCommand(["SET", "ö", 1])).toBe("*3\r\n$3\r\nSET\r\n$2\r\nö\r\n$1\r\n1\r\n");
});

test("each kind of reply is understood", () => {
  expect(reply("+OK\r\n")).toEqual({ reply: "OK", end: 5 });
  expect(reply(":42\r\n")).toEqual({ reply: 42, end: 5 });
  expect(reply("$2\r\nö\r\n")).toEqual({ reply: "ö", end: 8 });
  expect(reply("$-1\r\n")).toEqual({ reply: null, end: 5 });
  expect(reply("*-1\r\n")).toEqual({ reply: null, end: 5 });
  expect(reply("*2\r\n$1\r\na\r\n:7\r\n")?.reply).toEqual(["a", 7]);
  expect(reply("-WRONGTYPE no\r\n")?.reply).toEqual(new Error("WRONGTYPE no"));
  expect(() => reply("?\r\n")).toThrow("not a reply");
});

test("a reply that is not all there is waited for", () => {
  const whole = "*2\r\n$1\r\na\r\n$3\r\nbcd\r\n";
  for (let size = 0; size < whole.length; ++size) expect(reply(whole.slice(0, size))).toBe(null);
  expect(reply(whole)?.end).toBe(whole.length);
});

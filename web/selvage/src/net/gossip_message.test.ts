// What listens to a topic says what it may say, at once.
import { expect, test } from "vitest";
import { judge, numberOf, type GossipMessage, type OnMessage } from "./gossip_message.js";

const message: GossipMessage = { topic: "news", author: "a", from: "b", bytes: new Uint8Array(1) };

test("nothing that is said lets a message pass", () => {
  expect(judge(message, () => {})).toBe("accept");
  expect(judge(message, undefined)).toBe("accept");
});

test("what is said counts, as the brain numbers it", () => {
  expect(numberOf(judge(message, () => "accept"))).toBe(0);
  expect(numberOf(judge(message, () => "reject"))).toBe(1);
  expect(numberOf(judge(message, () => "ignore"))).toBe(2);
});

test("[PN6] who is async is told not to be, since messages would wait for ever", () => {
  const isAsync = (async () => "accept") as unknown as OnMessage;
  expect(() => judge(message, isAsync)).toThrow("It must not be async");
  const isWrong = (() => true) as unknown as OnMessage;
  expect(() => judge(message, isWrong)).toThrow('What listens to "news" says "accept"');
});

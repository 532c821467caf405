// @ts-check
// How a browser is spoken to, here by one that answers as it is told.
import { afterEach, beforeEach, expect, test } from "vitest";
// @ts-expect-error ws brings no types along.
import { WebSocketServer } from "ws";
import { Bidi } from "./bidi.mjs";

/** @type {any} */
let server;
/** @type {any} */
let browser;
/** @type {Bidi} */
let bidi;

beforeEach(async () => {
  server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  server.on("connection", (/** @type {any} */ socket) => (browser = socket));
  await new Promise((resolve) => server.once("listening", resolve));
  bidi = await Bidi.connect(`ws://127.0.0.1:${server.address().port}`);
});
afterEach(() => {
  browser.terminate();
  server.close();
});

/** @param {object[]} messages */
const answer = (...messages) =>
  browser.once("message", () => messages.forEach((message) => browser.send(JSON.stringify(message))));

test("each command has its own answer, in whatever order they come", async () => {
  answer({ type: "success", id: 2, result: { n: 2 } }, { type: "success", id: 1, result: { n: 1 } });
  expect(await Promise.all([bidi.send("a"), bidi.send("b")])).toEqual([{ n: 1 }, { n: 2 }]);
});

test("what is refused says which command, and why", async () => {
  answer({ type: "error", id: 1, error: "no such frame", message: "it was closed" });
  await expect(bidi.send("script.evaluate")).rejects.toThrow("script.evaluate: no such frame, it was closed");
});

test("events are told to all who listen", async () => {
  /** @type {unknown[]} */
  const heard = [];
  for (let twice = 0; twice < 2; ++twice) bidi.listen((method, params) => heard.push([method, params]));
  answer({ type: "event", method: "log.entryAdded", params: { text: "t" } }, { type: "success", id: 1, result: {} });
  await bidi.send("a");
  expect(heard).toEqual(Array(2).fill(["log.entryAdded", { text: "t" }]));
});

test("a browser that is gone fails what waits, and what comes after", async () => {
  browser.once("message", () => browser.terminate());
  await expect(bidi.send("a")).rejects.toThrow("a: the browser is gone");
  await expect(bidi.send("b")).rejects.toThrow("b: the browser is gone");
});

// PortTransport over a MessageChannel of Node: order, end, and nothing left behind.
import { expect, test } from "vitest";
import { PortTransport } from "./transport.js";

function makePair() {
  const { port1, port2 } = new MessageChannel();
  return { port1, near: new PortTransport(port1), far: new PortTransport(port2) };
}

test("pieces arrive in order, then the end, though the sender has closed", async () => {
  const { near, far } = makePair();
  const received: number[] = [];
  near.open({ data: () => {}, end: () => {} });
  for (let index = 0; index < 100; ++index) near.send(new Uint8Array([index]));
  near.close();
  await new Promise<void>((end) => {
    far.open({ data: (bytes) => received.push(...bytes), end });
  });
  expect(received).toEqual(Array.from({ length: 100 }, (_, index) => index));
});

test("what is no part of a stream ends it", async () => {
  const { port1, far } = makePair();
  port1.postMessage({ surprise: true });
  await new Promise<void>((end) => far.open({ data: () => {}, end }));
});

test("a port that was closed without a word ends the stream too", async () => {
  const { port1, far } = makePair();
  const ended = new Promise<void>((end) => far.open({ data: () => {}, end }));
  port1.close();
  await ended;
});

test("nobody is told of the end that they made themselves", async () => {
  const { near, far } = makePair();
  let told = false;
  const ended = new Promise<void>((end) => far.open({ data: () => {}, end }));
  near.open({ data: () => {}, end: () => (told = true) });
  near.close();
  await ended;
  await new Promise((later) => setTimeout(later, 20));
  expect(told).toBe(false);
});

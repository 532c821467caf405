// Whoever waits for room of a link is told when there is some, however many channels share it.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeBuffer } from "../../testing/fake_buffer.js";
import { ChannelsLink, type ChannelsUser } from "./channels_link.js";

const pieceSize = 16 * 1024;

class FakeChannel extends FakeBuffer {
  readyState = "open";
  onopen: (() => void) | null = null;
  onmessage: (() => void) | null = null;
  onclose: (() => void) | null = null;

  send(bytes: Uint8Array): void {
    this.bufferedAmount += bytes.length;
  }
  close(): void {
    this.readyState = "closing";
  }
  end(): void {
    this.readyState = "closed"; // What waits still counts, as the standard has it.
    this.onclose?.();
  }
}

let made: FakeChannel[] = [];
class FakeConnection {
  onconnectionstatechange = null;
  ondatachannel = null;
  onicecandidate = null;
  createDataChannel(): FakeChannel {
    const channel = new FakeChannel();
    made.push(channel);
    return channel;
  }
  close(): void {}
}

beforeEach(() => {
  made = [];
  vi.stubGlobal("RTCPeerConnection", FakeConnection);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** With channels 1 to `count`, and how often it told that there is room. */
function openLink(count: number): { link: ChannelsLink; channels: FakeChannel[]; told: string[] } {
  const told: string[] = [];
  const user = {
    opened: () => {},
    channelReady: () => {},
    channelClosed: (channel: number) => told.push(`closed ${channel}`),
    writable: () => told.push("writable"),
  } as unknown as ChannelsUser;
  const link = new ChannelsLink(user);
  made[0]?.onopen?.();
  for (let channel = 1; channel <= count; ++channel) link.open(channel);
  return { link, channels: made.slice(1), told };
}

/** In turns, until there is no room. */
function fill(link: ChannelsLink, count: number): void {
  for (let at = 0; link.hasRoom(); ++at) link.send((at % count) + 1, new Uint8Array(pieceSize));
}

test.each([1, 2, 5, 64])("[PN4] a link that %i channels have filled tells when there is room", (count) => {
  const { link, channels, told } = openLink(count);
  fill(link, count);
  expect(told).toEqual([]);
  for (let round = 0; round < 64; ++round)
    for (const channel of channels) channel.drain(pieceSize);
  expect(told).toEqual(["writable"]); // Nobody has asked again.
  expect(link.hasRoom()).toBe(true);
  fill(link, count);
  for (const channel of channels) channel.drain(Infinity);
  expect(told).toEqual(["writable", "writable"]);
});

test("what is left in a channel that told still counts", () => {
  const { link, channels } = openLink(2);
  fill(link, 2);
  const all = channels.reduce((size, { bufferedAmount }) => size + bufferedAmount, 0);
  for (const channel of channels) channel.drain(channel.bufferedAmount / 2 + 1);
  let sent = 0;
  for (; link.hasRoom(); sent += pieceSize) link.send(1, new Uint8Array(pieceSize));
  expect(sent).toBeLessThan(all / 2 + 2 * pieceSize);
});

test.each(["empties", "ends"])("[PN4] a full channel that is closed makes room when it %s", (how) => {
  const { link, channels, told } = openLink(1);
  fill(link, 1);
  link.closeChannel(1);
  expect(link.hasRoom()).toBe(false);
  if (how === "empties") channels[0]?.drain(Infinity);
  else channels[0]?.end();
  expect(told).toEqual(["writable"]);
  expect(link.hasRoom()).toBe(true);
});

test("a full channel that the peer closes makes room", () => {
  const { link, channels, told } = openLink(1);
  fill(link, 1);
  channels[0]?.end();
  expect(told).toEqual(["closed 1", "writable"]);
});

test("a closed link tells nothing of its channels", () => {
  const { link, channels, told } = openLink(1);
  fill(link, 1);
  link.closeChannel(1);
  link.close();
  channels[0]?.end();
  expect(told).toEqual([]);
});

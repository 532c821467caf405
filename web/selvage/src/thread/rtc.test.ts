// Links in a Worker over connections in its page: what one orders the other does, and what waits counts on both sides.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeBuffer } from "../../testing/fake_buffer.js";
import { ChannelsLink, type ChannelsUser } from "../net/channels_link.js";
import { RemoteConnections } from "./remote_connections.js";
import { RtcHost } from "./rtc_host.js";
import type { RtcNews, RtcOrder } from "./rtc_messages.js";

const pieceSize = 16 * 1024;

/** As the standard has it. */
class FakeChannel extends FakeBuffer {
  readyState = "connecting";
  binaryType = "blob";
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly sent: number[] = [];

  open(): void {
    this.readyState = "open";
    this.onopen?.();
  }
  send(bytes: Uint8Array): void {
    this.sent.push(bytes[0] ?? -1);
    this.bufferedAmount += bytes.length;
  }
  close(): void {
    if (this.readyState === "closed") return;
    this.readyState = "closed";
    this.onclose?.();
  }
}

class FakeConnection {
  connectionState = "new";
  signalingState = "stable";
  sctp: { state: string; onstatechange: (() => void) | null; transport: { state: string; onstatechange: (() => void) | null } } | null = null;
  onconnectionstatechange: (() => void) | null = null;
  onicecandidate: ((event: { candidate: unknown }) => void) | null = null;
  ondatachannel: ((event: { channel: FakeChannel }) => void) | null = null;
  readonly channels: FakeChannel[] = [];
  isFull = false;

  constructor() {
    if (world.makesNone) throw new DOMException("too many", "UnknownError");
    world.connection = this;
  }
  createDataChannel(): FakeChannel {
    if (this.isFull) throw new DOMException("no number is left", "OperationError");
    const channel = new FakeChannel();
    this.channels.push(channel);
    return channel;
  }
  async createOffer(): Promise<{ type: string; sdp: string }> {
    return { type: "offer", sdp: "an offer" };
  }
  async setLocalDescription({ sdp }: { sdp: string }): Promise<void> {
    if (sdp !== "an offer") throw new DOMException("it was changed", "InvalidModificationError");
    this.sctp = { state: "connecting", onstatechange: null, transport: { state: "new", onstatechange: null } };
  }
  close(): void {
    this.connectionState = "closed";
  }
}

class World {
  connection: FakeConnection | undefined;
  makesNone = false;
}
let world: World;
let connections: RemoteConnections;

/** As messages go: cloned, in their order. Fake channels are none that a browser hands over. */
beforeEach(() => {
  world = new World();
  const host = new RtcHost((news: RtcNews, transfer: Transferable[] = []) => {
    if (transfer.some((one) => (one as unknown) instanceof FakeChannel)) throw new DOMException("no", "DataCloneError");
    const sent = structuredClone(news, { transfer });
    queueMicrotask(() => connections.hear(sent));
  });
  connections = new RemoteConnections((orders: readonly RtcOrder[], transfer) => {
    const sent = structuredClone(orders, { transfer });
    queueMicrotask(() => sent.forEach((order) => host.obey(order)));
  });
  let isInPage = false;
  vi.stubGlobal("RTCPeerConnection", function make(configuration?: RTCConfiguration) {
    if (isInPage) return new FakeConnection();
    return connections.make(configuration);
  });
  const obey = host.obey.bind(host);
  host.obey = (order) => {
    isInPage = true;
    obey(order);
    isInPage = false;
  };
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** All messages are there. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

async function openLink(): Promise<{ link: ChannelsLink; told: string[]; page: FakeConnection }> {
  const told: string[] = [];
  let last = 100;
  const user: ChannelsUser = {
    opened: () => told.push("opened"),
    failed: () => told.push("failed"),
    ended: () => told.push("ended"),
    writable: () => told.push("writable"),
    channelOpened: () => ++last,
    channelReady: (channel) => told.push(`ready ${channel}`),
    channelClosed: (channel) => told.push(`closed ${channel}`),
    channelReceived: (channel, bytes) => told.push(`${channel}: ${bytes.length}`),
  };
  const link = new ChannelsLink(user);
  await settled();
  const page = world.connection as FakeConnection;
  page.channels[0]?.open();
  await settled();
  expect(told.splice(0)).toEqual(["opened"]);
  return { link, told, page };
}

test("[TH6] channels open, carry bytes and close, whoever began them", async () => {
  const { link, told, page } = await openLink();
  link.open(7);
  await settled();
  page.channels[1]?.open();
  await settled();
  link.send(7, new Uint8Array([5, 6]));
  const theirs = new FakeChannel();
  theirs.readyState = "open";
  page.ondatachannel?.({ channel: theirs });
  theirs.onmessage?.({ data: new ArrayBuffer(3) });
  await settled();
  expect(page.channels[1]?.sent).toEqual([5]);
  link.send(101, new Uint8Array([9]));
  await settled();
  expect(theirs.sent).toEqual([9]);
  theirs.close();
  link.closeChannel(7);
  await settled();
  expect(page.channels[1]?.readyState).toBe("closed");
  expect(told).toEqual(["ready 7", "101: 3", "closed 101"]);
});

test("[TH6] what waits in the page's channels holds back who sends in the Worker, until it has left", async () => {
  const { link, told, page } = await openLink();
  link.open(1);
  await settled();
  const channel = page.channels[1] as FakeChannel;
  channel.open();
  await settled();
  expect(told.splice(0)).toEqual(["ready 1"]);
  let sent = 0;
  for (; link.hasRoom(); ++sent) link.send(1, new Uint8Array(pieceSize));
  expect(sent * pieceSize).toBe(1024 * 1024); // As many as without a Worker.
  await settled();
  expect(channel.sent).toHaveLength(sent);
  expect(told).toEqual([]);
  while (channel.bufferedAmount > 0) {
    channel.drain(pieceSize);
    await settled();
  }
  expect(told).toEqual(["writable"]);
  expect(link.hasRoom()).toBe(true);
});

test("[TH6] a channel or a connection that the browser does not make is told as such", async () => {
  const { link, told, page } = await openLink();
  page.isFull = true;
  link.open(1);
  await settled();
  expect(told).toEqual(["closed 1"]);
  world.makesNone = true;
  const none = connections.make({});
  await expect(none.createOffer()).rejects.toMatchObject({ name: "UnknownError" });
});

test("[TH6] what a browser refuses keeps its name, and what lies below a link ends it", async () => {
  const connection = connections.make({});
  const offer = await connection.createOffer();
  expect(offer).toEqual({ type: "offer", sdp: "an offer" });
  const refused = connection.setLocalDescription({ type: "offer", sdp: "another" });
  await expect(refused).rejects.toMatchObject({ name: "InvalidModificationError" });
  let below = "";
  connection.sctp.transport.onstatechange = () => void (below = connection.sctp.transport.state);
  await connection.setLocalDescription({ type: "offer", sdp: "an offer" });
  const transport = (world.connection as FakeConnection).sctp!.transport;
  transport.state = "closed";
  transport.onstatechange?.();
  await settled();
  expect(below).toBe("closed");
});

test("[TH6] a connection that fails in the page ends the link in the Worker", async () => {
  const { told, page } = await openLink();
  page.connectionState = "failed";
  page.onconnectionstatechange?.();
  await settled();
  expect(told).toEqual(["ended"]);
  expect(page.connectionState).toBe("closed");
});

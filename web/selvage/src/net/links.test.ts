// A browser that makes no channel, or breaks one: the brain hears of it, and the link goes on or ends.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Links } from "./links.js";
import type { SwarmHandle } from "./swarm_handle.js";

const link = 7;

class FakeChannel {
  readyState = "open";
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  sent = 0;

  send(): void {
    if (world.isSendingRefused) throw new DOMException("the queue is full", "OperationError");
    ++this.sent;
  }
  close(): void {
    this.readyState = "closing";
  }
}

class FakeConnection {
  signalingState = "stable";
  connectionState = "connected";
  sctp = null;
  onconnectionstatechange = null;
  ondatachannel = null;
  onicecandidate = null;

  constructor() {
    world.connection = this;
  }
  createDataChannel(): FakeChannel {
    if (world.openingFailure) throw world.openingFailure;
    const channel = new FakeChannel();
    world.channels.push(channel);
    return channel;
  }
  createOffer(): Promise<{ sdp: string }> {
    return new Promise(() => {}); // What is described is not looked at here.
  }
  close(): void {
    this.signalingState = "closed";
  }
}

type Order = { kind: "open" | "send" | "close"; channel: number; bytes?: Uint8Array };

class World {
  connection: FakeConnection | undefined;
  readonly channels: FakeChannel[] = [];
  readonly orders: Order[] = [];
  readonly told: string[] = [];
  openingFailure: DOMException | undefined;
  isSendingRefused = false;

  /** A link whose channel 0 is open. The brain is a list of orders, and of what it was told. */
  links(): Links {
    const { orders, told } = this;
    const note =
      (name: string) =>
      (_live: number, _link: number, channel: number): void => {
        told.push(`${name} ${channel}`);
        links.send(link); // As the pump does, which may run within.
      };
    const calls = {
      swarm_dialed_directly: () => {},
      swarm_consume_channel_order: () => orders.shift(),
      swarm_channel_refused: note("refused"),
      swarm_channel_closed: note("closed"),
      swarm_channel_ready: note("ready"),
      swarm_end: () => told.push("ended"),
    };
    const handle = { calls, live: 1, nextChannelOrder: () => orders[0] } as unknown as SwarmHandle;
    const links = new Links(
      handle,
      () => 0,
      (action) => action(1),
    );
    links.obey({ kind: "direct", link } as Parameters<Links["obey"]>[0]);
    this.channels[0]?.onopen?.();
    return links;
  }
}

let world = new World();
beforeEach(() => {
  world = new World();
  vi.stubGlobal("RTCPeerConnection", FakeConnection);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test("[PN13] a channel for which no number is left is told to the brain, and the link goes on", () => {
  const links = world.links();
  world.openingFailure = new DOMException("no number is left", "OperationError");
  world.orders.push({ kind: "open", channel: 1 }, { kind: "open", channel: 2 });
  links.send(link);
  expect(world.told).toEqual(["refused 1", "refused 2"]);
  expect(world.orders).toEqual([]);
  world.openingFailure = undefined;
  world.orders.push({ kind: "open", channel: 3 }, { kind: "send", channel: 3, bytes: new Uint8Array(1) });
  links.send(link);
  expect(world.channels[1]?.sent).toBe(1);
  expect(world.told).toEqual(["refused 1", "refused 2"]);
});

test("[PN13] a channel that is refused because the connection has gone ends the link", () => {
  const links = world.links();
  world.openingFailure = new DOMException("closed", "InvalidStateError");
  if (world.connection) world.connection.signalingState = "closed";
  world.orders.push({ kind: "open", channel: 1 }, { kind: "open", channel: 2 });
  links.send(link);
  expect(world.told.at(-1)).toBe("ended");
  expect(world.told.filter((one) => one === "ended")).toHaveLength(1);
  links.send(link);
  expect(world.told.filter((one) => one === "ended")).toHaveLength(1);
});

test("[PN13] a channel on which nothing more can be sent is told as closed, and the others go on", () => {
  const links = world.links();
  world.orders.push({ kind: "open", channel: 1 }, { kind: "open", channel: 2 });
  links.send(link);
  const bytes = new Uint8Array(1);
  world.isSendingRefused = true;
  world.orders.push({ kind: "send", channel: 1, bytes });
  links.send(link);
  expect(world.told).toEqual(["closed 1"]);
  expect(world.channels[1]?.readyState).toBe("closing");
  world.isSendingRefused = false;
  world.orders.push({ kind: "send", channel: 2, bytes });
  links.send(link);
  expect(world.channels[2]?.sent).toBe(1);
});

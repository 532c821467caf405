// What a swarm of a page makes of its brain, which is played here, in the moments that hardly come
// about in a page: whoever hears of something closes what it hears from, the browser refuses, a
// handler fails after the end.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { VirtualClock } from "../../testing/virtual_clock.js";
import { ByteWriter } from "../document/byte_writer.js";
import type { Instance } from "../instance.js";
import { Swarm, type SwarmOptions } from "./swarm.js";

const shownPlace = 1024; // Behind the words that say where and how much it is.
const encoder = new TextEncoder();

/** Numbers as varints, and texts behind their sizes. */
function told(...parts: readonly (number | string)[]): Uint8Array {
  const writer = new ByteWriter();
  for (const part of parts)
    if (typeof part === "number") writer.varint(part);
    else writer.sized(encoder.encode(part));
  return writer.bytes.slice();
}
const connected = told(0, "peer", 1, 0, "tcp", "/ip4/127.0.0.1/tcp/1", "connected with peer");
const accepted = told(5, 1, 2, "peer", "/echo/1.0.0");
const finished = told(8, 1, 2);
const post = told(0, "goodbye");
const offer = (meeting: number): Uint8Array => told(1, meeting);
const dialDirectly = (link: number): Uint8Array => told(2, link);
const drop = (meeting: number): Uint8Array => told(5, meeting);

/** Tells and orders what it is given, and knows what it was asked. */
class PlayedBrain {
  readonly events: Uint8Array[] = [];
  readonly orders: Uint8Array[] = [];
  readonly meetingOrders: Uint8Array[] = [];
  readonly asked: string[] = [];
  readonly decided: number[][] = [];
  subscribes = 1;
  readonly #memory = new WebAssembly.Memory({ initial: 1 });

  readonly #answers: Record<string, (...values: number[]) => number> = {
    swarm_create: () => 1,
    swarm_deadline: () => 1_000,
    swarm_next_event: () => this.#show(this.events.shift()),
    swarm_next_order: () => this.#show(this.orders.shift()),
    swarm_next_meeting_order: () => this.#show(this.meetingOrders.shift()),
    swarm_leave_board: () => this.meetingOrders.push(drop(1), post),
    swarm_forget_board: () => (this.meetingOrders.length = 0),
    swarm_subscribe: () => this.subscribes,
    swarm_answer_introduction: (_, introduction, accepts) => this.decided.push([introduction ?? 0, accepts ?? 0]),
  };

  asInstance(): Instance {
    const calls = new Proxy(this.#answers, {
      get: (answers, name: string) => (...values: number[]) => {
        this.asked.push(name);
        return answers[name]?.(...values) ?? 0;
      },
    });
    return {
      calls,
      memory: this.#memory,
      bytes: new Uint8Array(this.#memory.buffer),
      windowSize: 1024,
      stopped: false,
      show: (bytes: Uint8Array, use: (size: number) => void) => use(bytes.length),
      showText: (text: string) => text.length,
    } as unknown as Instance;
  }

  #show(bytes: Uint8Array | undefined): number {
    if (!bytes) return 0;
    new Uint8Array(this.#memory.buffer).set(bytes, shownPlace);
    new Uint32Array(this.#memory.buffer).set([shownPlace, bytes.length], 4);
    return 1;
  }
}

let channels: FakeBroadcastChannel[] = [];
class FakeBroadcastChannel {
  readonly posted: string[] = [];
  isClosed = false;
  constructor() {
    channels.push(this);
  }
  postMessage(note: Uint8Array): void {
    this.posted.push(new TextDecoder().decode(note));
  }
  close(): void {
    this.isClosed = true;
  }
}

class NoConnection {
  constructor() {
    throw new SyntaxError("no such server");
  }
}

let reported: unknown[] = [];

/** What is reported goes to the console of a page; here it would be the test's failure. */
function collectReports(): void {
  reported = [];
  vi.stubGlobal("queueMicrotask", (call: () => void) => {
    void Promise.resolve()
      .then(call)
      .catch((failure: unknown) => reported.push(failure));
  });
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  channels = [];
  vi.stubGlobal("BroadcastChannel", FakeBroadcastChannel);
  vi.stubGlobal("RTCPeerConnection", NoConnection);
  collectReports();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function makeSwarm(options: SwarmOptions = {}): { brain: PlayedBrain; swarm: Swarm; clock: VirtualClock } {
  const brain = new PlayedBrain();
  const clock = new VirtualClock();
  return { brain, clock, swarm: new Swarm(brain.asInstance(), { clock, ...options }) };
}

test.each(["leaveTabs", "close"] as const)("[PN5] %s() says goodbye, also where something is heard", (leave) => {
  const { brain, swarm } = makeSwarm({ onEvent: () => swarm[leave]() });
  swarm.joinTabs("test");
  brain.events.push(connected);
  swarm.unhandle("/any/1.0.0");
  expect(channels[0]?.posted).toEqual(["goodbye"]);
  expect(channels[0]?.isClosed).toBe(true);
  expect(brain.asked.filter((name) => name === "swarm_forget_board")).toHaveLength(1);
});

test("a swarm that has left tabs joins them again", () => {
  const { swarm } = makeSwarm();
  swarm.joinTabs("test");
  expect(() => swarm.joinTabs("test")).toThrow("joined tabs already");
  swarm.leaveTabs();
  swarm.joinTabs("test");
  expect(channels.map(({ isClosed }) => isClosed)).toEqual([true, false]);
});

test("[PN8] a swarm that is closed joins no tabs", () => {
  const { swarm } = makeSwarm();
  swarm.close();
  expect(() => swarm.joinTabs("test")).toThrow("The swarm was closed.");
  expect(channels).toEqual([]);
});

test("a meeting for which the browser makes no connection fails, and nothing else", async () => {
  const { brain, swarm, clock } = makeSwarm();
  brain.meetingOrders.push(offer(1), drop(1), offer(2), post);
  swarm.joinTabs("test");
  expect(channels[0]?.posted).toEqual(["goodbye"]);
  expect(clock.armed).toBe(1);
  await settled();
  expect(brain.asked.filter((name) => name === "swarm_meeting_failed")).toHaveLength(2);
  expect(reported.map(String)).toEqual(Array(2).fill("SyntaxError: no such server"));
});

test("[PN7] a direct dial for which the browser makes no connection fails", async () => {
  const { brain, swarm, clock } = makeSwarm();
  brain.orders.push(dialDirectly(1), dialDirectly(2));
  swarm.unhandle("/any/1.0.0");
  expect(clock.armed).toBe(1);
  await settled();
  expect(brain.asked.filter((name) => name === "swarm_dial_failed")).toHaveLength(2);
  expect(reported).toEqual([]);
});

test.each([
  ["true", () => true, 1],
  ["a promise of it", async () => true, 1],
  ["anything else", () => "yes" as unknown as boolean, 0],
  ["false", () => false, 0],
  ["no promise that is kept", () => Promise.reject(new Error("not decided")), 0],
])("[PN12] who is introduced is met if the user says %s", async (_, onIntroduction, accepted) => {
  const { brain, swarm } = makeSwarm({ onIntroduction });
  brain.events.push(told(20, 7, "asking", "via", "asking wants to meet"));
  swarm.unhandle("/any/1.0.0");
  await settled();
  expect(brain.decided).toEqual([[7, accepted]]);
});

test("[PN12] a swarm that was closed meanwhile decides nothing", async () => {
  const { brain, swarm } = makeSwarm({ onIntroduction: async () => true });
  brain.events.push(told(20, 7, "asking", "via", "asking wants to meet"));
  swarm.unhandle("/any/1.0.0");
  swarm.close();
  await settled();
  expect(brain.decided).toEqual([]);
});

test("the timer is armed after whatever went wrong", async () => {
  const { brain, swarm, clock } = makeSwarm();
  swarm.joinTabs("test");
  vi.spyOn(FakeBroadcastChannel.prototype, "postMessage").mockImplementationOnce(() => {
    throw new Error("too large");
  });
  brain.meetingOrders.push(post);
  clock.advance(1_000);
  expect(clock.armed).toBe(1);
  await settled();
  expect(reported.map(String)).toEqual(["Error: too large"]);
});

test("what a handler throws after the swarm was closed is reported, and that alone", async () => {
  const { brain, swarm } = makeSwarm();
  swarm.handle("/echo/1.0.0", async (stream) => {
    await stream.finish();
    swarm.close();
    throw new Error("the handler's own");
  });
  brain.events.push(accepted, finished);
  swarm.unhandle("/any/1.0.0");
  await settled();
  expect(reported.map(String)).toEqual(["Error: the handler's own"]);
});

test("[PN6] a topic that is none is refused", () => {
  const { brain, swarm } = makeSwarm();
  brain.subscribes = 0;
  expect(() => swarm.subscribe("", () => {})).toThrow("The topic's name is too long, or there is none.");
});

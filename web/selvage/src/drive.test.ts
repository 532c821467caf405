// drive() does the same three things after every input, with one timer, and leaves nothing behind.
import { load } from "selvage";
import { expect, test } from "vitest";
import { toHex } from "../testing/hex.mjs";
import { VirtualClock } from "../testing/virtual_clock.js";
import { readVectors, type Conversation } from "../testing/vectors.js";
import { systemClock } from "./clock.js";
import { drive } from "./drive.js";
import { PortTransport, type ByteReceiver, type ByteTransport } from "./transport.js";

/** Keeps what is sent; the test delivers. */
class HeldTransport implements ByteTransport {
  readonly sent: Uint8Array[] = [];
  receiver: ByteReceiver | undefined;
  closed = 0;

  open(receiver: ByteReceiver): void {
    this.receiver = receiver;
  }
  send(bytes: Uint8Array): void {
    this.sent.push(bytes);
  }
  close(): void {
    ++this.closed;
  }
}

const heldByProcess = (): string[] =>
  process.getActiveResourcesInfo().filter((kind) => /MessagePort|Timeout/.test(kind));

test("the conversation over a MessageChannel has the trace of every other body", async () => {
  const conversation = await readVectors<Conversation>("ping/conversation.json");
  const core = await load();
  const clock = systemClock();
  const before = heldByProcess();
  const { port1, port2 } = new MessageChannel();
  const events: string[] = [];
  const seed = BigInt(conversation.seed);
  const asking = drive({
    machine: core.pinger({ seed, count: conversation.count, now: clock.now() }),
    transport: new PortTransport(port1),
    clock,
    onEvent: (event) => events.push(event),
  });
  const answering = drive({
    machine: core.responder(clock.now()),
    transport: new PortTransport(port2),
    clock,
  });
  expect(toHex(await asking.ended)).toBe(conversation.pinger);
  expect(toHex(await answering.ended)).toBe(conversation.responder);
  expect(events).toHaveLength(conversation.count + 1);
  expect(heldByProcess()).toEqual(before);
});

test("a silent peer is given up at the deadline, by the one timer", async () => {
  const core = await load();
  const clock = new VirtualClock();
  const transport = new HeldTransport();
  const events: string[] = [];
  const machine = core.pinger({ seed: 1n, count: 1, now: clock.now() });
  const { ended } = drive({ machine, transport, clock, onEvent: (event) => events.push(event) });
  expect(transport.sent).toHaveLength(1);
  expect(clock.armed).toBe(1);
  clock.advance(9_999_999);
  expect(events).toEqual([]);
  clock.advance(1);
  expect(events).toHaveLength(1);
  await ended;
  expect(transport.closed).toBe(1);
  expect(clock.armed).toBe(0);
  expect(() => machine.ended()).toThrow("freed");
});

test("each input moves the timer instead of adding one", async () => {
  const core = await load();
  const clock = new VirtualClock();
  const transport = new HeldTransport();
  const machine = core.pinger({ seed: 1n, count: 0, now: clock.now() });
  const { close, ended } = drive({ machine, transport, clock });
  for (let round = 0; round < 5; ++round) {
    clock.advance(1000);
    const ping = transport.sent.at(-1) ?? new Uint8Array();
    transport.receiver?.data(ping.subarray(0, 10));
    transport.receiver?.data(ping.subarray(10));
    expect(clock.armed).toBe(1);
  }
  close();
  await ended;
  expect(clock.armed).toBe(0);
  transport.receiver?.data(new Uint8Array(32)); // Too late: nobody is there.
  close();
  expect(transport.closed).toBe(1);
});

test("a user may close the stream on an event", async () => {
  const core = await load();
  const clock = new VirtualClock();
  const transport = new HeldTransport();
  const machine = core.pinger({ seed: 1n, count: 0, now: clock.now() });
  const driven = drive({ machine, transport, clock, onEvent: () => driven.close() });
  transport.receiver?.data(transport.sent[0] ?? new Uint8Array());
  await driven.ended;
  expect(transport.closed).toBe(1);
});

test("a core that stops ends the drive with its reason", async () => {
  const core = await load();
  const clock = new VirtualClock();
  const transport = new HeldTransport();
  const { ended } = drive({ machine: core.responder(clock.now()), transport, clock });
  const other = core.pinger({ seed: 1n, count: 1, now: 1000 });
  expect(() => other.consume(33)).toThrow(); // More than waits to be sent.
  transport.receiver?.data(new Uint8Array(32));
  await expect(ended).rejects.toThrow("assertion failed");
  expect(transport.closed).toBe(1);
  expect(clock.armed).toBe(0);
});

test("[PG7] a peer that sends many pings in one message gets them all back", async () => {
  const core = await load();
  const clock = new VirtualClock();
  const transport = new HeldTransport();
  const machine = core.responder(clock.now());
  const { ended } = drive({ machine, transport, clock });
  const pings = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251);
  transport.receiver?.data(pings);
  transport.receiver?.end();
  await ended;
  expect(Buffer.concat(transport.sent)).toEqual(Buffer.from(pings.subarray(0, 6250 * 32)));
  for (const { length } of transport.sent) expect(length).toBeLessThanOrEqual(16 * 1024);
});

test("what a failing transport does ends the drive, frees the machine and goes nowhere else", async () => {
  const core = await load();
  const clock = new VirtualClock();
  const broken = (name: string) => (): never => {
    throw new Error(`${name} failed`);
  };
  const quiet = { open: () => {}, send: () => {}, close: () => {} };
  for (const [transport, reason] of [
    [{ ...quiet, open: broken("open") }, "open failed"],
    [{ ...quiet, open: broken("open"), close: broken("close") }, "open failed"],
    [{ ...quiet, send: broken("send"), close: broken("close") }, "send failed"],
    [{ ...quiet, close: broken("close") }, "close failed"],
  ] as const) {
    const machine = core.pinger({ seed: 1n, count: 1, now: clock.now() });
    const driven = drive({ machine, transport, clock });
    driven.close(); // Ends those that go on until here.
    await expect(driven.ended).rejects.toThrow(reason);
    expect(() => machine.ended()).toThrow("freed");
    expect(clock.armed).toBe(0);
  }
});

test("a user may close the stream on an event and fail there", async () => {
  const core = await load();
  const clock = new VirtualClock();
  const transport = new HeldTransport();
  const machine = core.pinger({ seed: 1n, count: 0, now: clock.now() });
  const onEvent = (): void => {
    driven.close();
    throw new Error("mine");
  };
  const driven = drive({ machine, transport, clock, onEvent });
  transport.receiver?.data(transport.sent[0] ?? new Uint8Array());
  await expect(driven.ended).rejects.toThrow("mine");
  expect(transport.closed).toBe(1);
  expect(() => machine.ended()).toThrow("freed");
});

// How much waits in a socket, and when there is room again.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ByteLink, ByteLinkUser } from "./link.js";
import { openWebSocket } from "./websocket_link.js";

const pieceSize = 64 * 1024;

class FakeSocket {
  bufferedAmount = 0;
  onopen: (() => void) | undefined;
  constructor() {
    socket = this;
  }
  send(bytes: Uint8Array): void {
    this.bufferedAmount += bytes.length;
  }
  close(): void {}
}
let socket: FakeSocket;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function open(writable = (): void => {}): ByteLink {
  const link = openWebSocket("wss://example.org", { opened: () => {}, writable } as ByteLinkUser);
  socket.onopen?.();
  return link;
}

/** How much it takes. */
function fill(link: ByteLink): number {
  const before = socket.bufferedAmount;
  while (link.hasRoom()) link.send(new Uint8Array(pieceSize));
  return socket.bufferedAmount - before;
}

test("who waits for room is told once when there is some", () => {
  const writable = vi.fn();
  const link = open(writable);
  fill(link);
  vi.advanceTimersByTime(100);
  expect(writable).not.toHaveBeenCalled();
  socket.bufferedAmount = 0;
  vi.advanceTimersByTime(100);
  expect(writable).toHaveBeenCalledTimes(1);
  link.close();
  expect(vi.getTimerCount()).toBe(0);
});

test("a tab that nobody sees is given more at a time, since it may seldom look", () => {
  const seen = fill(open());
  vi.stubGlobal("document", { hidden: true });
  expect(fill(open())).toBe(8 * seen);
});

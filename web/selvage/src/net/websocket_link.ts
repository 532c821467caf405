// A WebSocket as a link of bytes. Where its messages begin and end means nothing.
import type { ByteLink, ByteLinkUser } from "./link.js";

/** What may wait in the socket: enough for a fast network, little enough not to lag behind. */
const bufferedSizeMax = 1024 * 1024;
/** Browsers do not tell when a socket has sent what it was given. */
const roomInterval = 4;
/** In a tab that nobody sees: there the browser lets us look once a second. */
const bufferedSizeMaxHidden = 8 * bufferedSizeMax;

const isHidden = (): boolean => typeof document !== "undefined" && document.hidden;

export function openWebSocket(url: string, user: ByteLinkUser): ByteLink {
  let state: "opening" | "open" | "closed" = "opening";
  let socket: WebSocket;
  let timer: ReturnType<typeof setInterval> | undefined;

  const stopWaiting = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  const isFull = (): boolean => socket.bufferedAmount >= (isHidden() ? bufferedSizeMaxHidden : bufferedSizeMax);
  const lookForRoom = (): void => {
    if (isFull()) return;
    stopWaiting();
    user.writable();
  };

  try {
    socket = new WebSocket(url);
  } catch {
    // Of a page that came over https, to an address that did not.
    state = "closed";
    queueMicrotask(() => user.failed(true));
    return { hasRoom: () => false, send: () => {}, close: () => {} };
  }
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    if (state !== "opening") return;
    state = "open";
    user.opened();
  };
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (state !== "open") return;
    if (data instanceof ArrayBuffer) return user.received(new Uint8Array(data));
    end(); // Text is no part of a stream.
    socket.close();
  };
  const end = (): void => {
    const before = state;
    state = "closed";
    stopWaiting();
    if (before === "opening") user.failed(false);
    else if (before === "open") user.ended();
  };
  socket.onclose = end;

  return {
    hasRoom() {
      if (state !== "open") return false;
      if (!isFull()) return true;
      timer ??= setInterval(lookForRoom, roomInterval);
      return false;
    },
    send: (bytes) => socket.send(bytes as Uint8Array<ArrayBuffer>),
    close() {
      state = "closed";
      stopWaiting();
      socket.close();
    },
  };
}

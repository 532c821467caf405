// An RTCPeerConnection as a link of data channels, once its descriptions were set. Channels have the
// brain's numbers; which of SCTP's streams a channel has is the browser's affair.
import type { Room } from "./link.js";

/** What the driver of a link of channels tells, and to whom. */
export interface ChannelsUser {
  /** Channel 0 is open. */
  opened(): void;
  failed(): void;
  /** By the peer: the number of the channel, or 0 if it is to be closed again. */
  channelOpened(): number;
  channelReady(channel: number): void;
  channelReceived(channel: number, bytes: Uint8Array): void;
  channelClosed(channel: number): void;
  /** There is room again, after there was none. */
  writable(): void;
  ended(): void;
}

/** How a link is made, and when it counts as lost. */
export interface ChannelsOptions {
  readonly configuration?: RTCConfiguration;
  /**
   * Milliseconds for which the browser may hear nothing before the link has ended. Without it, the browser decides: it
   * waits half a minute, for links that are hard to make again.
   */
  readonly silenceMax?: number;
}

/** What may wait in all channels of a link. */
const bufferedSizeMax = 1024 * 1024;

export class ChannelsLink implements Room {
  readonly connection: RTCPeerConnection;
  readonly #user: ChannelsUser;
  readonly #channels = new Map<number, RTCDataChannel>();
  /** Those in which something may wait, also those that leave. */
  readonly #busy = new Set<RTCDataChannel>();
  #state: "opening" | "open" | "closed" = "opening";
  #isWaiting = false;
  readonly #silenceMax: number | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(user: ChannelsUser, options: ChannelsOptions = {}) {
    this.#user = user;
    this.#silenceMax = options.silenceMax;
    this.connection = new RTCPeerConnection(options.configuration ?? {});
    const first = this.connection.createDataChannel("", { negotiated: true, id: 0 });
    this.#watch(0, first, () => {
      this.#state = "open";
      // Its end tells what the connection's own state does not: that the peer has left.
      const below = this.connection.sctp?.transport;
      if (below) below.onstatechange = () => this.#look(below.state === "closed");
      user.opened();
    });
    this.connection.ondatachannel = ({ channel }) => this.#accept(channel);
    this.connection.onconnectionstatechange = () => this.#look(false);
  }

  get isClosed(): boolean {
    return this.#state === "closed";
  }

  /** Of a channel that the brain wants. False if the browser makes none: the brain is to be told. */
  open(channel: number): boolean {
    let opened: RTCDataChannel;
    try {
      opened = this.connection.createDataChannel("");
    } catch {
      return false; // No number is left (OperationError), or the connection has gone.
    }
    this.#watch(channel, opened, () => this.#user.channelReady(channel));
    return true;
  }

  /** What the browser refuses may be the first sign of the end, which is then told. */
  lookAfterRefusal(): void {
    const { signalingState, sctp } = this.connection;
    this.#look(signalingState === "closed" || sctp?.state === "closed");
  }

  hasRoom(): boolean {
    if (this.#state !== "open") return false;
    const hasWaited = this.#isWaiting;
    this.#isWaiting = this.#bufferedSize() >= bufferedSizeMax;
    if (this.#isWaiting && !hasWaited) this.#watchForRoom();
    return !this.#isWaiting;
  }

  /** The bytes are copied before it returns. False if the channel broke: the brain is to be told. */
  send(channel: number, bytes: Uint8Array): boolean {
    const target = this.#channels.get(channel);
    if (target?.readyState !== "open") return true; // Its end is told, or was.
    this.#busy.add(target);
    try {
      target.send(bytes as Uint8Array<ArrayBuffer>);
    } catch {
      this.closeChannel(channel);
      return false;
    }
    return true;
  }

  /** What was sent on it still goes. */
  closeChannel(channel: number): void {
    const target = this.#channels.get(channel);
    this.#channels.delete(channel);
    if (target) this.#leave(target);
  }

  close(): void {
    this.#state = "closed";
    this.#isWaiting = false;
    for (const channel of this.#channels.values()) forget(channel);
    this.#channels.clear();
    this.#busy.clear();
    clearTimeout(this.#silence);
    this.connection.onconnectionstatechange = null;
    this.connection.ondatachannel = null;
    this.connection.onicecandidate = null;
    this.connection.close();
  }

  #accept(channel: RTCDataChannel): void {
    if (this.#state === "closed") return;
    const number = this.#user.channelOpened();
    if (number === 0) return this.#leave(channel);
    this.#watch(number, channel, () => {});
  }

  #watch(number: number, channel: RTCDataChannel, onOpen: () => void): void {
    this.#channels.set(number, channel);
    channel.binaryType = "arraybuffer";
    channel.onopen = onOpen;
    channel.onbufferedamountlow = () => this.#lookForRoom();
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      // Text is nothing that a peer of ours sends: the channel is at its end.
      if (data instanceof ArrayBuffer) this.#user.channelReceived(number, new Uint8Array(data));
      else channel.close();
    };
    channel.onclose = () => {
      if (this.#channels.delete(number)) this.#user.channelClosed(number);
      this.#hasGone(channel);
    };
  }

  #leave(channel: RTCDataChannel): void {
    forget(channel);
    // What waits in it counts until it went.
    channel.onbufferedamountlow = () => this.#lookForRoom();
    channel.onclose = () => this.#hasGone(channel);
    channel.close();
  }

  /** What was in it when it closed will not go any more, though the browser still counts it. */
  #hasGone(channel: RTCDataChannel): void {
    this.#busy.delete(channel);
    this.#lookForRoom();
  }

  /**
   * A channel tells once that it fell to its threshold, so that has to lie below what waits in it
   * now. When all have halved there is room, however many share it.
   */
  #watchForRoom(): void {
    for (const channel of this.#busy)
      channel.bufferedAmountLowThreshold = Math.floor(channel.bufferedAmount / 2);
  }

  #lookForRoom(): void {
    if (!this.#isWaiting || this.#bufferedSize() >= bufferedSizeMax) return;
    this.#isWaiting = false;
    this.#user.writable();
  }

  #bufferedSize(): number {
    let size = 0;
    for (const channel of this.#busy) {
      size += channel.bufferedAmount;
      if (channel.bufferedAmount === 0) this.#busy.delete(channel);
    }
    return size;
  }

  #look(hasEndedBelow: boolean): void {
    const { connectionState } = this.connection;
    clearTimeout(this.#silence);
    if (connectionState === "disconnected" && this.#silenceMax !== undefined && this.#state !== "closed")
      this.#silence = setTimeout(() => this.#look(true), this.#silenceMax);
    const isGone = hasEndedBelow || connectionState === "failed" || connectionState === "closed";
    if (!isGone || this.#state === "closed") return;
    const wasOpen = this.#state === "open";
    this.close();
    if (wasOpen) this.#user.ended();
    else this.#user.failed();
  }
}

function forget(channel: RTCDataChannel): void {
  channel.onopen = null;
  channel.onmessage = null;
  channel.onclose = null;
  channel.onbufferedamountlow = null;
}

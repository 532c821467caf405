// A channel of a node in a Worker that stays in the page, since this browser hands none over: its bytes come by here.
import type { TellNews } from "./rtc_host.js";

/** Below this it is told only when all has left. */
const toldFrom = 64 * 1024;

export class HostedChannel {
  readonly #channel: RTCDataChannel;
  #ordered = 0;

  constructor(channel: RTCDataChannel, connection: number, number: number, tell: TellNews) {
    this.#channel = channel;
    const ofThis = { connection, channel: number };
    channel.binaryType = "arraybuffer";
    channel.onopen = () => tell({ told: "channelState", ...ofThis, state: "open" });
    channel.onclose = () => tell({ told: "channelState", ...ofThis, state: "closed" });
    channel.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) =>
      tell({ told: "message", ...ofThis, data }, data instanceof ArrayBuffer ? [data] : []);
    channel.onbufferedamountlow = () => {
      tell({ told: "sent", ...ofThis, size: this.#ordered - channel.bufferedAmount });
      this.#watch();
    };
    if (channel.readyState === "open") channel.onopen(new Event("open"));
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    this.#ordered += bytes.length;
    try {
      this.#channel.send(bytes);
      this.#watch();
    } catch {
      this.#channel.close(); // Its end is told when it is closed.
    }
  }

  close(): void {
    this.#channel.close();
  }

  /** The browser tells once, when what waits falls to the threshold. */
  #watch(): void {
    const { bufferedAmount } = this.#channel;
    this.#channel.bufferedAmountLowThreshold = bufferedAmount > toldFrom ? Math.floor(bufferedAmount / 2) : 0;
  }
}

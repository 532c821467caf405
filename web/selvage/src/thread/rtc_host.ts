// RtcHost is the page's end of what a node in a Worker has of WebRTC: it makes connections, calls them as it is told, and
// tells what they tell. Their channels it hands over, where the browser lets it: then their bytes never come here.
import { HostedChannel } from "./hosted_channel.js";
import type { RtcNews, RtcOrder, RtcStates } from "./rtc_messages.js";

export type TellNews = (news: RtcNews, transfer?: Transferable[]) => void;

interface Hosted {
  readonly connection: RTCPeerConnection;
  /** Those that could not be handed over. */
  readonly channels: Map<number, HostedChannel>;
}

export class RtcHost {
  readonly #tell: TellNews;
  readonly #hosted = new Map<number, Hosted>();
  /** Why the browser did not make them. */
  readonly #refused = new Map<number, Error>();
  #lastFromPeers = 0;

  constructor(tell: TellNews) {
    this.#tell = tell;
  }

  obey(order: RtcOrder): void {
    if (order.do === "make") return this.#make(order.connection, order.configuration);
    if (order.do === "close") return this.#close(order.connection);
    if (order.do === "call") return void this.#call(order);
    const hosted = this.#hosted.get(order.connection);
    if (!hosted) return;
    if (order.do === "open") return this.#open(order, hosted);
    const channel = hosted.channels.get(order.channel);
    if (order.do === "send") channel?.send(order.bytes);
    else channel?.close();
  }

  close(): void {
    for (const connection of [...this.#hosted.keys()]) this.#close(connection);
  }

  #make(number: number, configuration: RTCConfiguration): void {
    let connection: RTCPeerConnection;
    try {
      connection = new RTCPeerConnection(configuration);
    } catch (failure) {
      this.#refused.set(number, failure as Error);
      return;
    }
    const hosted = { connection, channels: new Map<number, HostedChannel>() };
    this.#hosted.set(number, hosted);
    connection.onconnectionstatechange = () => this.#tellStates(number, connection);
    connection.onicecandidate = ({ candidate }) => {
      if (candidate) this.#tell({ told: "candidate", connection: number, candidate: candidate.toJSON() });
    };
    connection.ondatachannel = ({ channel: itself }) => {
      const channel = --this.#lastFromPeers;
      const news = { told: "channel", connection: number, channel } as const;
      if (this.#handOver({ ...news, itself }, itself)) return;
      this.#tell(news);
      this.#keep(number, channel, itself, hosted);
    };
  }

  #close(number: number): void {
    this.#refused.delete(number);
    const connection = this.#hosted.get(number)?.connection;
    this.#hosted.delete(number);
    if (!connection) return;
    connection.onconnectionstatechange = null;
    connection.onicecandidate = null;
    connection.ondatachannel = null;
    connection.close();
  }

  async #call({ connection: number, call, name, value }: RtcOrder & { readonly do: "call" }): Promise<void> {
    const connection = this.#hosted.get(number)?.connection;
    try {
      if (!connection) throw this.#refused.get(number) ?? new Error("The connection was closed.");
      const made = (await (connection[name] as (value: unknown) => Promise<unknown>)(value)) as
        | RTCSessionDescriptionInit
        | undefined;
      // A description is an object of the browser's own, which does not travel.
      const answer = made && { type: made.type, sdp: made.sdp };
      this.#tell({ told: "answered", connection: number, call, value: answer });
      this.#followTransport(number, connection);
    } catch (failure) {
      const { name: kind, message } = failure as Error;
      this.#tell({ told: "refused", connection: number, call, name: kind, message });
    }
  }

  #open({ connection, channel, label, options }: RtcOrder & { readonly do: "open" }, hosted: Hosted): void {
    let itself: RTCDataChannel;
    try {
      itself = hosted.connection.createDataChannel(label, options);
    } catch {
      this.#tellStates(connection, hosted.connection);
      return this.#tell({ told: "channelState", connection, channel, state: "closed" });
    }
    if (!this.#handOver({ told: "handed", connection, channel, itself }, itself))
      this.#keep(connection, channel, itself, hosted);
  }

  /** Whether this browser does. */
  #handOver(news: RtcNews, itself: RTCDataChannel): boolean {
    try {
      this.#tell(news, [itself as unknown as Transferable]);
      return true;
    } catch {
      return false;
    }
  }

  #keep(connection: number, channel: number, itself: RTCDataChannel, { channels }: Hosted): void {
    const tell: TellNews = (news, transfer) => {
      if (news.told === "channelState" && news.state === "closed") channels.delete(channel);
      this.#tell(news, transfer);
    };
    channels.set(channel, new HostedChannel(itself, connection, channel, tell));
  }

  /** It comes with the descriptions, and its end is the first sign that the peer has left. */
  #followTransport(number: number, connection: RTCPeerConnection): void {
    const { sctp } = connection;
    if (!sctp || sctp.onstatechange) return;
    const look = (): void => {
      if (this.#hosted.has(number)) this.#tellStates(number, connection);
    };
    sctp.onstatechange = look;
    sctp.transport.onstatechange = look;
    look();
  }

  #tellStates(number: number, { connectionState, signalingState, sctp }: RTCPeerConnection): void {
    const transport = sctp ? { sctp: { state: sctp.state, below: sctp.transport.state } } : {};
    const states: RtcStates = { connectionState, signalingState, ...transport };
    this.#tell({ told: "states", connection: number, states });
  }
}

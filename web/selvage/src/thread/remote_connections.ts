// The RTCPeerConnection of a Worker, which has none: as much of it as links use, made by the page. So links are the same
// wherever they are.
import { pending, type Pending } from "../net/pending.js";
import { RemoteChannel } from "./remote_channel.js";
import type { RtcCall, RtcNews, RtcOrder, RtcStates } from "./rtc_messages.js";

type Order = (order: RtcOrder) => void;

/** All of this Worker. What they order goes to the page in one message for each task: each costs as much as a small write. */
export class RemoteConnections {
  readonly #post: (orders: readonly RtcOrder[], transfer: Transferable[]) => void;
  readonly #connections = new Map<number, RemoteConnection>();
  readonly #outbox: RtcOrder[] = [];
  #last = 0;

  constructor(post: (orders: readonly RtcOrder[], transfer: Transferable[]) => void) {
    this.#post = post;
  }

  make(configuration: RTCConfiguration = {}): RemoteConnection {
    const connection = ++this.#last;
    const made = new RemoteConnection(connection, (order) => {
      if (order.do === "close") this.#connections.delete(connection);
      if (this.#outbox.push(order) === 1) queueMicrotask(() => this.#flush());
    });
    this.#connections.set(connection, made);
    made.order({ do: "make", connection, configuration });
    return made;
  }

  hear(news: RtcNews): void {
    const connection = this.#connections.get(news.connection);
    if (connection) return connection.hear(news);
    if (news.told === "channel" || news.told === "handed") news.itself?.close(); // Nobody else has it.
  }

  #flush(): void {
    const orders = this.#outbox.splice(0);
    this.#post(orders, orders.flatMap((order) => (order.do === "send" ? [order.bytes.buffer] : [])));
  }
}

export class RemoteConnection {
  connectionState: RTCPeerConnectionState = "new";
  signalingState: RTCSignalingState = "stable";
  readonly sctp = {
    state: "connecting" as RTCSctpTransportState,
    transport: { state: "new" as RTCDtlsTransportState, onstatechange: null as (() => void) | null },
  };
  onconnectionstatechange: (() => void) | null = null;
  onicecandidate: ((event: { readonly candidate: { readonly candidate: string; toJSON(): RTCIceCandidateInit } }) => void) | null = null;
  ondatachannel: ((event: { readonly channel: RemoteChannel }) => void) | null = null;
  readonly order: Order;
  readonly #number: number;
  readonly #channels = new Map<number, RemoteChannel>();
  readonly #calls = new Map<number, Pending<unknown>>();
  #lastChannel = 0;
  #lastCall = 0;

  constructor(number: number, order: Order) {
    this.#number = number;
    this.order = order;
  }

  createDataChannel(label: string, options: RTCDataChannelInit = {}): RemoteChannel {
    const channel = ++this.#lastChannel;
    this.order({ do: "open", connection: this.#number, channel, label, options });
    return this.#add(channel, "connecting");
  }
  createOffer(): Promise<RTCSessionDescriptionInit> {
    return this.#call("createOffer") as Promise<RTCSessionDescriptionInit>;
  }
  createAnswer(): Promise<RTCSessionDescriptionInit> {
    return this.#call("createAnswer") as Promise<RTCSessionDescriptionInit>;
  }
  async setLocalDescription(description: RTCSessionDescriptionInit): Promise<void> {
    await this.#call("setLocalDescription", description);
  }
  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    await this.#call("setRemoteDescription", description);
  }
  async addIceCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    await this.#call("addIceCandidate", candidate);
  }
  close(): void {
    if (this.signalingState === "closed") return;
    this.signalingState = "closed";
    this.connectionState = "closed";
    this.order({ do: "close", connection: this.#number });
    for (const call of this.#calls.values()) call.reject(new DOMException("The connection was closed.", "InvalidStateError"));
    this.#calls.clear();
  }

  hear(news: RtcNews): void {
    switch (news.told) {
      case "answered":
        this.#calls.get(news.call)?.resolve(news.value);
        return void this.#calls.delete(news.call);
      case "refused":
        this.#calls.get(news.call)?.reject(new DOMException(news.message, news.name));
        return void this.#calls.delete(news.call);
      case "states":
        return this.#hearStates(news.states);
      case "candidate": {
        const { candidate } = news;
        return this.onicecandidate?.({ candidate: { candidate: candidate.candidate ?? "", toJSON: () => candidate } });
      }
      case "channel": {
        const channel = this.#add(news.channel, "open");
        if (news.itself) channel.hearHanded(news.itself);
        return this.ondatachannel?.({ channel });
      }
      case "handed":
        return this.#channels.get(news.channel)?.hearHanded(news.itself);
      case "channelState": {
        const channel = this.#channels.get(news.channel);
        if (news.state === "closed") this.#channels.delete(news.channel);
        return channel?.hearState(news.state);
      }
      case "message":
        return this.#channels.get(news.channel)?.hearMessage(news.data);
      case "sent":
        return this.#channels.get(news.channel)?.hearSent(news.size);
    }
  }

  #add(channel: number, state: RTCDataChannelState): RemoteChannel {
    const connection = this.#number;
    const added = new RemoteChannel(
      {
        send: (bytes) => this.order({ do: "send", connection, channel, bytes }),
        close: () => this.order({ do: "closeChannel", connection, channel }),
      },
      state,
    );
    this.#channels.set(channel, added);
    return added;
  }

  #call(name: RtcCall, value?: unknown): Promise<unknown> {
    const call = ++this.#lastCall;
    const calling = pending<unknown>();
    this.#calls.set(call, calling);
    this.order({ do: "call", connection: this.#number, call, name, value });
    return calling.promise;
  }

  #hearStates({ connectionState, signalingState, sctp }: RtcStates): void {
    const before = [this.connectionState, this.sctp.transport.state];
    this.connectionState = connectionState;
    this.signalingState = signalingState;
    if (sctp) {
      this.sctp.state = sctp.state;
      this.sctp.transport.state = sctp.below;
    }
    if (before[1] !== this.sctp.transport.state) this.sctp.transport.onstatechange?.();
    if (before[0] !== connectionState) this.onconnectionstatechange?.();
  }
}

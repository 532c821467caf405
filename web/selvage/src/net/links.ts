// Links are all that carry connections of one swarm: what the brain orders of them, and what they
// tell the brain.
import type { ChannelsLink, ChannelsUser } from "./channels_link.js";
import { dialDirectly } from "./direct_link.js";
import type { ByteLink } from "./link.js";
import type { MeetingsOwner } from "./meetings.js";
import type { Order } from "./swarm_events.js";
import type { SwarmHandle } from "./swarm_handle.js";
import { openWebSocket } from "./websocket_link.js";

export class Links {
  readonly #handle: SwarmHandle;
  readonly #now: () => number;
  /** Tells the brain something, and sees to what comes of it. */
  readonly #hear: (action: (live: number) => void) => void;
  readonly #links = new Map<number, ByteLink>();
  readonly #channelsLinks = new Map<number, ChannelsLink>();

  constructor(
    handle: SwarmHandle,
    now: () => number,
    hear: (action: (live: number) => void) => void,
  ) {
    this.#handle = handle;
    this.#now = now;
    this.#hear = hear;
  }

  close(): void {
    for (const links of [this.#links, this.#channelsLinks]) {
      for (const link of links.values()) link.close();
      links.clear();
    }
  }

  obey(order: Order): void {
    if (order.kind === "websocket") return this.#openLink(order.link, order.url);
    if (order.kind === "direct") return this.#dialDirectly(order.link);
    this.#channelsLinks.get(order.link)?.close();
    this.#channelsLinks.delete(order.link);
    const link = this.#links.get(order.link);
    if (!link) return;
    this.#links.delete(order.link);
    if (order.last.length > 0 && link.hasRoom()) link.send(order.last);
    link.close();
  }

  #openLink(link: number, url: string): void {
    const { calls } = this.#handle;
    const now = this.#now;
    const user = {
      opened: () => this.#hear((live) => calls.swarm_dialed(live, link, now())),
      failed: (forbidden: boolean) => {
        this.#links.delete(link);
        this.#dialFailed(link, forbidden);
      },
      received: (bytes: Uint8Array) =>
        this.#eachPiece(bytes, (piece) => this.#handle.receive(link, piece, now())),
      writable: () => this.#hear(() => this.send(link)),
      ended: () => {
        this.#links.delete(link);
        this.#hear((live) => calls.swarm_end(live, link, now()));
      },
    };
    this.#links.set(link, openWebSocket(url, user));
  }

  /** As much as the reading room takes; what one piece brings is told before the next. */
  #eachPiece(bytes: Uint8Array, receive: (piece: Uint8Array) => void): void {
    const { roomSize } = this.#handle;
    for (let from = 0; from < bytes.length; from += roomSize) {
      const piece = bytes.subarray(from, from + roomSize);
      this.#hear(() => receive(piece));
    }
  }

  #dialDirectly(link: number): void {
    const { calls } = this.#handle;
    const dialed = dialDirectly({
      ...this.#channelsUser(() => link),
      opened: () =>
        this.#hear((live) => calls.swarm_dialed_directly(live, link, this.#now())),
      failed: () => {
        this.#channelsLinks.delete(link);
        this.#dialFailed(link, false);
      },
      describe: (offer) =>
        this.#handle.isFreed ? undefined : this.#handle.describeDirect(link, offer),
      refuseChanges: () => this.#hear((live) => calls.swarm_refuse_changes(live)),
    });
    if (dialed) this.#channelsLinks.set(link, dialed);
    else queueMicrotask(() => this.#dialFailed(link, true));
  }

  meetingsOwner(): MeetingsOwner {
    const { calls } = this.#handle;
    const now = this.#now;
    return {
      describe: (meeting, description) =>
        this.#hear((live) =>
          calls.swarm_describe_meeting(live, meeting, this.#handle.showText(description), now()),
        ),
      addCandidate: (meeting, candidate) =>
        this.#hear((live) =>
          calls.swarm_add_candidate(live, meeting, this.#handle.showText(candidate), now()),
        ),
      failed: (meeting) => this.#hear((live) => calls.swarm_meeting_failed(live, meeting)),
      meet: (meeting, channels) => {
        let link = 0;
        this.#hear((live) => {
          link = calls.swarm_meet(live, meeting, now());
          if (link !== 0) this.#channelsLinks.set(link, channels);
        });
        return link;
      },
      channelsUser: (link) => this.#channelsUser(link),
    };
  }

  #channelsUser(linkOf: () => number): Omit<ChannelsUser, "opened" | "failed"> {
    const { calls } = this.#handle;
    const now = this.#now;
    return {
      channelOpened: () => {
        let channel = 0;
        this.#hear((live) => (channel = calls.swarm_channel_opened(live, linkOf(), now())));
        return channel;
      },
      channelReady: (channel) =>
        this.#hear((live) => calls.swarm_channel_ready(live, linkOf(), channel)),
      channelReceived: (channel, bytes) =>
        this.#eachPiece(bytes, (piece) =>
          this.#handle.receiveOnChannel(linkOf(), channel, piece, now()),
        ),
      channelClosed: (channel) =>
        this.#hear((live) => calls.swarm_channel_closed(live, linkOf(), channel, now())),
      writable: () => this.#hear(() => this.send(linkOf())),
      ended: () => {
        this.#channelsLinks.delete(linkOf());
        this.#hear((live) => calls.swarm_end(live, linkOf(), now()));
      },
    };
  }

  #dialFailed(link: number, isForbidden: boolean): void {
    const { calls } = this.#handle;
    this.#hear((live) =>
      calls.swarm_dial_failed(live, link, isForbidden ? 1 : 0, this.#now()),
    );
  }

  #sendOnChannels(number: number, link: ChannelsLink): void {
    while (link.hasRoom()) {
      const order = this.#handle.nextChannelOrder(number);
      if (!order) return;
      const { kind, channel } = order;
      let isRefused = false;
      if (kind === "open") isRefused = !link.open(channel);
      else if (kind === "send") isRefused = !link.send(channel, order.bytes);
      else link.closeChannel(channel);
      // Before anything is told: whoever hears of it may come here again.
      this.#handle.calls.swarm_consume_channel_order(this.#handle.live, number);
      if (isRefused) this.#tellRefusal(number, link, kind === "open", channel);
    }
  }

  #tellRefusal(number: number, link: ChannelsLink, isOpening: boolean, channel: number): void {
    const { calls } = this.#handle;
    const tell = isOpening ? calls.swarm_channel_refused : calls.swarm_channel_closed;
    this.#hear((live) => tell(live, number, channel, this.#now()));
    link.lookAfterRefusal();
  }

  send(number: number): void {
    const channels = this.#channelsLinks.get(number);
    if (channels) return this.#sendOnChannels(number, channels);
    const link = this.#links.get(number);
    while (link?.hasRoom()) {
      const bytes = this.#handle.outgoing(number);
      if (bytes.length === 0) return;
      link.send(bytes);
      this.#handle.calls.swarm_consume(this.#handle.live, number, bytes.length);
    }
  }
}

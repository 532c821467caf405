// Meetings are the RTCPeerConnections of one swarm that two pages agree on, by the board of tabs or
// by an introduction: one for each meeting that the brain wants.
import type { ChannelsLink, ChannelsUser } from "./channels_link.js";
import { reportLater } from "./errors.js";
import { MeetingLink } from "./meeting_link.js";
import type { MeetingOrder } from "./meeting_orders.js";

/** What meetings ask of their swarm. Calls tell the brain, and see to what comes of it. */
export interface MeetingsOwner {
  describe(meeting: number, description: string): void;
  addCandidate(meeting: number, candidate: string): void;
  failed(meeting: number): void;
  /** The number of the link that has come of it; 0 if it is to be closed again. */
  meet(meeting: number, link: ChannelsLink): number;
  channelsUser(link: () => number): Omit<ChannelsUser, "opened" | "failed">;
}

export class Meetings {
  readonly #owner: MeetingsOwner;
  readonly #links = new Map<number, MeetingLink>();
  readonly #configuration: RTCConfiguration;

  constructor(owner: MeetingsOwner, configuration: RTCConfiguration) {
    this.#owner = owner;
    this.#configuration = configuration;
  }

  obey(order: MeetingOrder): void {
    if (order.kind === "drop") this.#drop(order.meeting);
    else this.#linkOf(order.meeting)?.take(order);
  }

  close(): void {
    for (const meeting of this.#links.keys()) this.#drop(meeting);
  }

  #drop(meeting: number): void {
    this.#links.get(meeting)?.link.close();
    this.#links.delete(meeting);
  }

  /** Nothing, and a meeting that failed, if the browser makes none: of a wrong configuration, or too many. */
  #linkOf(meeting: number): MeetingLink | undefined {
    const present = this.#links.get(meeting);
    if (present) return present;
    try {
      const made = this.#make(meeting);
      this.#links.set(meeting, made);
      return made;
    } catch (failure) {
      reportLater(failure);
      queueMicrotask(() => this.#owner.failed(meeting));
      return undefined;
    }
  }

  #make(meeting: number): MeetingLink {
    let link = 0;
    const made: MeetingLink = new MeetingLink(
      {
        ...this.#owner.channelsUser(() => link),
        describe: (description) => this.#owner.describe(meeting, description),
        addCandidate: (candidate) => this.#owner.addCandidate(meeting, candidate),
        opened: () => {
          this.#links.delete(meeting);
          link = this.#owner.meet(meeting, made.link);
          if (link === 0) made.link.close();
        },
        failed: () => {
          this.#links.delete(meeting);
          this.#owner.failed(meeting);
        },
      },
      this.#configuration,
    );
    return made;
  }
}

// Tabs brings the swarms of one origin's tabs together: notes between them and the brain's board,
// and an RTCPeerConnection for each meeting that the board wants.
import { openNotices, type Notices } from "./broadcast_signal.js";
import type { BoardOrder } from "./board_events.js";
import type { ChannelsLink, ChannelsUser } from "./channels_link.js";
import { MeetingLink } from "./meeting_link.js";

/** What tabs ask of their swarm. Calls tell the brain, and see to what comes of it. */
export interface TabsOwner {
  hearNote(note: Uint8Array): void;
  describe(meeting: number, description: string): void;
  addCandidate(meeting: number, candidate: string): void;
  failed(meeting: number): void;
  /** The number of the link that has come of it; 0 if it is to be closed again. */
  meet(meeting: number, link: ChannelsLink): number;
  channelsUser(link: () => number): Omit<ChannelsUser, "opened" | "failed">;
}

export class Tabs {
  readonly #owner: TabsOwner;
  readonly #notices: Notices;
  readonly #meetings = new Map<number, MeetingLink>();
  readonly #configuration: RTCConfiguration;

  constructor(name: string, owner: TabsOwner, configuration: RTCConfiguration) {
    this.#owner = owner;
    this.#configuration = configuration;
    this.#notices = openNotices(name, (note) => owner.hearNote(note));
  }

  obey(order: BoardOrder): void {
    if (order.kind === "post") return this.#notices.post(order.note);
    if (order.kind === "drop") return this.#drop(order.meeting);
    this.#meetingOf(order.meeting).take(order);
  }

  close(): void {
    this.#notices.close();
    for (const meeting of this.#meetings.keys()) this.#drop(meeting);
  }

  #drop(meeting: number): void {
    this.#meetings.get(meeting)?.link.close();
    this.#meetings.delete(meeting);
  }

  #meetingOf(meeting: number): MeetingLink {
    const present = this.#meetings.get(meeting);
    if (present) return present;
    let link = 0;
    const made: MeetingLink = new MeetingLink(
      {
        ...this.#owner.channelsUser(() => link),
        describe: (description) => this.#owner.describe(meeting, description),
        addCandidate: (candidate) => this.#owner.addCandidate(meeting, candidate),
        opened: () => {
          this.#meetings.delete(meeting);
          link = this.#owner.meet(meeting, made.link);
          if (link === 0) made.link.close();
        },
        failed: () => {
          this.#meetings.delete(meeting);
          this.#owner.failed(meeting);
        },
      },
      this.#configuration,
    );
    this.#meetings.set(meeting, made);
    return made;
  }
}

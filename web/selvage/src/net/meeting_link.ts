// One end of a meeting: an RTCPeerConnection that makes and takes what the brain says, in the order
// in which it says it, until channel 0 is open.
import { ChannelsLink, type ChannelsUser } from "./channels_link.js";

export interface MeetingUser extends ChannelsUser {
  /** What the browser made: to be told to the other end. */
  describe(description: string): void;
  addCandidate(candidate: string): void;
}

export type MeetingStep =
  | { readonly kind: "offer" }
  | { readonly kind: "answer" | "useAnswer" | "useCandidate"; readonly text: string };

export class MeetingLink {
  readonly link: ChannelsLink;
  readonly #user: MeetingUser;
  #steps: Promise<void> = Promise.resolve();

  constructor(user: MeetingUser, configuration: RTCConfiguration) {
    this.#user = user;
    this.link = new ChannelsLink(user, { configuration });
    this.link.connection.onicecandidate = ({ candidate }) => {
      if (candidate && candidate.candidate !== "")
        user.addCandidate(JSON.stringify(candidate.toJSON()));
    };
  }

  /** After those before it. One that cannot be done ends the meeting. */
  take(step: MeetingStep): void {
    this.#steps = this.#steps
      .then(() => this.#do(step))
      .catch(() => {
        if (this.link.isClosed) return;
        this.link.close();
        this.#user.failed();
      });
  }

  async #do(step: MeetingStep): Promise<void> {
    const { connection } = this.link;
    if (this.link.isClosed) return;
    switch (step.kind) {
      case "offer":
        return this.#describe(await connection.createOffer());
      case "answer":
        await connection.setRemoteDescription({ type: "offer", sdp: step.text });
        return this.#describe(await connection.createAnswer());
      case "useAnswer":
        return connection.setRemoteDescription({ type: "answer", sdp: step.text });
      case "useCandidate":
        // One that the browser does not understand is no loss: there are others.
        return connection.addIceCandidate(candidateOf(step.text)).catch(() => {});
    }
  }

  /** Told before it is set, so that it goes ahead of its candidates. */
  async #describe(description: RTCSessionDescriptionInit): Promise<void> {
    this.#user.describe(description.sdp ?? "");
    await this.link.connection.setLocalDescription(description);
  }
}

function candidateOf(text: string): RTCIceCandidateInit {
  try {
    return JSON.parse(text) as RTCIceCandidateInit;
  } catch {
    return {};
  }
}

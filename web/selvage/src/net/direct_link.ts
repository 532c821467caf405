// Dials webrtc-direct: the browser makes an offer, the brain says what to set as both descriptions.
import { ChannelsLink, type ChannelsUser } from "./channels_link.js";

export interface Descriptions {
  readonly local: string;
  readonly remote: string;
}

export interface DirectUser extends ChannelsUser {
  /** Of the browser's offer; undefined if nothing can be made of it. */
  describe(offer: string): Descriptions | undefined;
  /** The browser lets nobody change its offer; descriptions made from now on do not. */
  refuseChanges(): void;
}

/** Whoever listens can be dialled again: a process that was killed says nothing, and its next life knows no link. */
const silenceMax = 2_000;

/** Undefined where there is no WebRTC, as in Workers and in Node, or the browser makes no more of it. */
export function dialDirectly(user: DirectUser): ChannelsLink | undefined {
  if (typeof RTCPeerConnection === "undefined") return undefined;
  const link = made(user);
  if (!link) return undefined;
  describe(link.connection, user).catch(() => {
    link.close();
    user.failed();
  });
  return link;
}

function made(user: DirectUser): ChannelsLink | undefined {
  try {
    return new ChannelsLink(user, { silenceMax });
  } catch {
    return undefined;
  }
}

async function describe(connection: RTCPeerConnection, user: DirectUser): Promise<void> {
  const offer = (await connection.createOffer()).sdp ?? "";
  const descriptions = (): Descriptions => {
    const made = user.describe(offer);
    if (!made) throw new Error("the offer is none that can be answered");
    return made;
  };
  let { local, remote } = descriptions();
  try {
    await connection.setLocalDescription({ type: "offer", sdp: local });
  } catch (failure) {
    if (local === offer || (failure as Error).name !== "InvalidModificationError") throw failure;
    user.refuseChanges();
    ({ local, remote } = descriptions());
    await connection.setLocalDescription({ type: "offer", sdp: local });
  }
  await connection.setRemoteDescription({ type: "answer", sdp: remote });
}

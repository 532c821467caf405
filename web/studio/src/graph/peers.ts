// Peers as the map draws them.
import type { Member, MeshPeer, MeshStatus } from "selvage";
import { shortId } from "../ui/words.js";

export interface Dot {
  readonly peer: string;
  readonly label: string;
  readonly role: string;
  readonly isBrowser: boolean;
  /** Members that have no session with this page are known, and not linked. */
  readonly facts?: MeshPeer;
}

const browsers = /chrom|firefox|safari|edge|browser/i;
/** Members that are away are drawn up to here: the map is of who is there. */
const awayMax = 24;

export const isBrowser = (platform: string | undefined): boolean => browsers.test(platform ?? "");

export function dotsOf(peers: readonly MeshPeer[], members: readonly Member[], self: string | undefined): Dot[] {
  const there = new Set(peers.map(({ peer }) => peer));
  const away = members.filter(({ peer }) => peer !== self && !there.has(peer)).slice(0, awayMax);
  return [
    ...peers.map((facts) => ({
      peer: facts.peer,
      label: facts.platform ?? shortId(facts.peer),
      role: facts.role,
      isBrowser: isBrowser(facts.platform),
      facts,
    })),
    ...away.map(({ peer, role }) => ({ peer, label: shortId(peer), role, isBrowser: false })),
  ];
}

/** "WebRTC, direct" and others, in one word for colours. */
export function linkKind(transport: string | undefined): "webrtc" | "websocket" | "other" {
  if (/webrtc/i.test(transport ?? "")) return "webrtc";
  return /websocket|wss?/i.test(transport ?? "") ? "websocket" : "other";
}

export function summaryOf(status: MeshStatus | undefined, peerCount: number): string {
  if (!status) return "Joining";
  if (status.mesh === undefined) return "Looking for the mesh";
  return peerCount === 0 ? "Alone for now" : peerCount === 1 ? "With 1 peer" : `With ${peerCount} peers`;
}

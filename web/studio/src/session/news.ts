// What became different between two looks at the mesh, in words: the mesh's own events say that something did, not what.
import type { Member, MeshPeer, MeshStatus } from "selvage";
import type { Entry } from "../log/log_book.js";
import { roleText, shortId } from "../ui/words.js";

export interface Look {
  readonly status?: MeshStatus;
  readonly peers: readonly MeshPeer[];
  readonly members: readonly Member[];
}

type News = Omit<Entry, "number">;

export function newsBetween(before: Look, after: Look, at: number): News[] {
  if (!after.status) return [];
  if (!before.status) return newsOfPeers([], after.peers, at);
  return [
    ...newsOfPeers(before.peers, after.peers, at),
    ...newsOfRoles(before, after, at),
    ...newsOfStatus(before.status, after.status).map((text) => ({ at, kind: "mesh" as const, text })),
  ];
}

function newsOfPeers(before: readonly MeshPeer[], after: readonly MeshPeer[], at: number): News[] {
  const old = new Map(before.map((one) => [one.peer, one]));
  return after.flatMap(({ peer, platform, activity }) => {
    const known = old.get(peer);
    if (known?.activity === activity) return [];
    const who = platform ?? known?.platform ?? shortId(peer);
    const text = activity === undefined ? `${who} is not heard: it may be frozen, or asleep.` : `${who} is ${activity}.`;
    return [{ at, kind: "presence" as const, peer, text }];
  });
}

/** Of those who were known: a newcomer's first role is no change. */
function newsOfRoles(before: Look, after: Look, at: number): News[] {
  const rolesOf = ({ status, peers, members }: Look): Map<string, string> =>
    new Map([...members, ...peers, ...(status ? [{ peer: status.self, role: status.role }] : [])].map(({ peer, role }) => [peer, role]));
  const old = rolesOf(before);
  return [...rolesOf(after)].flatMap(([peer, role]) => {
    const was = old.get(peer);
    if (was === undefined || was === role) return [];
    const who = peer === after.status?.self ? "This page" : shortId(peer);
    return [{ at, kind: "mesh" as const, peer, text: `${who} is ${roleText(role)} now, and was ${roleText(was)}.` }];
  });
}

function newsOfStatus(before: MeshStatus, after: MeshStatus): string[] {
  const news: string[] = [];
  if (before.leader !== after.leader) {
    const leader = after.leader === after.self ? "This page" : shortId(after.leader ?? "");
    news.push(after.leader === undefined ? "Nobody leads." : `${leader} leads.`);
  }
  const { authorities, authorities_reachable: reachable } = after;
  if (before.authorities !== authorities || before.authorities_reachable !== reachable)
    news.push(`${reachable} of ${authorities} Authorities can be reached.`);
  if (before.storage !== after.storage) news.push(after.storage ? "What is written is kept." : "Nothing is kept any more.");
  return news;
}

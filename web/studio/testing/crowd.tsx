// A Studio over a mesh that is made up: so many peers, so many entries in the log. For what a real mesh on one machine does
// not have enough of. How many, its address says: ?peers=200&entries=100000&tasks=1000.
import type { MeshPeer, MeshStatus } from "selvage";
import type { MeshLike } from "../src/session/mesh_like.js";
import { Studio } from "../src/session/studio.js";
import { show } from "../src/show.js";
import { crowdOfTasks } from "./crowd_of_tasks.js";

const wanted = new URLSearchParams(location.search);
const count = (name: string): number => Number(wanted.get(name) ?? 0);

const platforms = ["Chromium 156", "Firefox 140", "Linux 6.1", "Safari 18"];
const transports = ["WebRTC", "WebRTC", "WebSocket", "TCP"];
const roles = ["citizen", "citizen", "authority", "none", "ephemeral"] as const;
const at = <Item,>(items: readonly Item[], index: number): Item => items[index % items.length] as Item;

const peers: MeshPeer[] = Array.from({ length: count("peers") }, (_, i) => ({
  peer: `12D3KooWCrowd${String(i).padStart(6, "0")}`,
  role: at(roles, i),
  keeps_everything: i % 5 === 0,
  platform: at(platforms, i),
  activity: i % 7 === 0 ? "hidden" : "active",
  transport: at(transports, i),
  round_trip_us: 900 + ((i * 7919) % 60_000),
}));
const status: MeshStatus = {
  name: "Crowd",
  self: "12D3KooWCrowdSelf",
  mesh: "00",
  open: true,
  storage: true,
  role: "authority",
  peers: peers.length,
  connections: peers.length,
  documents: 0,
  authorities: 3,
  authorities_reachable: 3,
  writes_open: 0,
  addresses: [],
};

const checkers =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h2v2H0zM2 2h2v2H2z"/></svg>';

const mesh: MeshLike = {
  id: status.self,
  name: status.name,
  slot: undefined,
  doc: () => {
    throw new Error("A crowd has no documents.");
  },
  status: () => Promise.resolve(status),
  peers: () => Promise.resolve(peers.map((peer) => ({ ...peer }))),
  members: () => Promise.resolve([]),
  documents: () => Promise.resolve([]),
  ping: () => Promise.resolve(1_000),
  invite: () => Promise.resolve({ text: "SELVAGE:MZXW6", picture: checkers }),
  connect: () => Promise.resolve(""),
  grant: () => Promise.resolve(),
  revoke: () => Promise.resolve(),
  note: () => Promise.resolve(),
  notes: () => () => {},
  ...crowdOfTasks(count("tasks"), peers.map(({ peer }) => peer)),
  on: () => () => {},
  close: () => Promise.resolve(),
};

const studio = new Studio(() => Promise.resolve(mesh));
for (let i = 0; i < count("entries"); i++)
  studio.log.add({ at: 1_700_000_000_000 + i, kind: i % 10 === 0 ? "write" : "document", text: `score ${i} → ${i + 1}`, document: "game" });
(globalThis as unknown as { studio: Studio }).studio = studio;
void studio.start({ name: "Crowd" });
show(studio);

// What the log says of two looks at the mesh.
import type { MeshPeer, MeshStatus } from "selvage";
import { expect, test } from "vitest";
import { newsBetween, type Look } from "./news.js";

const status: MeshStatus = {
  name: "Alpha",
  self: "12D3KooWSelfSelfSelf",
  mesh: "00",
  open: true,
  storage: true,
  role: "citizen",
  peers: 1,
  connections: 1,
  documents: 0,
  authorities: 1,
  authorities_reachable: 1,
  writes_open: 0,
  addresses: [],
};
const ann: MeshPeer = { peer: "12D3KooWAnnAnnAnn", role: "citizen", keeps_everything: false, platform: "Firefox 140", activity: "active" };
const look: Look = { status, peers: [ann], members: [{ peer: ann.peer, role: "citizen" }] };
const told = (after: Partial<Look>): string[] => newsBetween(look, { ...look, ...after }, 0).map(({ kind, text }) => `${kind}: ${text}`);

test("who went to another tab, and who came", () => {
  expect(told({ peers: [{ ...ann, activity: "hidden" }] })).toEqual(["presence: Firefox 140 is hidden."]);
  const { activity: _, platform: __, ...unheard } = ann;
  expect(told({ peers: [unheard] })).toEqual(["presence: Firefox 140 is not heard: it may be frozen, or asleep."]);
  const bob: MeshPeer = { peer: "12D3KooWBobBobBob", role: "none", keeps_everything: false, activity: "active" };
  expect(told({ peers: [ann, bob] })).toEqual(["presence: …BobBob is active."]);
  expect(told({ peers: [] })).toEqual([]);
});

test("roles, the leader, Authorities and storage", () => {
  expect(told({ members: [], peers: [{ ...ann, role: "authority" }] })).toEqual(["mesh: …AnnAnn is Authority now, and was Citizen."]);
  expect(told({ status: { ...status, role: "none" } })).toEqual(["mesh: This page is Guest now, and was Citizen."]);
  expect(told({ status: { ...status, leader: ann.peer } })).toEqual(["mesh: …AnnAnn leads."]);
  expect(told({ status: { ...status, leader: status.self } })).toEqual(["mesh: This page leads."]);
  expect(told({ status: { ...status, authorities_reachable: 0 } })).toEqual(["mesh: 0 of 1 Authorities can be reached."]);
  expect(told({ status: { ...status, storage: false } })).toEqual(["mesh: Nothing is kept any more."]);
});

test("what stayed is no news; the first look tells who is there", () => {
  expect(told({})).toEqual([]);
  expect(newsBetween({ peers: [], members: [] }, look, 0).map(({ text }) => text)).toEqual(["Firefox 140 is active."]);
});

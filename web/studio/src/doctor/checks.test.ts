// What the doctor says of a browser and of a mesh: everything that is wrong comes with a next step.
import type { MeshStatus } from "selvage";
import { expect, test } from "vitest";
import { findingsOfBrowser, findingsOfMesh, type Facts } from "./checks.js";

const healthy: Facts = {
  isSecure: true,
  hasWebAssembly: true,
  hasWebRtc: true,
  hasWebCrypto: true,
  hasLocks: true,
  hasTabs: true,
  files: "open",
  isOnline: true,
};
const status: MeshStatus = {
  name: "Alpha",
  self: "12D3KooW",
  mesh: "5055",
  open: true,
  storage: true,
  role: "citizen",
  peers: 2,
  connections: 2,
  documents: 1,
  authorities: 3,
  authorities_reachable: 2,
  writes_open: 0,
  addresses: [],
};

const wrongIn = (facts: Partial<Facts>): string[] =>
  findingsOfBrowser({ ...healthy, ...facts }).filter(({ state }) => state !== "good").map(({ name }) => name);

test("a healthy browser has no findings but good ones", () => expect(wrongIn({})).toEqual([]));

test.each<[Partial<Facts>, string]>([
  [{ isSecure: false }, "Secure context"],
  [{ hasWebAssembly: false }, "WebAssembly"],
  [{ hasWebRtc: false }, "WebRTC"],
  [{ hasWebCrypto: false }, "Web Crypto"],
  [{ hasLocks: false }, "Locks"],
  [{ hasTabs: false }, "Other tabs"],
  [{ files: "absent" }, "Private files"],
  [{ files: "refused" }, "Private files"],
  [{ isOnline: false }, "Network"],
])("%j is told as %s, with what to do", (facts, name) => {
  expect(wrongIn(facts)).toEqual([name]);
  for (const finding of findingsOfBrowser({ ...healthy, ...facts }))
    if (finding.state !== "good") expect(finding.next?.length).toBeGreaterThan(10);
});

test("of a mesh: nobody there, too few Authorities", () => {
  const wrong = (change: Partial<MeshStatus>): string[] =>
    findingsOfMesh({ ...status, ...change }).filter(({ state }) => state !== "good").map(({ name }) => name);
  expect(wrong({})).toEqual([]);
  expect(wrong({ peers: 0 })).toEqual(["Peers"]);
  expect(wrong({ authorities_reachable: 1 })).toEqual(["Authorities"]);
  expect(findingsOfMesh(undefined)[0]?.state).toBe("poor");
});

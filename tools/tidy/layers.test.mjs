// @ts-check
// The table itself: that it covers every folder the architecture draws, and that its arrows form no circle.
import { describe, expect, it } from "vitest";

import { layerOf, layers, mayInclude, rowOf } from "./layers.mjs";

const chain = ["base", "crypto", "codec", "zstd", "crdt", "store", "sync"].map((name) => `core/${name}`);
const protocols = [
  "multistream",
  "noise",
  "yamux",
  "webrtc",
  "identify",
  "ping",
  "gossipsub",
  "kad",
  "relay",
  "dcutr",
  "autonat",
  "mdns",
  "plaintext",
  "websocket",
  "perf",
  "signalling",
  "dialing",
  "peers",
].map((name) => `net/${name}`);
const meshParts = [
  "membership",
  "liveness",
  "notes",
  "broadcast",
  "quorum",
  "leadership",
  "lanes",
  "blobs",
  "tasks",
  "units",
  "cache",
  "queue",
  "files",
  "services",
].map((name) => `fabric/${name}`);
const language = ["logos/parser"];
const bodies = ["native", "web", "sim"];
const programs = ["bench", "examples", "interop", "kits", "tools"];
const net = ["net/base", ...protocols, "net/swarm"];
const brain = [...chain, ...net, ...meshParts, "fabric/documents", "fabric/ordering", "fabric/node", "fabric/control", ...language];
const all = [...brain, "core/testing", ...bodies, ...programs];

/**
 * @param {string} from
 * @param {string} to
 */
const edge = (from, to) => mayInclude(`${from}/a.cpp`, `${to}/b.h`);

/** @param {string} from */
const reach = (from) => all.filter((to) => to !== from && edge(from, to));

describe("the table of layers", () => {
  it("has a row for every folder, and no row that no folder uses", () => {
    expect(all.filter((layer) => !rowOf(layer))).toEqual([]);
    expect(new Set(all.map(rowOf))).toEqual(new Set(layers));
  });

  it("lets each part of core reach exactly those below it", () => {
    chain.forEach((layer, index) => expect(reach(layer)).toEqual(chain.slice(0, index)));
  });

  it("lets protocols reach the basics of the wire, and swarm all protocols", () => {
    const basics = chain.slice(0, 3);
    for (const protocol of protocols) expect(reach(protocol)).toEqual([...basics, "net/base"]);
    expect(reach("net/swarm")).toEqual([...basics, "net/base", ...protocols]);
    expect(reach("net/base")).toEqual(["core/base", "core/codec"]);
  });

  it("lets parts of the mesh reach core and net, documents what sends them, and node all parts", () => {
    for (const part of meshParts.filter((name) => name !== "fabric/tasks"))
      expect(reach(part)).toEqual([...chain, ...net]);
    expect(reach("fabric/tasks")).toEqual([...chain, "fabric/blobs", "fabric/units"]);
    expect(reach("fabric/documents")).toEqual([...chain, "fabric/broadcast", "fabric/lanes"]);
    expect(reach("fabric/ordering")).toEqual([...chain, "fabric/leadership"]);
    const joined = [...chain, ...net, ...meshParts, "fabric/documents", "fabric/ordering"];
    expect(reach("fabric/node")).toEqual(joined);
    expect(reach("fabric/control")).toEqual([...joined, "fabric/node"]);
  });

  it("lets the language reach core alone", () => expect(reach("logos/parser")).toEqual(chain));

  it("lets bodies reach the brain and not one another", () => {
    for (const body of ["web", "sim"]) expect(reach(body)).toEqual(brain);
    expect(reach("native")).toEqual([...brain, "kits"]);
  });

  it("lets programs reach everything but benchmarks and harnesses", () => {
    const products = [...brain, "core/testing", ...bodies];
    for (const program of ["bench", "examples", "interop"])
      expect(reach(program)).toEqual([...products, "kits", "tools"]);
    expect(reach("tools")).toEqual([...products, "kits"]);
  });

  it("has no circle outside tests", () => {
    const circles = all.flatMap((from) =>
      reach(from)
        .filter((to) => edge(to, from))
        .map((to) => [from, to]),
    );
    expect(circles.filter((pair) => !pair.every((layer) => programs.includes(layer)))).toEqual([]);
  });

  it("gives tests their support and the bodies beside theirs, nothing else", () => {
    expect(mayInclude("net/ping/ping_test.cpp", "core/testing/files.h")).toBe(true);
    expect(mayInclude("net/ping/ping_fuzz.cpp", "core/testing/fuzz.h")).toBe(true);
    expect(mayInclude("native/asio/driver_test.cpp", "sim/world.h")).toBe(true);
    expect(mayInclude("net/ping/ping_test.cpp", "net/yamux/session.h")).toBe(false);
    expect(mayInclude("core/crypto/seam_test.cpp", "native/platform/random.h")).toBe(false);
  });
});

describe("the layer of a file", () => {
  it.each([
    ["net/webrtc/stun/message.h", "net/webrtc"],
    ["logos/lexer.h", "logos"],
    ["web/wasm/export.h", "web"],
    ["native/asio/tcp/listener.h", "native"],
  ])("of %s is %s", (path, layer) => expect(layerOf(path)).toBe(layer));
});

// Round trips: measured in turns, remembered while the peer is there.
import type { MeshPeer } from "selvage";
import { expect, test } from "vitest";
import { Latencies } from "./latencies.js";

const peersOf = (count: number): MeshPeer[] =>
  Array.from({ length: count }, (_, i) => ({ peer: `p${i}`, role: "citizen", keeps_everything: false }));

/** Pings that are answered by hand. */
function pings() {
  const asked: string[] = [];
  const answers = new Map<string, (took: number | undefined) => void>();
  const ping = (peer: string): Promise<number> =>
    new Promise((resolve, reject) => {
      asked.push(peer);
      answers.set(peer, (took) => (took === undefined ? reject(new Error("gone")) : resolve(took)));
    });
  return { asked, answers, mesh: { ping } };
}

test("all have their turn, a few at once, and nobody is asked twice at a time", () => {
  const { asked, mesh } = pings();
  const latencies = new Latencies(mesh, () => {});
  const peers = peersOf(20);
  latencies.measure(peers);
  expect(asked).toHaveLength(8);
  latencies.measure(peers);
  latencies.measure(peers);
  expect(new Set(asked).size).toBe(20);
  latencies.measure(peers);
  expect(asked).toHaveLength(20);
});

test("what was measured is told, what the network tells goes before it, and who went is forgotten", async () => {
  const { answers, mesh } = pings();
  let news = 0;
  const latencies = new Latencies(mesh, () => news++);
  const [first, second] = peersOf(2) as [MeshPeer, MeshPeer];
  latencies.measure([first, second]);
  answers.get("p0")?.(1500);
  answers.get("p1")?.(undefined);
  await new Promise((resolve) => setImmediate(resolve));
  expect(news).toBe(1);
  expect(latencies.addTo([first, second]).map(({ round_trip_us }) => round_trip_us)).toEqual([1500, undefined]);
  expect(latencies.addTo([{ ...first, round_trip_us: 9 }])[0]?.round_trip_us).toBe(9);
  latencies.addTo([second]);
  expect(latencies.addTo([first])[0]?.round_trip_us).toBeUndefined();
});

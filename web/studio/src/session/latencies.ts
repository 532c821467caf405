// How long the way to each peer takes. Where the network does not tell, it is measured: a few at a time, in turns, so that
// two hundred peers cost no more than ten.
import type { MeshPeer } from "selvage";
import type { MeshLike } from "./mesh_like.js";

const atOnceMax = 8;

export class Latencies {
  readonly #mesh: Pick<MeshLike, "ping">;
  readonly #onNews: () => void;
  readonly #known = new Map<string, number>();
  readonly #asked = new Set<string>();
  #next = 0;

  constructor(mesh: Pick<MeshLike, "ping">, onNews: () => void) {
    this.#mesh = mesh;
    this.#onNews = onNews;
  }

  addTo(peers: readonly MeshPeer[]): readonly MeshPeer[] {
    const there = new Set(peers.map(({ peer }) => peer));
    for (const peer of this.#known.keys()) if (!there.has(peer)) this.#known.delete(peer);
    return peers.map((facts) => {
      const known = facts.round_trip_us ?? this.#known.get(facts.peer);
      return known === undefined ? facts : { ...facts, round_trip_us: known };
    });
  }

  /** The next few. Who does not answer is asked again when its turn comes. */
  measure(peers: readonly MeshPeer[]): void {
    for (let count = Math.min(atOnceMax, peers.length); count > 0; count--) {
      const peer = peers[this.#next++ % peers.length]?.peer;
      if (peer !== undefined && !this.#asked.has(peer)) void this.#ask(peer);
    }
  }

  async #ask(peer: string): Promise<void> {
    this.#asked.add(peer);
    try {
      this.#known.set(peer, await this.#mesh.ping(peer));
      this.#onNews();
    } catch {
      this.#known.delete(peer);
    } finally {
      this.#asked.delete(peer);
    }
  }
}

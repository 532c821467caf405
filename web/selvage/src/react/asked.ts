// What is asked for again whenever an event says that it may have changed: one question at a time, and one more if
// something happened meanwhile.
import type { MeshEvent, MeshPeer, MeshStatus } from "../mesh/mesh.js";
import { Followed } from "./followed.js";

/** Of a mesh, what is asked and followed here. */
export interface Askable {
  peers(): Promise<MeshPeer[]>;
  status(): Promise<MeshStatus>;
  on(event: string, use: (event: MeshEvent) => void): () => void;
}

const changePeers = ["mesh", "peer-came", "peer-went", "presence", "members-changed", "connected", "disconnected"];
const changeStatus = [...changePeers, "opened", "own-role", "leader", "storage", "document-appeared"];

interface OfMesh {
  readonly peers: Followed<readonly MeshPeer[]>;
  readonly status: Followed<MeshStatus>;
}
const asked = new WeakMap<Askable, OfMesh>();

export function askedOf(mesh: Askable): OfMesh {
  const known = asked.get(mesh) ?? {
    peers: follow<readonly MeshPeer[]>(mesh, () => mesh.peers(), changePeers),
    status: follow(mesh, () => mesh.status(), changeStatus),
  };
  asked.set(mesh, known);
  return known;
}

function follow<Value>(mesh: Askable, ask: () => Promise<Value>, events: readonly string[]): Followed<Value> {
  return new Followed<Value>((show) => {
    let shown = "";
    let isAsking = false;
    let isStale = false;
    let isEnded = false;
    const again = async (): Promise<void> => {
      isStale = true;
      if (isAsking) return;
      isAsking = true;
      while (isStale && !isEnded) {
        isStale = false;
        const value = await ask().catch(() => undefined); // The mesh was closed: there is nothing more to know.
        const text = JSON.stringify(value);
        if (value === undefined || text === shown || isEnded) continue;
        shown = text;
        show(value);
      }
      isAsking = false;
    };
    const ends = events.map((event) => mesh.on(event, () => void again()));
    void again();
    return () => {
      isEnded = true;
      for (const end of ends) end();
    };
  });
}

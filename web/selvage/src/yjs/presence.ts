// What y-protocols calls awareness, in a document of its own: who has the cursor where. Everybody writes one entry:
//
//   peers.<client> = "<peer id> <update of awareness, as base64>"
//
// Documents keep what nobody takes out, so an entry alone does not say that its writer is there. It counts while its peer is
// in session with us, or after it changed before our eyes; what does neither for a minute is taken out.
import { applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates, type Awareness } from "y-protocols/awareness";
import type { Json } from "../mesh/document.js";
import { toBytes, toText, type SharedDocument, type SharedMesh } from "./shared_mesh.js";

/** Cursors move often: a change is written at once, the next ones together after so many milliseconds. */
export const presencePause = 100;
/** How often entries are looked at that do not change. */
export const sweepPause = 10_000;
const unchangedMax = 6;

interface Seen {
  readonly text: string;
  readonly peer: string;
  /** How often it was looked at since it changed, while its peer was not in session. */
  unchanged: number;
}
interface Changes {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
}

export class Presence {
  readonly #mesh: SharedMesh;
  readonly #document: SharedDocument;
  readonly #awareness: Awareness;
  /** What stands as origin of what others changed. */
  readonly #origin: unknown;
  readonly #onFailure: (failure: unknown) => void;
  readonly #inSession: Set<string>;
  readonly #seen = new Map<number, Seen>();
  readonly #ends: (() => void)[] = [];
  #isKnown = false;
  #isEnded = false;
  #isStale = false;
  #isPausing = false;
  #writing: Promise<void> | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(mesh: SharedMesh, name: string, awareness: Awareness, origin: unknown, onFailure: (failure: unknown) => void) {
    this.#mesh = mesh;
    this.#document = mesh.doc(name);
    this.#awareness = awareness;
    this.#origin = origin;
    this.#onFailure = onFailure;
    this.#inSession = new Set([mesh.id]);
    void this.#begin();
  }

  /** Takes our own entry out and forgets the others'. Resolved when that is written. */
  async end(): Promise<void> {
    this.#isEnded = true;
    clearTimeout(this.#pause);
    for (const end of this.#ends.splice(0)) end();
    this.#forget([...this.#awareness.states.keys()].filter((client) => client !== this.#awareness.clientID));
    await this.#writing;
    if (this.#isKnown) await this.#takeOut(this.#awareness.clientID);
  }

  async #begin(): Promise<void> {
    this.#ends.push(this.#mesh.on("peer-came", ({ peer = "" }) => this.#come(peer)));
    this.#ends.push(this.#mesh.on("peer-went", ({ peer = "" }) => this.#go(peer)));
    for (const { peer } of await this.#mesh.peers().catch(() => [])) this.#inSession.add(peer);
    if (this.#isEnded) return;
    const hear = ({ added, updated, removed }: Changes): void => {
      if ([...added, ...updated, ...removed].includes(this.#awareness.clientID)) this.#writeSoon();
    };
    this.#awareness.on("update", hear);
    this.#ends.push(() => this.#awareness.off("update", hear));
    const sweeping = setInterval(() => this.#sweep(), sweepPause);
    this.#ends.push(() => clearInterval(sweeping));
    this.#ends.push(this.#document.watch("peers", (value) => this.#take(value), this.#onFailure));
  }

  // --- Others

  #take(value: Json): void {
    const isFirst = !this.#isKnown;
    this.#isKnown = true;
    const told = new Map(Object.entries(value ?? {}).map(([client, text]) => [Number(client), String(text)]));
    const own = this.#awareness.clientID;
    if (!told.has(own) && this.#awareness.getLocalState() !== null) this.#writeSoon();
    told.delete(own);
    const gone = [...this.#seen.keys()].filter((client) => !told.has(client));
    for (const client of gone) this.#seen.delete(client);
    this.#forget(gone);
    for (const [client, text] of told) {
      if (this.#seen.get(client)?.text === text) continue;
      const seen: Seen = { text, peer: text.split(" ")[0] ?? "", unchanged: 0 };
      this.#seen.set(client, seen);
      if (!isFirst || this.#inSession.has(seen.peer)) this.#apply(client, seen);
    }
  }

  #apply(client: number, { text, peer }: Seen): void {
    // What was forgotten may come again as it was.
    if (!this.#awareness.states.has(client)) this.#awareness.meta.delete(client);
    try {
      applyAwarenessUpdate(this.#awareness, toBytes(text.slice(peer.length + 1)), this.#origin);
    } catch (failure) {
      this.#onFailure(failure);
    }
  }

  #come(peer: string): void {
    this.#inSession.add(peer);
    for (const [client, seen] of this.#seen)
      if (seen.peer === peer && !this.#awareness.states.has(client)) this.#apply(client, seen);
  }

  #go(peer: string): void {
    this.#inSession.delete(peer);
    this.#forget([...this.#seen].filter(([, seen]) => seen.peer === peer).map(([client]) => client));
  }

  #forget(clients: readonly number[]): void {
    removeAwarenessStates(this.#awareness, [...clients], this.#origin);
    for (const client of clients) this.#awareness.meta.delete(client);
  }

  #sweep(): void {
    for (const [client, seen] of this.#seen) {
      const meta = this.#awareness.meta.get(client);
      if (this.#inSession.has(seen.peer)) {
        // A tab that nobody looks at may renew its entry late. It is there all the same.
        if (meta && this.#awareness.states.has(client)) meta.lastUpdated = Date.now();
        seen.unchanged = 0;
      } else if (++seen.unchanged > unchangedMax) {
        seen.unchanged = 0;
        void this.#takeOut(client);
      }
    }
  }

  // --- Ourselves

  #writeSoon(): void {
    this.#isStale = true;
    if (!this.#isKnown || this.#isEnded || this.#isPausing) return;
    this.#isPausing = true;
    this.#isStale = false;
    this.#writing = this.#write();
    this.#pause = setTimeout(() => void this.#goOn(), presencePause);
  }

  async #goOn(): Promise<void> {
    await this.#writing;
    this.#isPausing = false;
    if (this.#isStale) this.#writeSoon();
  }

  async #write(): Promise<void> {
    const own = this.#awareness.clientID;
    if (this.#awareness.getLocalState() === null) return this.#takeOut(own);
    const text = `${this.#mesh.id} ${toText(encodeAwarenessUpdate(this.#awareness, [own]))}`;
    await this.#document.set(["peers", String(own)], text).catch(this.#onFailure);
  }

  async #takeOut(client: number): Promise<void> {
    await this.#document.remove(["peers", String(client)]).catch(this.#onFailure);
  }
}

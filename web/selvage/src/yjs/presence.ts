// What y-protocols calls awareness, as notes of the mesh: who has the cursor where. Each page says for each of its providers an
// update of awareness, as base64. None is kept; what somebody said ends with it, or a little later, and so does its state here.
import { applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates, type Awareness } from "y-protocols/awareness";
import type { Json } from "../mesh/document.js";
import { pageNoteOf, type Part } from "./page_note.js";
import { toBytes, toText, type SharedMesh } from "./shared_mesh.js";

interface Changes {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
}

export class Presence {
  readonly #mesh: SharedMesh;
  readonly #topic: string;
  readonly #awareness: Awareness;
  /** What stands as origin of what others changed. */
  readonly #origin: unknown;
  readonly #part: Part;
  /** What each of the others said last. */
  readonly #heard = new Map<number, string>();
  readonly #ends: (() => void)[] = [];
  #isKnown = false;
  #isEnded = false;

  constructor(mesh: SharedMesh, name: string, awareness: Awareness, origin: unknown, onFailure: (failure: unknown) => void) {
    this.#mesh = mesh;
    this.#topic = `yjs ${name}`;
    this.#awareness = awareness;
    this.#origin = origin;
    this.#part = { client: awareness.clientID, text: undefined, onFailure };
    queueMicrotask(() => this.#begin()); // A mesh that was closed says so at once, to who has us by then.
  }

  /** Takes our own state out and forgets the others'. Resolved when that was told. */
  async end(): Promise<void> {
    this.#isEnded = true;
    for (const end of this.#ends.splice(0)) end();
    this.#forget([...this.#awareness.states.keys()].filter((client) => client !== this.#awareness.clientID));
    await pageNoteOf(this.#mesh, this.#topic).takeOut(this.#part);
  }

  #begin(): void {
    if (this.#isEnded) return;
    const hear = (changes: Changes): void => this.#hear(changes);
    this.#awareness.on("update", hear);
    this.#ends.push(() => this.#awareness.off("update", hear));
    this.#ends.push(this.#mesh.notes(this.#topic, (notes) => this.#take(notes), this.#part.onFailure));
  }

  #hear({ added, updated, removed }: Changes): void {
    for (const client of [...added, ...updated]) if (this.#heard.has(client)) this.#stopClock(client);
    if ([...added, ...updated, ...removed].includes(this.#awareness.clientID)) this.#say();
  }

  // --- Others

  #take(notes: Readonly<Record<string, Json>>): void {
    const isFirst = !this.#isKnown;
    this.#isKnown = true;
    const told = new Map<number, string>();
    for (const parts of Object.values(notes))
      for (const [client, text] of Object.entries(parts ?? {})) told.set(Number(client), String(text));
    told.delete(this.#awareness.clientID);
    const gone = [...this.#heard.keys()].filter((client) => !told.has(client));
    for (const client of gone) this.#heard.delete(client);
    this.#forget(gone);
    for (const [client, text] of told) if (this.#heard.get(client) !== text) this.#apply(client, text);
    if (isFirst) this.#say();
  }

  #apply(client: number, text: string): void {
    this.#heard.set(client, text);
    try {
      applyAwarenessUpdate(this.#awareness, toBytes(text), this.#origin);
    } catch (failure) {
      this.#part.onFailure(failure);
    }
  }

  /** A note counts until it ends. y-protocols would forget in 30 s whom nobody looks at, and who therefore is renewed once a minute. */
  #stopClock(client: number): void {
    const meta = this.#awareness.meta.get(client);
    if (meta) meta.lastUpdated = Infinity;
  }

  #forget(clients: readonly number[]): void {
    removeAwarenessStates(this.#awareness, [...clients], this.#origin);
    for (const client of clients) this.#awareness.meta.delete(client); // It may come again as it was.
  }

  // --- Ourselves

  #say(): void {
    if (!this.#isKnown) return; // There may be no mesh yet.
    const own = this.#awareness.clientID;
    const isThere = this.#awareness.getLocalState() !== null;
    this.#part.text = isThere ? toText(encodeAwarenessUpdate(this.#awareness, [own])) : undefined;
    pageNoteOf(this.#mesh, this.#topic).say(this.#part);
  }
}

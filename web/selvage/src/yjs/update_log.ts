// The updates of a Y.Doc in a document of a mesh. Edits are put in as they come; when there are many, somebody merges them into
// one and takes them out. Merging twice does no harm, since an update that is known already changes nothing.
//
// Larger ones are merged seldom: only what is at most twice as large as what is merged with it. So there are few, and each
// byte is written anew a few times, however long the document lives.
import * as Y from "yjs";
import type { Json } from "../mesh/document.js";
import { isKind } from "../mesh/errors.js";
import { putEntry, Shelf, type Entry, type ShelfName } from "./shelf.js";
import type { SharedMesh } from "./shared_mesh.js";

export interface LogOptions {
  /** Takes updates of others into the Y.Doc. Those that are none are returned. */
  readonly apply: (updates: readonly Entry[]) => readonly Entry[];
  /** All that is known here: to see what the mesh lacks of it. */
  readonly state: () => Uint8Array;
  /** What is there was taken, for the first time. */
  readonly onKnown: () => void;
  readonly onFailure: (failure: unknown) => void;
  /** Between 0 and 1: what keeps all who see the same from doing the same at once. */
  readonly chance: () => number;
}

/** From how many small updates, or how much of them, on they are merged. */
export const recentCountMax = 50;
export const recentSizeMax = 1 << 16;
/** Somebody merges within so many milliseconds. */
export const mergePause = 2_000;
/** What went and was not merged is put back, by somebody, after so many milliseconds or twice as many. */
export const repairPause = 1_000;
const retryPauseMax = 30_000;

export class UpdateLog {
  readonly #options: LogOptions;
  readonly #document: ReturnType<SharedMesh["doc"]>;
  readonly #recent = new Shelf("recent");
  readonly #merged = new Shelf("merged");
  readonly #own = new Set<string>();
  /** Which updates are in others that are or were there. */
  readonly #held = new Set<string>();
  readonly #gone = new Set<string>();
  readonly #ends: (() => void)[] = [];
  readonly #name = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  #last = 0;
  #pending: Uint8Array[] = [];
  #writing: Promise<void> | undefined;
  /** Whether what we wrote may not be there. */
  #isDoubted = false;
  #isMerging = false;
  #merge: ReturnType<typeof setTimeout> | undefined;
  #check: ReturnType<typeof setTimeout> | undefined;
  #retryPause = repairPause;
  #isEnded = false;

  constructor(mesh: SharedMesh, name: string, options: LogOptions) {
    this.#options = options;
    this.#document = mesh.doc(name);
    // Who gave up a mesh for an older one of the same name has left in it what was written.
    this.#ends.push(mesh.on("mesh", () => this.#doubt(0)));
    void this.#begin();
  }

  get isKnown(): boolean {
    return this.#recent.isKnown && this.#merged.isKnown;
  }

  /** Something was edited here. */
  add(update: Uint8Array): void {
    this.#pending.push(update);
    this.#writing ??= this.#write();
  }

  /** Hears nothing any more. What was edited is still written: resolved when it is. */
  async end(): Promise<void> {
    this.#isEnded = true;
    clearTimeout(this.#merge);
    clearTimeout(this.#check);
    for (const end of this.#ends.splice(0)) end();
    await this.#writing;
  }

  // --- Reading

  async #begin(): Promise<void> {
    for (let isThere = false; !isThere && !this.#isEnded; ) {
      try {
        await this.#document.get(""); // A document that is new here is fetched first, from who has it.
        isThere = true;
      } catch (failure) {
        // A node waits for its mesh for some seconds; we do for as long as it takes.
        if (isKind(failure, "not-found")) isThere = true;
        else if (!isKind(failure, "not-ready")) return this.#fail(failure);
      }
    }
    if (this.#isEnded) return;
    for (const shelf of [this.#merged, this.#recent])
      this.#ends.push(
        this.#document.watch(
          shelf.name,
          (value) => this.#take(shelf, value),
          (failure) => this.#fail(failure),
        ),
      );
  }

  #take(shelf: Shelf, value: Json): void {
    if (this.#isEnded) return;
    const wasKnown = this.isKnown;
    const { added, gone, failures } = shelf.take(value);
    for (const { holds } of added) for (const id of holds) this.#held.add(id);
    const others = added.filter(({ id }) => !this.#own.delete(id));
    for (const entry of others.length > 0 ? this.#options.apply(others) : []) {
      shelf.refuse(entry.id);
      failures.push(new Error(`What is at ${entry.shelf}.${entry.id} is no update of Yjs.`));
    }
    for (const failure of failures) this.#options.onFailure(failure);
    for (const id of gone) this.#gone.add(id);
    if (gone.length > 0) this.#checkIn(repairPause * (1 + this.#options.chance()));
    if (!wasKnown && this.isKnown) {
      this.#options.onKnown();
      this.#repair();
    }
    this.#mergeSoon();
  }

  // --- Writing

  async #write(): Promise<void> {
    while (this.#pending.length > 0) {
      const update = mergedOf(this.#pending.splice(0));
      try {
        await this.#put("recent", update, []);
        this.#retryPause = repairPause;
      } catch (failure) {
        this.#fail(failure);
        this.#doubt(this.#retryPause);
        this.#retryPause = Math.min(2 * this.#retryPause, retryPauseMax);
      }
    }
    this.#writing = undefined;
  }

  #put(shelf: ShelfName, update: Uint8Array, holds: readonly string[]): Promise<void> {
    const id = `${this.#name}${(++this.#last).toString(16)}`;
    this.#own.add(id);
    return putEntry(this.#document, { shelf, id, update, holds });
  }

  #fail(failure: unknown): void {
    this.#options.onFailure(failure);
  }

  // --- Repairing: what we have and the mesh has not is written. So is what was edited without it.

  #doubt(pause: number): void {
    this.#isDoubted = true;
    this.#checkIn(pause);
  }

  #checkIn(pause: number): void {
    if (this.#isEnded) return;
    clearTimeout(this.#check);
    this.#check = setTimeout(() => {
      const isLost = [...this.#gone].some((id) => !this.#held.has(id));
      this.#forgetGone();
      if (this.#isDoubted || isLost) this.#repair();
    }, pause);
  }

  #repair(): void {
    if (!this.isKnown || this.#isEnded) return;
    if (this.#writing) return void this.#writing.then(() => this.#repair());
    this.#isDoubted = false;
    const lacking = lackingOf(this.#entries(), this.#options.state());
    if (lacking) this.add(lacking);
  }

  #forgetGone(): void {
    this.#gone.clear();
    this.#held.clear();
    for (const { holds } of this.#merged.entries.values()) for (const id of holds) this.#held.add(id);
  }

  #entries(): Entry[] {
    return [...this.#merged.entries.values(), ...this.#recent.entries.values()];
  }

  // --- Merging

  #areMany(): boolean {
    return this.#recent.entries.size > recentCountMax || (this.#recent.entries.size > 1 && this.#recent.size > recentSizeMax);
  }

  #mergeSoon(): void {
    if (this.#isMerging || !this.isKnown) return;
    if (!this.#areMany()) {
      clearTimeout(this.#merge);
      this.#merge = undefined;
    } else this.#merge ??= setTimeout(() => void this.#mergeNow(), mergePause * this.#options.chance());
  }

  async #mergeNow(): Promise<void> {
    this.#merge = undefined;
    this.#isMerging = true;
    const taken = [...this.#recent.entries.values()];
    let size = this.#recent.size;
    for (const entry of [...this.#merged.entries.values()].sort((a, b) => a.update.length - b.update.length)) {
      if (entry.update.length > 2 * size) break;
      taken.push(entry);
      size += entry.update.length;
    }
    const holds = taken.map(({ id }) => id);
    try {
      await this.#put("merged", mergedOf(taken.map(({ update }) => update)), holds);
      for (const id of holds) this.#held.add(id);
      await Promise.all(taken.map(({ shelf, id }) => this.#document.remove([shelf, id])));
    } catch (failure) {
      this.#fail(failure);
    }
    this.#isMerging = false;
  }
}

const mergedOf = (updates: readonly Uint8Array[]): Uint8Array => {
  const [only] = updates;
  return updates.length === 1 && only ? only : Y.mergeUpdates([...updates]);
};

/** What is in the state and in none of the entries, deletions too; nothing if all of it is there. */
function lackingOf(entries: readonly Entry[], state: Uint8Array): Uint8Array | undefined {
  const theirs = new Y.Doc();
  for (const { update } of entries) Y.applyUpdate(theirs, update);
  const lacking: Uint8Array[] = [];
  theirs.on("update", (update: Uint8Array) => void lacking.push(update));
  Y.applyUpdate(theirs, state);
  theirs.destroy();
  return lacking.length > 0 ? mergedOf(lacking) : undefined;
}

// A Y.Doc that is the same in all pages and programs of a mesh which have it by that name.
import * as Y from "yjs";
import { Awareness } from "y-protocols/awareness";
import { isKind } from "../mesh/errors.js";
import { Emitter } from "./emitter.js";
import { Presence } from "./presence.js";
import type { Entry } from "./shelf.js";
import type { SharedMesh } from "./shared_mesh.js";
import { UpdateLog } from "./update_log.js";

export interface MeshProviderOptions {
  /** Whether it connects at once; true unless told. */
  readonly connect?: boolean;
  /** Who has the cursor where; one of the provider's own unless given. */
  readonly awareness?: Awareness;
  /** A number between 0 and 1, as Math.random() gives. */
  readonly chance?: () => number;
}

export type ProviderStatus = "connecting" | "connected" | "disconnected";

type Events = {
  /** With true when what the mesh has was taken, with false when the provider hears nothing any more. */
  sync: [boolean];
  synced: [boolean];
  status: [{ readonly status: ProviderStatus }];
  /** Something was not written, and will be tried again; cannot be read; or is too large for others to be told of it. */
  failure: [unknown];
  destroy: [];
};

export class MeshProvider extends Emitter<Events> {
  readonly doc: Y.Doc;
  readonly name: string;
  readonly awareness: Awareness;
  readonly #mesh: SharedMesh;
  readonly #ownsAwareness: boolean;
  readonly #chance: () => number;
  #whenSynced: { promise: Promise<void>; resolve: () => void } = deferred();
  #log: UpdateLog | undefined;
  #presence: Presence | undefined;
  #status: ProviderStatus = "disconnected";
  #isSynced = false;
  #isDestroyed = false;

  constructor(mesh: SharedMesh, name: string, doc: Y.Doc, options: MeshProviderOptions = {}) {
    super();
    this.#mesh = mesh;
    this.name = name;
    this.doc = doc;
    this.awareness = options.awareness ?? new Awareness(doc);
    this.#ownsAwareness = options.awareness === undefined;
    this.#chance = options.chance ?? Math.random;
    doc.on("update", this.#hearUpdate);
    doc.on("destroy", this.#hearDestroy);
    if (options.connect ?? true) this.connect();
  }

  get status(): ProviderStatus {
    return this.#status;
  }
  /** Whether the Y.Doc has what this page has of the document, and what those had who were connected. */
  get synced(): boolean {
    return this.#isSynced;
  }
  /** Resolves when it is synced, the next time if it is disconnected. */
  get whenSynced(): Promise<void> {
    return this.#whenSynced.promise;
  }

  connect(): void {
    if (this.#log || this.#isDestroyed) return;
    this.#show("connecting");
    const isCurrent = (): boolean => this.#log === log;
    const onFailure = (failure: unknown): void => {
      if (!isCurrent()) return;
      if (isKind(failure, "closed")) void this.disconnect();
      else this.emit("failure", failure);
    };
    const log: UpdateLog = new UpdateLog(this.#mesh, this.name, {
      apply: (entries) => this.#apply(entries),
      state: () => Y.encodeStateAsUpdate(this.doc),
      onKnown: () => this.#sync(),
      onFailure,
      chance: this.#chance,
    });
    this.#log = log;
    this.#presence = new Presence(this.#mesh, this.name, this.awareness, this, onFailure);
  }

  /** Hears and writes nothing any more, until it is connected again. Resolves when what was edited before is written. */
  async disconnect(): Promise<void> {
    const [log, presence] = [this.#log, this.#presence];
    this.#log = this.#presence = undefined;
    if (!log) return;
    this.#show("disconnected");
    if (this.#isSynced) {
      this.#isSynced = false;
      this.#whenSynced = deferred();
      this.#tellSync(false);
    }
    await Promise.all([log.end(), presence?.end()]);
  }

  /** For good. The Y.Doc stays. */
  async destroy(): Promise<void> {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.doc.off("update", this.#hearUpdate);
    this.doc.off("destroy", this.#hearDestroy);
    const ended = this.disconnect();
    if (this.#ownsAwareness) this.awareness.destroy();
    this.emit("destroy");
    this.forgetListeners();
    await ended;
  }

  readonly #hearUpdate = (update: Uint8Array, origin: unknown): void => {
    // What is edited before the mesh is known is written when it is.
    if (origin !== this && this.#log?.isKnown) this.#log.add(update);
  };
  readonly #hearDestroy = (): void => void this.destroy();

  #apply(entries: readonly Entry[]): Entry[] {
    const refused: Entry[] = [];
    this.doc.transact(() => {
      for (const entry of entries)
        try {
          Y.decodeUpdate(entry.update); // Applied, half of one that ends too early would stay.
          Y.applyUpdate(this.doc, entry.update, this);
        } catch {
          refused.push(entry);
        }
    }, this);
    return refused;
  }

  #sync(): void {
    this.#isSynced = true;
    this.#show("connected");
    this.#whenSynced.resolve();
    this.#tellSync(true);
  }

  #tellSync(isSynced: boolean): void {
    this.emit("sync", isSynced);
    this.emit("synced", isSynced);
  }

  #show(status: ProviderStatus): void {
    if (this.#status === status) return;
    this.#status = status;
    this.emit("status", { status });
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

// Meshes without a network, for tests of what lies upon them: each node has a copy of all documents, and what one writes
// reaches another when the test says so, in any order that keeps what a writer had seen in front of what it wrote. What one
// notes is told of its last state, to whom nothing is cut off.
import type { Json } from "../src/mesh/document.js";
import { MeshError } from "../src/mesh/errors.js";
import type { SharedDocument, SharedMesh } from "../src/yjs/shared_mesh.js";

interface Write {
  readonly author: string;
  readonly number: number;
  /** How many writes of each author this one's writer had seen. */
  readonly after: ReadonlyMap<string, number>;
  readonly document: string;
  readonly path: readonly string[];
  /** Nothing takes away what is there. */
  readonly value: Json | undefined;
}
type Tree = { [key: string]: Tree | Json };

export class FakeHub {
  readonly nodes: FakeNode[] = [];
  readonly writes: Write[] = [];
  /** All that was noted, whether others came to know it or not. */
  readonly noted: { readonly author: string; readonly topic: string; readonly value: Json | undefined }[] = [];

  node(id: string): FakeNode {
    const node = new FakeNode(this, id);
    this.nodes.push(node);
    return node;
  }

  /** One write reaches one node: which, says chance. False if none is on its way to anybody. */
  deliverOne(chance: () => number): boolean {
    const ways = this.nodes.flatMap((node) =>
      this.writes.filter((write) => this.#isOnWay(write, node)).map((write) => ({ node, write })),
    );
    const way = ways[Math.floor(chance() * ways.length)];
    way?.node.take(way.write);
    return way !== undefined;
  }
  deliverAll(): void {
    while (this.deliverOne(() => 0));
    this.deliverNotes();
  }
  deliverNotes(): void {
    const there = this.nodes.filter(({ isCutOff }) => !isCutOff);
    for (const node of there) for (const other of there) node.hear(other);
  }

  #isOnWay(write: Write, to: FakeNode): boolean {
    const isCutOff = to.isCutOff || this.nodes.some(({ id, isCutOff }) => isCutOff && id === write.author);
    return !isCutOff && to.canTake(write);
  }
}

export class FakeNode implements SharedMesh {
  readonly id: string;
  /** Nothing comes or goes; what is written waits. */
  isCutOff = false;
  /** Writes fail with this. */
  refuses: MeshError | undefined;
  /** What is written waits for this. */
  holds: Promise<void> = Promise.resolve();
  /** What is watched is not told. */
  isSlow = false;
  #isReady = true;
  #waiting: (() => void)[] = [];
  readonly #hub: FakeHub;
  readonly #seen = new Map<string, number>();
  #documents: Tree = {};
  readonly #watches = new Set<{ document: string; path: string; told?: string; use: (value: Json) => void }>();
  readonly #listeners = new Map<string, Set<() => void>>();
  /** What each peer noted, as far as it is known here: by topics. */
  readonly #notes = new Map<string, ReadonlyMap<string, Json>>();
  readonly #noteWatches = new Set<{ topic: string; told?: string; use: (notes: Readonly<Record<string, Json>>) => void }>();

  constructor(hub: FakeHub, id: string) {
    this.#hub = hub;
    this.id = id;
  }

  /** Whether the mesh is known. Until then what is asked for waits. */
  set isReady(is: boolean) {
    this.#isReady = is;
    this.giveUpWaiting();
    this.#tellWatches();
    this.#tellNotes();
  }
  /** Who waits is answered: with a failure if it is not ready still. */
  giveUpWaiting(): void {
    for (const answer of this.#waiting.splice(0)) answer();
  }
  get watchCount(): number {
    return this.#watches.size + this.#noteWatches.size;
  }
  get listenerCount(): number {
    return [...this.#listeners.values()].reduce((count, { size }) => count + size, 0);
  }
  on = (event: string, use: () => void): (() => void) => {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(use));
    return () => void listeners.delete(use);
  };
  tell(event: string): void {
    for (const use of this.#listeners.get(event) ?? []) use();
  }

  note = async (topic: string, value: Json | undefined): Promise<void> => {
    await this.holds;
    if (!this.#isReady) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (!this.#isReady) throw notReady();
    if (this.refuses) throw this.refuses;
    if (JSON.stringify(value ?? null).length > 4_096) throw new MeshError("bad-request", "It is too large", "Say less.");
    const own = new Map(this.#notes.get(this.id));
    if (value === undefined) own.delete(topic);
    else own.set(topic, structuredClone(value));
    this.#hub.noted.push({ author: this.id, topic, value });
    this.#notes.set(this.id, own);
    this.#tellNotes();
  };
  notes = (topic: string, use: (notes: Readonly<Record<string, Json>>) => void): (() => void) => {
    const watch = { topic, use };
    this.#noteWatches.add(watch);
    queueMicrotask(() => this.#tellNotes());
    return () => void this.#noteWatches.delete(watch);
  };
  /** What the other notes now. */
  hear(other: FakeNode): void {
    this.#notes.set(other.id, other.#notes.get(other.id) ?? new Map());
    this.#tellNotes();
  }
  /** The other has gone, and its notes have ended. */
  forget({ id }: FakeNode): void {
    this.#notes.delete(id);
    this.#tellNotes();
  }

  doc = (name: string): SharedDocument => ({
    get: async (path = "") => {
      if (!this.#isReady) await new Promise<void>((resolve) => this.#waiting.push(resolve));
      if (!this.#isReady) throw notReady();
      const value = this.at(name, path);
      if (value === undefined) throw new MeshError("not-found", "Nothing is there", "Write it.");
      return value;
    },
    set: (path, value) => this.#write(name, path, value),
    remove: (path) => this.#write(name, path, undefined),
    watch: (path, use) => {
      const watch = { document: name, path: String(path), use };
      this.#watches.add(watch);
      queueMicrotask(() => this.#tellWatches());
      return () => void this.#watches.delete(watch);
    },
  });

  /** What is there. */
  at(document: string, path = ""): Json | undefined {
    let at: Tree | Json | undefined = this.#documents[document];
    for (const step of path === "" ? [] : path.split(".")) at = (at as Tree | undefined)?.[step];
    return at as Json | undefined;
  }

  /** The mesh is given up for another of its name, in which nothing was written yet. */
  loseEverything(): void {
    this.#documents = {};
    this.tell("mesh");
    this.#tellWatches();
  }

  canTake({ author, number, after }: Write): boolean {
    if (number !== (this.#seen.get(author) ?? 0) + 1) return false;
    return [...after].every(([other, count]) => (this.#seen.get(other) ?? 0) >= count);
  }
  take(write: Write): void {
    this.#seen.set(write.author, write.number);
    let at = (this.#documents[write.document] ??= {}) as Tree;
    const steps = [...write.path];
    const last = steps.pop() as string;
    for (const step of steps) at = (at[step] ??= {}) as Tree;
    if (write.value === undefined) delete at[last];
    else at[last] = structuredClone(write.value) as Tree;
    this.#tellWatches();
  }

  async #write(document: string, path: readonly string[], value: Json | undefined): Promise<void> {
    await this.holds;
    if (this.refuses) throw this.refuses;
    const after = new Map(this.#seen);
    const write: Write = { author: this.id, number: (after.get(this.id) ?? 0) + 1, after, document, path, value };
    this.#hub.writes.push(write);
    this.take(write);
    await Promise.resolve();
  }

  #tellWatches(): void {
    if (this.isSlow || !this.#isReady) return;
    for (const watch of this.#watches) {
      const value = this.at(watch.document, watch.path) ?? null;
      const text = JSON.stringify(value);
      if (watch.told === text) continue;
      watch.told = text;
      watch.use(JSON.parse(text) as Json);
    }
  }
  #tellNotes(): void {
    if (!this.#isReady) return;
    for (const watch of this.#noteWatches) {
      const said = [...this.#notes].flatMap(([peer, notes]) => (notes.has(watch.topic) ? [[peer, notes.get(watch.topic)]] : []));
      const text = JSON.stringify(Object.fromEntries(said));
      if (watch.told === text) continue;
      watch.told = text;
      watch.use(JSON.parse(text) as Record<string, Json>);
    }
  }
}

const notReady = (): MeshError => new MeshError("not-ready", "The mesh is not known yet", "Wait.");

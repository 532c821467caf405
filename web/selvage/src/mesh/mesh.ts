// Mesh is a page's node in a mesh: the same state machine as in a terminal, asked in the same words (spec/control.md).
//
//   const mesh = await join("Alpha");
//   mesh.on("peer-came", ({ peer }) => …);
//   await mesh.doc("game").set("players.ann", { points: 3 });
import { reportLater } from "../net/errors.js";
import { diskPart } from "../parts.js";
import { MeshTasks, type ListedTask } from "../tasks/mesh_tasks.js";
import type { TaskOptions } from "../tasks/options.js";
import type { ParallelOptions, ParallelRun } from "../tasks/parallel.js";
import type { TaskHandle } from "../tasks/task_handle.js";
import type { MeshWork, WorkOptions } from "../units/mesh_work.js";
import { MeshDocument, type Json } from "./document.js";
import { LineWire } from "./line_wire.js";
import type { MeshEvent, MeshNode, NodeUser, Thread } from "./node.js";
import { OwnNotes } from "./own_notes.js";
import { followPage } from "./page_signs.js";

export type { MeshEvent, Thread };

export type Role = "none" | "ephemeral" | "citizen" | "authority";

export interface MeshStatus {
  readonly name: string;
  readonly self: string;
  /** The mesh's identity, once it is known. */
  readonly mesh?: string;
  readonly open: boolean;
  readonly storage: boolean;
  readonly role: Role;
  readonly peers: number;
  readonly connections: number;
  readonly documents: number;
  readonly authorities: number;
  readonly authorities_reachable: number;
  readonly writes_open: number;
  readonly leader?: string;
  readonly addresses: readonly string[];
}
export interface MeshPeer {
  readonly peer: string;
  readonly role: Role;
  readonly keeps_everything: boolean;
  readonly platform?: string;
  readonly tier?: string;
  readonly activity?: string;
  readonly load?: number;
  readonly transport?: string;
  readonly address?: string;
  readonly round_trip_us?: number;
}
export interface Member {
  readonly peer: string;
  readonly role: Role;
}
export interface KeptDocument {
  readonly name: string;
  readonly changes: number;
  readonly peers: number;
  readonly in_step: boolean;
}
export interface MadeInvite {
  /** For a QR code, or to be typed. */
  readonly text: string;
  /** The same as a link, where it is known which page opens invites. */
  readonly link?: string;
  /** Its QR code, if one was wanted. */
  readonly picture?: string;
}
export interface InviteOptions {
  /** Of an invite for one, once; without it, it is for everybody who reads it. */
  readonly role?: Role;
  /** How long the one for one can be used; a day unless told. */
  readonly seconds?: number;
  /** Wants the QR code, drawn so. */
  readonly picture?: "svg" | "blocks";
}

export class Mesh {
  /** The peer id of this page. */
  readonly id: string;
  readonly name: string;
  /** Where its brain runs. In a Worker the page's own thread is free. */
  readonly thread: Thread;
  readonly #node: MeshNode;
  readonly #wire: LineWire;
  readonly #notes = new OwnNotes((topic, value) => this.#wire.ask({ do: "note", topic, value }));
  readonly #listeners = new Map<string, Set<(event: MeshEvent) => void>>();
  readonly #tasks: MeshTasks;
  #unfollow = (): void => {};
  #isOver = false;

  /** @internal */
  constructor(nodeFor: (user: NodeUser) => MeshNode) {
    this.#wire = new LineWire((line) => this.#node.send(line));
    this.#tasks = new MeshTasks(this.#wire);
    this.#node = nodeFor({
      lines: (lines) => this.#wire.take(lines, reportLater),
      event: (event) => this.#hear(event),
      ended: (failure) => this.#end(failure),
    });
    this.id = this.#node.id;
    this.name = this.#node.name;
    this.thread = this.#node.thread;
    this.#unfollow = followPage(this.id, (sign) => {
      if (this.#isOver) return;
      this.#tasks.tell(sign);
      if (sign === "freezing") this.#notes.takeOut(); // First: it may be the last that is sent.
      this.#node.tell(sign);
      if (sign === "woken") this.#notes.sayAgain();
    });
    this.#wire.watch({ do: "events" }, (event) => this.#hear(event as MeshEvent), () => {});
  }

  /** Which of this browser's places it keeps what it has in: `selvage/NAME/SLOT` in the origin's private files, if anything is kept. */
  get slot(): number | undefined {
    return this.#node.slot;
  }

  doc(name: string): MeshDocument {
    return new MeshDocument(name, this.#wire);
  }

  /**
   * Says to all members what this page does at the moment: where its cursor is, that its user types. Undefined takes it out, and so does
   * the page's end; nothing of it is kept. Of each topic the last value counts.
   */
  async note(topic: string, value: Json | undefined): Promise<void> {
    await this.#notes.say(topic, value);
  }
  /** Calls with what all say about a topic, by their peer ids, ours too, and again whenever it is something else, until it is ended. */
  notes(topic: string, use: (notes: Readonly<Record<string, Json>>) => void, onFailure: (failure: unknown) => void = () => {}): () => void {
    return this.#wire.watch({ do: "notes", topic }, (told) => use(told as Readonly<Record<string, Json>>), onFailure);
  }

  /** Asks for a task: whoever works in the mesh does it, also when this page is closed meanwhile. */
  task(options: TaskOptions): TaskHandle {
    return this.#tasks.ask(options);
  }
  /** A task that any member asked for, by its name. */
  taskOf(id: string): TaskHandle {
    return this.#tasks.of(id);
  }
  /** One task for each item, all at once: `results()` in their order, or a loop over them as they end. */
  parallel<Item>(items: Iterable<Item>, options: ParallelOptions<Item>): ParallelRun<Item> {
    return this.#tasks.parallel(items, options);
  }
  /** All that the mesh has of tasks, the newest first; Authorities alone know it. */
  tasks(): Promise<ListedTask[]> {
    return this.#tasks.list();
  }
  /** Has this page run the units of tasks, until it is stopped. The last call of it counts. */
  work(options: WorkOptions = {}): Promise<MeshWork> {
    return this.#tasks.work(options);
  }

  status(): Promise<MeshStatus> {
    return this.#wire.ask({ do: "status" }) as Promise<MeshStatus>;
  }
  peers(): Promise<MeshPeer[]> {
    return this.#wire.ask({ do: "peers" }) as Promise<MeshPeer[]>;
  }
  members(): Promise<Member[]> {
    return this.#wire.ask({ do: "members" }) as Promise<Member[]>;
  }
  documents(): Promise<KeptDocument[]> {
    return this.#wire.ask({ do: "documents" }) as Promise<KeptDocument[]>;
  }

  /** The id of the peer at the address, connected. */
  async connect(address: string): Promise<string> {
    return ((await this.#wire.ask({ do: "connect", address })) as { peer: string }).peer;
  }
  /** The round trip to a peer that is connected, in microseconds. */
  ping(peer: string): Promise<number> {
    return this.#node.ping(peer);
  }
  /** A way in for others. */
  invite({ role, seconds, picture }: InviteOptions = {}): Promise<MadeInvite> {
    const until = seconds === undefined ? {} : { valid_for: seconds };
    const wanted = { ...(role && { role }), ...until, ...(picture && { picture }) };
    return this.#wire.ask({ do: "invite", ...wanted }) as Promise<MadeInvite>;
  }
  /** Gives a member a role, for so many seconds or for good. */
  async grant(member: string, role: Role, seconds?: number): Promise<void> {
    await this.#wire.ask({ do: "grant", member, role, ...(seconds === undefined ? {} : { valid_for: seconds }) });
  }
  async revoke(member: string): Promise<void> {
    await this.#wire.ask({ do: "revoke", member });
  }

  /** Calls at every event of the name, or at all for "*". Ends when the result is called. */
  on(event: string, use: (event: MeshEvent) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(use));
    return () => void listeners.delete(use);
  }

  /** Says to its peers that it goes, and ends. */
  close(): Promise<void> {
    this.#isOver = true;
    return this.#node.close();
  }

  /** The same, and takes away what this browser kept of the mesh: who joins again is somebody new, and has nothing. */
  async wipe(): Promise<void> {
    await this.close();
    const { slot } = this.#node;
    if (slot === undefined) return;
    const { wipeKept } = await diskPart();
    await wipeKept(this.name, slot);
  }

  #hear(event: MeshEvent): void {
    for (const name of [event.event, "*"])
      for (const use of this.#listeners.get(name) ?? [])
        try {
          use(event);
        } catch (failure) {
          reportLater(failure);
        }
  }

  #end(failure: unknown): void {
    this.#isOver = true;
    this.#unfollow();
    this.#wire.fail(failure);
  }
}

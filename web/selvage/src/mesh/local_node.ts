// LocalNode is a node whose brain is in this thread: it uses a swarm, and carries what the brain asks of the disk there and back.
import type { DiskAction, DiskAnswer } from "../disk/actions.js";
import { decodeRequest, encodeAnswer } from "../disk/codec.js";
import { NetError, reportLater } from "../net/errors.js";
import type { Companion, Swarm } from "../net/swarm.js";
import type { Told } from "../net/swarm_events.js";
import type { SwarmHandle } from "../net/swarm_handle.js";
import { closedError, MeshError } from "./errors.js";
import type { MeshNode, NodeUser, PageSign } from "./node.js";

/** What keeps the node's bytes: a BrowserDisk, or in a Worker an OwnDisk. */
export interface NodeDisk {
  readonly opened: { readonly slot: number };
  ask(action: DiskAction): Promise<DiskAnswer>;
  close(): void | Promise<void>;
}

export interface NodeSettings {
  readonly name: string;
  /** In place of the name, if it is not empty. */
  readonly invite: string;
  readonly platform: string;
  readonly keepsEverything: boolean;
  readonly disk?: NodeDisk | undefined;
  /** Who it is was known before. */
  readonly isKnown: boolean;
}

/** Those who hear that we go have as long to hear it. */
const farewellMillis = 100;

export class LocalNode implements MeshNode {
  readonly id: string;
  readonly name: string;
  readonly thread = "here";
  readonly slot: number | undefined;
  readonly #swarm: Swarm;
  readonly #disk: NodeDisk | undefined;
  readonly #user: NodeUser;
  #isClosed = false;

  constructor(swarm: Swarm, settings: NodeSettings, user: NodeUser) {
    const { name, invite, platform, keepsEverything, disk, isKnown } = settings;
    this.id = swarm.id;
    this.name = name;
    this.#swarm = swarm;
    this.#disk = disk;
    this.slot = disk?.opened.slot;
    this.#user = user;
    const companion: Companion = {
      step: (handle, now) => this.#step(handle, now),
      hear: (told) => this.#hear(told),
      fail: (failure) => this.#fail(failure),
    };
    swarm.attach(companion, (handle, now) => {
      const what = { keepsEverything, hasDisk: disk !== undefined, mayHaveForgotten: isKnown };
      if (!handle.joinMesh([name, platform, invite], what, now))
        throw new MeshError("invite", handle.instance.shownText(), "Ask for another invite: `selvage invite` makes one.");
    });
  }

  send(line: Uint8Array): void {
    this.#swarm.call((handle, now) => handle.ask(line, now));
  }

  async ping(peer: string): Promise<number> {
    const [took] = await this.#swarm.ping(peer);
    return took ?? Promise.reject(new NetError("measurement_failed", "The peer did not answer the ping."));
  }

  tell(sign: PageSign): void {
    if (this.#isClosed) return;
    this.#swarm.call((handle, now) => {
      const { calls, live } = handle;
      if (sign === "freezing") calls.mesh_freeze(live, now);
      else if (sign === "woken") calls.mesh_wake(live, now);
      else calls.mesh_set_hidden(live, sign === "hidden" ? 1 : 0, now);
    });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#swarm.call((handle, now) => handle.calls.mesh_leave(handle.live, now));
    await new Promise((resolve) => setTimeout(resolve, farewellMillis));
    this.#swarm.close();
    await this.#disk?.close();
  }

  // --- What comes of the brain.

  #step(handle: SwarmHandle, now: number): boolean {
    let any = false;
    for (let bytes; this.#disk && (bytes = handle.nextDiskRequest(now)); any = true) this.#askDisk(this.#disk, bytes);
    for (let lines; !handle.isFreed && (lines = handle.takeLines(now)) !== ""; any = true) this.#user.lines(lines);
    return any;
  }

  #askDisk(disk: NodeDisk, bytes: Uint8Array): void {
    const { ticket, ...action } = decodeRequest(bytes);
    void disk.ask(action).then((answer) => {
      if (this.#isClosed) return;
      this.#swarm.call((handle, now) => {
        if (!handle.answerDisk(encodeAnswer({ ...answer, ticket }), now))
          throw new NetError("closed", "The disk answers what nobody can read.");
      });
    }, reportLater);
  }

  #hear(told: Told): void {
    if (told.kind === "connected" || told.kind === "disconnected" || told.kind === "rejected") {
      const { kind, text } = told;
      const where = "address" in told ? { address: told.address } : {};
      const who = "peer" in told ? { peer: told.peer } : {};
      const how = "transport" in told ? { transport: told.transport } : {};
      this.#user.event({ event: kind, text, ...who, ...where, ...how });
    } else if (told.kind === "dialEnded") this.#user.event({ event: "dial-failed", text: told.text });
  }

  #fail(failure: unknown): void {
    this.#isClosed = true;
    void this.#disk?.close(); // Who joins again has its place.
    this.#user.ended(failure instanceof NetError && failure.kind === "closed" ? closedError() : failure);
  }
}

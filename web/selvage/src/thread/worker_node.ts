// WorkerNode is a node in a Worker, from the page's side: lines go there and come back, and the WebRTC that a Worker lacks is
// made here. A page that has no such Worker, or is given none, has its node in its own thread instead.
import type { Compiled } from "../compile.js";
import type { Joining } from "../mesh/join_here.js";
import { closedError } from "../mesh/errors.js";
import type { MeshNode, NodeUser, PageSign } from "../mesh/node.js";
import { pending, type Pending } from "../net/pending.js";
import { packed, unpacked, type Failures } from "./failures.js";
import type { FromWorker, ToWorker } from "./messages.js";
import { RtcHost } from "./rtc_host.js";
import { WorkerLife } from "./worker_life.js";

/** Undefined if there can be no Worker, for whatever reason: what the mesh itself refuses is thrown. */
export async function nodeInWorker(
  joining: Joining,
  compile: () => Promise<Compiled>,
  failures: Failures,
): Promise<((user: NodeUser) => MeshNode) | undefined> {
  if (typeof document === "undefined" || typeof Worker !== "function") return undefined;
  const life = WorkerLife.begin();
  if (!life) return undefined;
  try {
    const { module } = await compile();
    if (!(await life.start(module))) return undefined;
    // Workers may not ask. Firefox asks its user, who may never answer: nobody waits.
    if (joining.keeps) navigator.storage?.persist?.().catch(() => {});
    const node = new WorkerNode(life, failures);
    await node.join(joining);
    return (user) => node.begin(user);
  } catch (failure) {
    life.end();
    throw failure;
  }
}

class WorkerNode implements MeshNode {
  id = "";
  name = "";
  readonly thread = "worker";
  slot: number | undefined;
  readonly #life: WorkerLife;
  readonly #failures: Failures;
  readonly #rtc: RtcHost;
  readonly #joined = pending<void>();
  readonly #closed = pending<void>();
  readonly #pings = new Map<number, Pending<number>>();
  #user: NodeUser | undefined;
  /** What came before there was a user. */
  readonly #early: ((user: NodeUser) => void)[] = [];
  #lastPing = 0;
  #isClosing = false;
  #over: { readonly why: unknown } | undefined;

  constructor(life: WorkerLife, failures: Failures) {
    this.#life = life;
    this.#failures = failures;
    this.#rtc = new RtcHost((news, transfer) => this.#post({ kind: "rtc", news }, transfer));
    life.use(
      (message) => this.#hear(message),
      () => this.#end(new failures.CoreError("The Worker in which the mesh ran has ended. Join again with join().")),
    );
  }

  join(joining: Joining): Promise<void> {
    this.#post({ kind: "join", joining, hasWebRtc: typeof RTCPeerConnection !== "undefined" });
    return this.#joined.promise;
  }

  begin(user: NodeUser): this {
    this.#user = user;
    for (const tell of this.#early.splice(0)) tell(user);
    return this;
  }

  send(line: Uint8Array<ArrayBuffer>): void {
    this.#post({ kind: "line", line }, [line.buffer]);
  }

  ping(peer: string): Promise<number> {
    if (this.#over) return Promise.reject(this.#over.why);
    const pinging = pending<number>();
    this.#pings.set(++this.#lastPing, pinging);
    this.#post({ kind: "ping", ping: this.#lastPing, peer });
    return pinging.promise;
  }

  tell(sign: PageSign): void {
    this.#post({ kind: "sign", sign });
  }

  async close(): Promise<void> {
    if (this.#over || this.#isClosing) return this.#closed.promise;
    this.#isClosing = true;
    this.#post({ kind: "close" });
    await this.#closed.promise;
    this.#end(unpacked(packed(closedError()), this.#failures));
  }

  #post(message: ToWorker, transfer: Transferable[] = []): void {
    if (!this.#over) this.#life.post(message, transfer);
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case "joined":
        this.id = message.id;
        this.name = message.name;
        this.slot = message.slot;
        return this.#joined.resolve();
      case "failed":
        return this.#end(unpacked(message.failure, this.#failures));
      case "lines":
        return this.#tell((user) => user.lines(message.lines));
      case "event":
        return this.#tell((user) => user.event(message.event));
      case "pinged":
        this.#pings.get(message.ping)?.resolve(message.took);
        return void this.#pings.delete(message.ping);
      case "pingFailed":
        this.#pings.get(message.ping)?.reject(unpacked(message.failure, this.#failures));
        return void this.#pings.delete(message.ping);
      case "ended":
        // Who closes waits for what is behind it: the disk is let go.
        return this.#isClosing ? undefined : this.#end(unpacked(message.failure, this.#failures));
      case "closed":
        return this.#closed.resolve();
      case "held":
      case "ready":
      case "unfit":
        return; // They were before the node.
      case "rtc":
        for (const order of message.orders) this.#rtc.obey(order);
    }
  }

  #tell(tell: (user: NodeUser) => void): void {
    if (this.#user) tell(this.#user);
    else this.#early.push(tell);
  }

  /** Of whatever reason, once. */
  #end(why: unknown): void {
    if (this.#over) return;
    this.#over = { why };
    this.#rtc.close();
    this.#life.end();
    this.#joined.reject(why);
    this.#closed.resolve();
    for (const pinging of this.#pings.values()) pinging.reject(why);
    this.#pings.clear();
    this.#tell((user) => user.ended(why));
  }
}

// The Worker that a node has to itself: dist/mesh_worker.js. It holds the brain, libsodium, the disk, sockets and timers; the
// page has the Mesh, and makes its WebRTC connections.
import { liveCrypto } from "../crypto_imports.js";
import { OwnDisk } from "../disk/own_disk.js";
import { Instance } from "../instance.js";
import { keptSeed, openIdentities } from "../mesh/identity.js";
import { prepareNode, type Joining, type KeptHere } from "../mesh/join_here.js";
import type { LocalNode } from "../mesh/local_node.js";
import { packed } from "./failures.js";
import type { FromWorker, ToWorker } from "./messages.js";
import { RemoteConnections, type RemoteConnection } from "./remote_connections.js";

interface Scope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  RTCPeerConnection?: unknown;
}
const scope = self as unknown as Scope;
const tell = (message: FromWorker, transfer: Transferable[] = []): void => scope.postMessage(message, transfer);

// It is asked for while the page still compiles the module.
let memory: WebAssembly.Memory | undefined;
const crypto = liveCrypto();
const enabling = crypto.enable(() => (memory as WebAssembly.Memory).buffer);
enabling.catch(() => {}); // Whoever waits for it says so.

const connections = new RemoteConnections((orders, transfer) => tell({ kind: "rtc", orders }, transfer));
let instance: Instance | undefined;
let node: LocalNode | undefined;
let isOver = false;

/** For as long as the Worker lives. A page without locks hears less of its end. */
async function hold(lock: string): Promise<void> {
  if (!("locks" in navigator)) return;
  await new Promise<void>((resolve, reject) => {
    const forever = new Promise<never>(() => {});
    navigator.locks.request(lock, () => (resolve(), forever)).catch(reject);
  });
  tell({ kind: "held" });
}

async function start(module: WebAssembly.Module, lock: string): Promise<void> {
  try {
    await hold(lock);
    const made = await WebAssembly.instantiate(module, { crypto: crypto.imports });
    memory = (made.exports as { memory?: WebAssembly.Memory }).memory;
    await enabling;
    instance = new Instance(made);
    tell({ kind: "ready" });
  } catch {
    tell({ kind: "unfit" });
  }
}

async function keepHere(name: string): Promise<KeptHere> {
  const disk = await OwnDisk.open({ name });
  const identities = await openIdentities();
  try {
    return { disk, ...(await keptSeed(identities, name, disk.opened.slot)) };
  } finally {
    identities.close();
  }
}

async function join(joining: Joining, hasWebRtc: boolean): Promise<void> {
  try {
    if (hasWebRtc)
      scope.RTCPeerConnection = function make(configuration?: RTCConfiguration): RemoteConnection {
        return connections.make(configuration);
      };
    const begin = await prepareNode(instance as Instance, joining, joining.keeps ? keepHere : undefined);
    node = begin({
      lines: (lines) => tell({ kind: "lines", lines }),
      event: (event) => tell({ kind: "event", event }),
      ended: (failure) => {
        isOver = true;
        tell({ kind: "ended", failure: packed(failure) });
      },
    });
    tell({ kind: "joined", id: node.id, name: node.name, slot: node.slot });
  } catch (failure) {
    tell({ kind: "failed", failure: packed(failure) });
  }
}

async function ping(number: number, peer: string): Promise<void> {
  try {
    tell({ kind: "pinged", ping: number, took: (await node?.ping(peer)) ?? 0 });
  } catch (failure) {
    tell({ kind: "pingFailed", ping: number, failure: packed(failure) });
  }
}

/** What a node that is over refuses is no news. */
function told(act: () => void): void {
  try {
    act();
  } catch (failure) {
    if (!isOver) throw failure;
  }
}

scope.onmessage = ({ data }) => {
  switch (data.kind) {
    case "start":
      return void start(data.module, data.lock);
    case "join":
      return void join(data.joining, data.hasWebRtc);
    case "line":
      return told(() => node?.send(data.line));
    case "ping":
      return void ping(data.ping, data.peer);
    case "sign":
      return told(() => node?.tell(data.sign));
    case "rtc":
      return connections.hear(data.news);
    case "close":
      return void node?.close().finally(() => tell({ kind: "closed" }));
  }
};

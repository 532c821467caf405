// What the package offers besides load(), which differs between the browser (index.ts) and Node
// (node.ts).
export { runCipherJob, type CipherJob, type CipherOutcome } from "./cipher.js";
export { systemClock, type Clock } from "./clock.js";
export type { WasmSource } from "./compile.js";
export type { Core, LoadOptions, PingerOptions } from "./core.js";
export * from "./document/index.js";
export { drive, type Drive, type DriveOptions, type DrivenMachine } from "./drive.js";
export { CoreError, LoadError, type LoadAttempt } from "./errors.js";
export type { JoinOptions } from "./join.js";
export type { FollowedText } from "./mesh/followed_text.js";
export type { MeshDocument, WriteOptions, Written } from "./mesh/document.js";
export { MeshError, type MeshErrorKind } from "./mesh/errors.js";
export type {
  InviteOptions,
  KeptDocument,
  MadeInvite,
  Member,
  Mesh,
  MeshEvent,
  MeshPeer,
  MeshStatus,
  Role,
  Thread,
} from "./mesh/mesh.js";
export type { PathInput } from "./mesh/path.js";
export { caretAfter, spliceBetween, type Splice } from "./mesh/splice.js";
export { NetError, type NetErrorKind } from "./net/errors.js";
export type { GossipMessage, OnMessage, Swarm, SwarmOptions, Verdict } from "./net/swarm.js";
export type {
  Connected,
  Disconnected,
  Identified,
  Measurement,
  Rejected,
  Subscription,
  SwarmEvent,
} from "./net/swarm_events.js";
export type { ByReason, ProtocolCounters, SwarmCounters, TransportCounters } from "./net/swarm_counters.js";
export type { SwarmStream } from "./net/swarm_stream.js";
export type { Bytes } from "./tasks/contents.js";
export type { ListedTask } from "./tasks/mesh_tasks.js";
export type { TaskCode, TaskInput, TaskOptions, TaskTerms } from "./tasks/options.js";
export type { ParallelEnd, ParallelOptions, ParallelProgress, ParallelRun } from "./tasks/parallel.js";
export type { TaskAttempt, TaskStanding, TaskState } from "./tasks/standing.js";
export type { TaskHandle } from "./tasks/task_handle.js";
export type { TaskOutput } from "./tasks/task_output.js";
export type { MeshWork, WorkOptions } from "./units/mesh_work.js";
export type { StreamMachine } from "./stream.js";
export { PortTransport, type ByteReceiver, type ByteTransport } from "./transport.js";

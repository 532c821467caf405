// A node is what a Mesh asks: lines go in and come out, wherever the brain is. It is in the page's own thread
// (local_node.ts) or in a Worker (../thread/worker_node.ts).

/** Where the brain of a mesh runs: in a Worker of its own, or in the thread that asked for it. */
export type Thread = "worker" | "here";

/** What a page sees of itself, and its node should know. */
export type PageSign =
  | "hidden"
  | "shown"
  /** It will not run for some time. */
  | "freezing"
  /** The network may be another one, or there is one again. */
  | "woken";

export interface MeshEvent {
  /**
   * What happened: "peer-came", "peer-went", "mesh", "document-appeared" and others; of the network "connected",
   * "disconnected", "rejected" and "dial-failed".
   */
  readonly event: string;
  /** The same for people. */
  readonly text: string;
  readonly peer?: string;
  readonly document?: string;
  readonly address?: string;
  readonly transport?: string;
}

/** Who has the node, and hears of it. */
export interface NodeUser {
  /** Whole lines of the control protocol. */
  lines(lines: string): void;
  event(event: MeshEvent): void;
  /** The node is over; nothing is told behind this. */
  ended(failure: unknown): void;
}

export interface MeshNode {
  readonly id: string;
  readonly name: string;
  readonly thread: Thread;
  /** Of what this browser keeps of it, if it keeps anything. */
  readonly slot: number | undefined;
  /** One line of the control protocol. */
  send(line: Uint8Array<ArrayBuffer>): void;
  /** Microseconds. */
  ping(peer: string): Promise<number>;
  tell(sign: PageSign): void;
  /** Says to its peers that it goes, and ends. */
  close(): Promise<void>;
}

// What a swarm counts: to be shown, never to be decided by. The names are those of net/swarm/counters.cpp.

/** How often, by what the reason says; reasons that never came up are missing. */
export type ByReason = Readonly<Record<string, number>>;

export interface TransportCounters {
  /** Attempts that were begun. */
  readonly dialed: number;
  readonly accepted: number;
  /** Connections that came of both. */
  readonly established: number;
  readonly receivedSize: number;
  readonly sentSize: number;
  readonly failed: ByReason;
}

export interface ProtocolCounters {
  readonly incoming: number;
  readonly outgoing: number;
  /** Of the incoming ones: there were too many. */
  readonly refused: number;
}

export interface SwarmCounters {
  readonly connections: number;
  /** Links that are not connections yet. */
  readonly upgrading: number;
  readonly streams: number;
  readonly dials: number;
  readonly knownPeers: number;
  /** Protocols that peers have proposed and that are not spoken here. */
  readonly unknownProtocols: number;
  /** Streams of ours for what peers do not speak. */
  readonly refusedStreams: number;
  readonly transports: Readonly<Record<string, TransportCounters>>;
  readonly protocols: Readonly<Record<string, ProtocolCounters>>;
  readonly limits: ByReason;
  readonly muxerRefusals: ByReason;
  /** Of WebRTC. In a page the browser has the sockets, and does not tell. */
  readonly droppedDatagrams: ByReason;
}

// What can be chosen of a page's swarm.
import type { Clock } from "../clock.js";
import type { SwarmEvent } from "./swarm_events.js";

export interface SwarmOptions {
  /** 32 secret bytes, which are the peer. By chance if none are given. */
  readonly seed?: Uint8Array;
  /** What it calls itself. */
  readonly agent?: string;
  /** Whether it takes part in gossip; true unless told. */
  readonly gossips?: boolean;
  /** Whether it answers whoever measures; false unless told. */
  readonly servesPerf?: boolean;
  /**
   * Whether pages may meet by it, and it may be introduced to any that a peer of it is connected to;
   * true unless told. Who is introduced learns where the browser can be reached.
   */
  readonly introductions?: boolean;
  /**
   * Decides who may be introduced: asked for each with the peer that wants to meet, as the peer in the middle
   * says, and that one. What is not `true` within half a minute refuses. Without it all are accepted.
   */
  readonly onIntroduction?: (asking: string, via: string) => boolean | Promise<boolean>;
  /** Of connections to other pages: STUN servers, by which they find a way through routers. */
  readonly rtcConfiguration?: RTCConfiguration;
  readonly onEvent?: (event: SwarmEvent) => void;
  readonly clock?: Clock;
}

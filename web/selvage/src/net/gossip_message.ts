// What a user hears of a topic, and says of it.

export type Verdict = "accept" | "reject" | "ignore";
const verdicts: readonly Verdict[] = ["accept", "reject", "ignore"];

export interface GossipMessage {
  readonly topic: string;
  /** Who signed it. */
  readonly author: string;
  /** The peer that it came from. */
  readonly from: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}
/**
 * Says of a message whether it is passed on (also if nothing is said), or blamed on the peer that
 * sent it, or neither. At once: others wait for it.
 */
export type OnMessage = (message: GossipMessage) => Verdict | void;

/** Of what nobody listens to: nothing is wrong with it. */
export function judge(message: GossipMessage, onMessage: OnMessage | undefined): Verdict {
  const said: unknown = onMessage?.(message) ?? "accept";
  const verdict = verdicts.find((one) => one === said);
  if (verdict) return verdict;
  const advice =
    said instanceof Promise
      ? "It must not be async: let it start what takes time, and return."
      : `This is: ${String(said)}.`;
  throw new TypeError(
    `What listens to "${message.topic}" says "accept", "reject", "ignore" or nothing. ${advice}`,
  );
}

/** As the brain numbers them. */
export const numberOf = (verdict: Verdict): number => verdicts.indexOf(verdict);

// @ts-check
// What is measured between two peers that are told what to do (interop/libp2p/README.md), whatever they are.
import { median } from "../frame/statistics.mjs";
import { milliseconds, print } from "../frame/measure.mjs";
import { cpuSeconds } from "./cpu.mjs";
import { named } from "./names.mjs";

/** @typedef {import("../../interop/libp2p/peer.mjs").Peer & { child?: import("node:child_process").ChildProcess }} Peer */
/** @typedef {{ seconds: number, sender: number, receiver: number }} Took in seconds, those of processors too */

const sampleSeconds = (milliseconds * 4) / 1000;
const mebibyte = 2 ** 20;
const sizeMin = mebibyte;
const sizeMax = 2048 * mebibyte;
const secondsMax = 6; // On a machine that has so much else to do, a sample is left short.
const timeLimit = 60_000; // Milliseconds.
const isFull = milliseconds >= 100;
const isSmoke = milliseconds < 10;
// The least of many streams at once, so that it is not their opening alone that is measured.
const manySizeMin = (isFull ? 64 : isSmoke ? 1 : 16) * mebibyte;
const dials = isFull ? 15 : isSmoke ? 1 : 5;
const pings = isFull ? 200 : isSmoke ? 5 : 50;

/** Nothing of one whose process is not its own, as a page. @param {Peer} peer */
const cpuOf = (peer) => (peer.child ? cpuSeconds(peer.child.pid) : 0);

/**
 * @param {Peer} from who opens the streams
 * @param {Peer} to
 * @param {number} size of all streams
 * @param {number} streams
 * @param {"upload" | "download"} direction
 * @returns {Promise<Took>}
 */
async function transfer(from, to, size, streams, direction) {
  const part = Math.ceil(size / streams);
  const command = { do: "perf", peer: to.id, upload: 0, download: 0, timeout_ms: timeLimit, [direction]: part };
  const [fromBefore, toBefore] = [cpuOf(from), cpuOf(to)];
  const began = performance.now();
  await Promise.all(Array.from({ length: streams }, () => from.ask(command)));
  const seconds = (performance.now() - began) / 1000;
  const [opener, other] = [cpuOf(from) - fromBefore, cpuOf(to) - toBefore];
  const [sender, receiver] = direction === "upload" ? [opener, other] : [other, opener];
  return { seconds, sender, receiver };
}

/**
 * The rates of one size, as much as takes the processors long enough; what comes before warms both ends up. The end that
 * needs more of a processor decides how fast it goes where each has one.
 * @param {string} what
 * @param {string} who
 * @param {Peer} from
 * @param {Peer} to
 * @param {number} streams
 * @param {"upload" | "download"} [direction]
 */
export async function measureThroughput(what, who, from, to, streams, direction = "upload") {
  const bothTell = from.child && to.child;
  for (let size = streams > 1 ? manySizeMin : sizeMin; ; ) {
    const took = await transfer(from, to, size, streams, direction);
    const worked = bothTell ? Math.max(took.sender, took.receiver) : took.seconds;
    if (worked < sampleSeconds && size < sizeMax && took.seconds < secondsMax) {
      const missing = sampleSeconds / worked;
      size = Math.min(sizeMax, Math.ceil(missing > 16 ? size * 8 : size * missing * 1.2));
      continue;
    }
    /** @type {(more: string, seconds: number) => void} */
    const tell = (more, seconds) =>
      seconds > 0 && print({ what: named(what, who) + more, who, unit: "MiB/s", value: size / mebibyte / seconds });
    tell("", took.seconds);
    tell(", per CPU-second of the sender", took.sender);
    tell(", per CPU-second of the receiver", took.receiver);
    if (bothTell) tell(", per CPU-second of the busier end", Math.max(took.sender, took.receiver));
    return;
  }
}

/**
 * Dials until it is connected once more, and takes the time until a byte came over a stream of it. The last
 * connection stays.
 * @param {string} what
 * @param {string} who
 * @param {Peer} from
 * @param {Peer} to
 * @param {string} address of `to`
 */
export async function measureFirstByte(what, who, from, to, address) {
  /** @type {number[]} */
  const times = [];
  for (let i = 0; i < dials; ++i) {
    if (i > 0) await disconnect(from, to);
    const began = performance.now();
    await from.ask({ do: "dial", address });
    await from.ask({ do: "perf", peer: to.id, upload: 0, download: 1 });
    times.push(performance.now() - began);
  }
  print({ what: named(what, who), who, unit: "ms", value: median(times) });
}

/**
 * @param {string} what
 * @param {string} who
 * @param {Peer} from
 * @param {Peer} to
 */
export async function measurePing(what, who, from, to) {
  const { rtt_us } = await from.ask({ do: "ping", peer: to.id, count: pings, reuse: true });
  print({ what: named(what, who), who, unit: "µs", value: median(rtt_us) });
}

/**
 * The one who dialled closes: the other may learn of it later.
 * @param {Peer} from
 * @param {Peer} to
 */
export async function disconnect(from, to) {
  from.discard("disconnected");
  from.tell({ do: "close", peer: to.id });
  await from.expect("disconnected", { peer: to.id });
}

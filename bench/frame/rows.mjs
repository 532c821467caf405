// @ts-check
// Sets samples against one another. A peer that is not there becomes a row that says so: a gap in a table
// reads as if there were nothing to compare with.
import { exponent, median, ratio, spread } from "./statistics.mjs";

/** @typedef {import("./manifest.mjs").Manifest} Manifest */
/** @typedef {import("./manifest.mjs").RowPlan} RowPlan */
/** @typedef {import("./manifest.mjs").Peer} Peer */
/** @typedef {import("./manifest.mjs").Sample} Sample */

/**
 * @typedef {{ who: string, unit: string, value: number, spread: number, rounds: number[] }} Figure
 *
 * @typedef {object} Row
 * @property {string} what
 * @property {string} unit
 * @property {number | null} ours
 * @property {number} ours_spread
 * @property {"native" | "wasm"} build
 * @property {string} peer
 * @property {number | null} peer_value
 * @property {number} peer_spread
 * @property {number | null} ratio
 * @property {number | null} goal
 * @property {boolean | null} met
 * @property {string} [note]
 */

const noSample = "peer missing: it gave no sample";

/**
 * @param {Manifest} manifest
 * @param {Sample[]} samples
 */
export const rowsOf = (manifest, samples) => manifest.rows.map((plan) => rowOf(plan, samples));

/**
 * @param {RowPlan} plan
 * @param {Sample[]} samples
 * @returns {Row}
 */
function rowOf(plan, samples) {
  const ours = figure(samples, plan.what, plan.ours ?? `selvage ${plan.build}`);
  const peer = peerFigure(plan, samples);
  const compared = ours && peer ? compare(ours, peer, plan.better) : null;
  const goal = plan.goal ?? null;
  /** @type {Row} */
  const row = {
    what: plan.what,
    unit: ours?.unit ?? peer?.unit ?? "",
    ours: ours?.value ?? null,
    ours_spread: ours?.spread ?? 0,
    build: plan.build,
    peer: peer?.who ?? nameOf(plan.peer),
    peer_value: peer?.value ?? null,
    peer_spread: peer?.spread ?? 0,
    ratio: compared,
    goal,
    met: goal === null || compared === null ? null : compared >= goal,
  };
  if (!ours) row.note = "ours was not measured";
  else if (!peer) row.note = plan.ifMissing === undefined ? noSample : `peer missing: ${plan.ifMissing}`;
  return row;
}

/**
 * The rows that lack ours, or a peer that needs no installing: something did not run.
 * @param {Row[]} rows
 */
export const silentRows = (rows) =>
  rows.filter(({ ours, note }) => ours === null || note === noSample).map(({ what, peer }) => `${what} (${peer})`);

/**
 * Round by round, where both were measured in each: a machine that has more to do in one round than in the next has it
 * for both. The median of the ratios counts.
 * @param {Figure} ours
 * @param {Figure} peer
 * @param {"more" | "less"} better
 */
function compare(ours, peer, better) {
  if (ours.rounds.length !== peer.rounds.length) return ratio(ours.value, peer.value, better);
  return median(ours.rounds.map((value, round) => ratio(value, peer.rounds[round] ?? peer.value, better)));
}

/** @param {Peer} peer */
function nameOf(peer) {
  if ("who" in peer) return peer.who;
  return "figure" in peer ? peer.name : `fastest of ${peer.fastestOf.join(", ")}`;
}

/**
 * @param {RowPlan} plan
 * @param {Sample[]} samples
 * @returns {Figure | undefined}
 */
function peerFigure({ what, peerWhat = what, better, peer }, samples) {
  if ("figure" in peer) return { who: peer.name, unit: "", value: peer.figure, spread: 0, rounds: [] };
  if ("who" in peer) return figure(samples, peerWhat, peer.who);
  const figures = peer.fastestOf.flatMap((who) => figure(samples, peerWhat, who) ?? []);
  return figures.reduce(
    (best, next) => (!best || ratio(next.value, best.value, better) > 1 ? next : best),
    /** @type {Figure | undefined} */ (undefined),
  );
}

/**
 * @param {Sample[]} samples
 * @param {string} what
 * @param {string} who
 * @returns {Figure | undefined}
 */
function figure(samples, what, who) {
  const fitting = samples.filter((sample) => sample.what === what && sample.who === who);
  const [first] = fitting;
  if (!first) return undefined;
  const values = fitting.map((sample) => sample.value);
  return { who, unit: first.unit, value: median(values), spread: spread(values), rounds: values };
}

/**
 * @param {Manifest} manifest
 * @param {Sample[]} samples
 */
export function growthOf(manifest, samples) {
  return manifest.growth.map(({ what, who, of, per, sizes }) => {
    const points = sizes.flatMap(([size, sampled]) => {
      const found = figure(samples, sampled, who);
      if (!found) return [];
      const cost = { rate: size / found.value, time: found.value, each: size * found.value }[per];
      return /** @type {[number, number][]} */ ([[size, cost]]);
    });
    return {
      what,
      who,
      of,
      sizes: points.map(([size]) => size),
      exponent: points.length >= 2 ? exponent(points) : null,
    };
  });
}

// @ts-check
// What a benchmark says about itself: the shape of the default export of bench/NAME/manifest.mjs.
//
// Contestants are programs. Each is run once a round with `--milliseconds N` (how long one sample may take)
// and, if given, `--data DIR`; it prints a line of JSON for each sample. A row sets two samples against one
// another by their `what` and `who`.

/**
 * @typedef {import("./rounds.mjs").Pace} Pace
 *
 * @typedef {{ what: string, who: string, unit: string, value: number }} Sample
 *
 * @typedef {{ name: string, command: [program: string, ...words: string[]] }} Contestant
 *
 * What ours is held against: one peer, the fastest of several, or a fixed figure.
 * @typedef {{ who: string } | { fastestOf: string[] } | { figure: number, name: string }} Peer
 *
 * @typedef {object} RowPlan
 * @property {string} what
 * @property {string} [peerWhat] if the peer's sample has another name
 * @property {"native" | "wasm"} build
 * @property {string} [ours] who we are in the samples, if not `selvage BUILD`
 * @property {"more" | "less"} better
 * @property {Peer} peer
 * @property {number} [goal] the least ratio that counts as met
 * @property {string} [ifMissing] how to get the peer
 *
 * Samples of one thing at several sizes, from which the growth of its cost is fitted. `per` says what the
 * samples are: a rate, a time, or the time of each of as many as the size says.
 * @typedef {{ what: string, who: string, of: "bytes" | "entries", per: "rate" | "time" | "each", sizes: [number, string][] }} GrowthPlan
 *
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} about
 * @property {Contestant[]} contestants
 * @property {RowPlan[]} rows
 * @property {GrowthPlan[]} growth
 * @property {Partial<Record<Pace, number>>} [rounds] if one takes so long that there cannot be as many as usual
 * @property {(options: { pace: Pace, data?: string, minutes?: string }) => Promise<Prepared>} [prepare] what is to be done
 *   once, before the first round
 *
 * What depends on the pace or on the data that was found; the contestants get the folder, if there is one, until it is
 * dropped.
 * @typedef {{ folder?: string, drop?: () => void } & Partial<Manifest>} Prepared
 */

/** Data that a benchmark needs and does not find; the message says what and where. */
export class MissingData extends Error {}

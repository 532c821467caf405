// @ts-check
// What the contestants and the rows have in common.

/** @typedef {{ clients: number, size: number, what: string }} Load */

const sizes = /** @type {const} */ ([
  [100, "100 B"],
  [4096, "4 kB"],
]);

/** @type {Load[]} */
export const loads = sizes.flatMap(([size, name]) =>
  [1, 16, 64].map((clients) => ({
    clients,
    size,
    what: `writes, ${clients === 1 ? "1 client" : `${clients} clients`} of ${name}`,
  })),
);

/** How ours are asked to keep what is written. */
export const durabilities = /** @type {const} */ (["quorum(2)", "leader"]);

/** In a table ours is known by what was measured alone, so that says who. @param {string} what @param {string} who */
export const named = (what, who) => `${what}, ${who}`;

export const visible = "a change at one, seen at another";

/** @param {number} entries */
export const joining = (entries) => `a Citizen that lacks ${entries.toLocaleString("en-US")} changes has all`;

/** By the milliseconds that a sample may take, of which each pace has others. @param {number} milliseconds */
export function scaleOf(milliseconds) {
  if (milliseconds >= 100) return { load: 3000, changes: 1000, entries: 100_000 };
  if (milliseconds >= 10) return { load: 1000, changes: 300, entries: 20_000 };
  return { load: 40, changes: 10, entries: 300 };
}

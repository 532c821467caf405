// @ts-check
// The table for people. Figures have three digits: more than that is noise.

/** @typedef {import("./rows.mjs").Row} Row */

/** @param {Row[]} rows */
export function formatTable(rows) {
  const header = ["what", "unit", "ours", "build", "peer", "peer's", "ratio", "goal", "met"];
  const lines = rows.map((row) => [
    row.what,
    row.unit,
    withSpread(row.ours, row.ours_spread),
    row.build,
    row.peer,
    row.note ?? withSpread(row.peer_value, row.peer_spread),
    row.ratio === null ? "" : `${digits(row.ratio)}×`,
    row.goal === null ? "" : `${digits(row.goal)}×`,
    row.met === null ? "" : row.met ? "yes" : "no",
  ]);
  const widths = header.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const format = (/** @type {string[]} */ line) =>
    line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd();
  return [header, widths.map((width) => "-".repeat(width)), ...lines].map(format).join("\n");
}

/** @param {{ what: string, who: string, of: string, sizes: number[], exponent: number | null }[]} growth */
export function formatGrowth(growth) {
  const lines = growth.map(({ what, who, of, sizes, exponent }) => {
    const range = `from ${digits(Math.min(...sizes))} to ${digits(Math.max(...sizes))} ${of}`;
    const grows = exponent === null ? "was not measured" : `grows with size^${digits(exponent)} ${range}`;
    return `the cost of ${what} (${who}) ${grows}`;
  });
  return lines.length > 0 ? `\n${lines.join("\n")}` : "";
}

/**
 * @param {number | null} value
 * @param {number} spread
 */
const withSpread = (value, spread) =>
  value === null ? "missing" : `${digits(value)} ±${Math.round(spread * 100)}%`;

/** @param {number} value */
function digits(value) {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toPrecision(3).replace(/\.?0+$/, "");
}

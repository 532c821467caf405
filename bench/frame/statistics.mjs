// @ts-check
// The little statistics that a comparison needs. Medians, because one slow round on a busy machine must not
// decide; the spread is shown beside them, so that nobody reads more into a figure than it holds.

/** @param {number[]} values */
export function median(values) {
  if (values.length === 0) throw new Error("the median of nothing was asked for");
  const sorted = [...values].sort((left, right) => left - right);
  const middle = (sorted.length - 1) / 2;
  const [below, above] = [sorted[Math.floor(middle)] ?? 0, sorted[Math.ceil(middle)] ?? 0];
  return (below + above) / 2;
}

/**
 * Half of the distance from the least to the greatest, as a share of the median.
 * @param {number[]} values
 */
export function spread(values) {
  const middle = median(values);
  return middle === 0 ? 0 : (Math.max(...values) - Math.min(...values)) / 2 / Math.abs(middle);
}

/**
 * Above 1 if ours is better, whichever way the unit counts.
 * @param {number} ours
 * @param {number} peer
 * @param {"more" | "less"} better
 */
export const ratio = (ours, peer, better) => (better === "more" ? ours / peer : peer / ours);

/**
 * The power of the size with which the cost grows: the slope of a line through the logarithms.
 * @param {[size: number, cost: number][]} points
 */
export function exponent(points) {
  const logs = points.map(([size, cost]) => ({ x: Math.log(size), y: Math.log(cost) }));
  const meanX = logs.reduce((sum, { x }) => sum + x, 0) / logs.length;
  const meanY = logs.reduce((sum, { y }) => sum + y, 0) / logs.length;
  const shared = logs.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  const own = logs.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  return shared / own;
}

/**
 * The line through the points with the least squares: how steep it is, and how far off that may be, were what is beside the
 * line by chance.
 * @param {[x: number, y: number][]} points
 */
export function line(points) {
  const count = points.length;
  if (count < 3) throw new Error(`a line through ${count} points says nothing`);
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / count;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / count;
  const own = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / own;
  const beside = points.reduce((sum, [x, y]) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  return { slope, error: Math.sqrt(beside / (count - 2) / own) };
}

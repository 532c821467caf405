// @ts-check
// Tables of a page between `<!-- table: NAME -->` and `<!-- end -->`: a head of two lines, and rows.

/** @param {string} page @param {string} name */
function linesOf(page, name) {
  const lines = page.split("\n");
  const begin = lines.indexOf(`<!-- table: ${name} -->`);
  const end = lines.indexOf("<!-- end -->", begin);
  if (begin < 0 || end < 0) throw new Error(`the page has no table ${name}`);
  return { lines, first: begin + 3, end };
}

/**
 * The first cell of each row.
 * @param {string} page @param {string} name
 */
export function namesInTable(page, name) {
  const { lines, first, end } = linesOf(page, name);
  return lines.slice(first, end).map((line) => line.split("|")[1].trim().replaceAll("`", ""));
}

/**
 * The page with other rows in this table.
 * @param {string} page @param {string} name @param {unknown[][]} rows
 */
export function fillTable(page, name, rows) {
  const { lines, first, end } = linesOf(page, name);
  const filled = rows.map(([called, ...cells]) => `| \`${called}\` | ${cells.join(" | ")} |`);
  return [...lines.slice(0, first), ...filled, ...lines.slice(end)].join("\n");
}

// @ts-check
// The two sides of a snippet: fenced blocks of a Markdown page, and marked regions of a source file.

/**
 * `before` is the nearest line above the block that is not empty; `line` is that of the opening fence.
 * @typedef {{ language: string, before: string, line: number, lines: string[] }} Fence
 */

/**
 * @param {string} text
 * @returns {Fence[]}
 */
export function fencesOf(text) {
  /** @type {Fence[]} */
  const fences = [];
  /** @type {(Fence & { closing: string }) | undefined} */
  let open;
  let before = "";
  text.split("\n").forEach((line, index) => {
    const mark = /^\s*(`{3,}|~{3,})\s*([\w+-]*)/.exec(line);
    if (open && line.trim().startsWith(open.closing) && /^[`~]+$/.test(line.trim())) {
      const { language, before, lines } = open;
      fences.push({ language, before, line: open.line, lines });
      open = undefined;
    } else if (open) {
      open.lines.push(line);
    } else if (mark) {
      open = { language: mark[2], before, line: index + 1, lines: [], closing: mark[1] };
      before = "";
    } else if (line.trim() !== "") {
      before = line.trim();
    }
  });
  return fences;
}

/**
 * The lines between `[name]` and `[/name]`, each alone in a comment of any language; undefined without both.
 * @param {string} text
 * @param {string} name
 */
export function regionOf(text, name) {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => markerIn(line) === name);
  const end = lines.findIndex((line) => markerIn(line) === `/${name}`);
  return start === -1 || end < start ? undefined : lines.slice(start + 1, end);
}

/** @param {string} line */
const markerIn = (line) =>
  /^\s*(?:\/\/|#|\/\*|\{\/\*|<!--)\s*\[([^\]]+)\]\s*(?:\*\/\}?|-->)?\s*$/.exec(line)?.[1];

/** @param {string[]} lines */
export function stripIndentation(lines) {
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  const common = indents.length > 0 ? Math.min(...indents) : 0;
  return lines.map((line) => line.slice(common).trimEnd());
}

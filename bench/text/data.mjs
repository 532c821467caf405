// @ts-check
// What is replayed: recorded data, made ready for the contestants in a folder of its own.
//
//   NAME.trace     a trace, see trace.mjs
//   NAME.session   the updates of a person who typed the trace into Yjs
//   NAME.yjs       a document of Yjs, as one update of version 2, with what Yjs makes of it:
//   NAME.text      its text, and
//   NAME.v2        the same document, written again
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as Y from "yjs";

import { MissingData } from "../frame/manifest.mjs";
import { main } from "./main_trace.mjs";
import { readRecorded, traceOf } from "./recorded.mjs";
import { tinyFolder } from "./tiny.mjs";
import { writeTrace } from "./trace.mjs";

/** @typedef {import("../frame/rounds.mjs").Pace} Pace */

/** Beside the project, if nobody says otherwise. */
const usual = fileURLToPath(new URL("../../../shared/data", import.meta.url));

const traceEnding = ".json.gz";
const documentEnding = ".yjs";

/** @param {{ pace: Pace, data?: string }} options */
export function prepare({ pace, data }) {
  const prepared = mkdtempSync(join(tmpdir(), "selvage-bench-text-"));
  const drop = () => rmSync(prepared, { recursive: true });
  try {
    const folder = pace === "smoke" && data === undefined ? tinyFolder(prepared) : (data ?? usual);
    const { traces, documents } = filesIn(folder);
    const sizes = traces.map((file) => prepareTrace(file, prepared));
    for (const file of documents) prepareDocument(file, prepared);
    return { folder: prepared, drop, traces: sizes, documents: documents.map((file) => basename(file, documentEnding)) };
  } catch (failure) {
    drop();
    throw failure;
  }
}

/** @param {string} folder */
function filesIn(folder) {
  const list = (/** @type {string} */ name, /** @type {string} */ ending) =>
    existsSync(join(folder, name))
      ? readdirSync(join(folder, name))
          .filter((file) => file.endsWith(ending))
          .map((file) => join(folder, name, file))
      : [];
  const traces = list("traces", traceEnding);
  const documents = list("yjs", documentEnding);
  const missing = [
    ...(traces.some((file) => basename(file, traceEnding) === main) ? [] : [`traces/${main}${traceEnding}`]),
    ...(documents.length > 0 ? [] : [`yjs/*${documentEnding}`]),
  ];
  if (missing.length > 0)
    throw new MissingData(
      `The benchmark of text replays recorded data, and ${folder} has no ${missing.join(" and no ")}.\n` +
        "Name the folder with --data; docs/benchmarks.md says where the originals are.",
    );
  return { traces, documents };
}

/** @param {string} file @param {string} prepared */
function prepareTrace(file, prepared) {
  const name = basename(file, traceEnding);
  const trace = traceOf(readRecorded(file));
  writeFileSync(join(prepared, `${name}.trace`), writeTrace(trace));
  if (name === main) writeFileSync(join(prepared, `${name}.session`), sessionOf(trace));
  return { name, authors: trace.authors, edits: trace.edits.length };
}

/** @param {import("./trace.mjs").Trace} trace */
function sessionOf({ edits }) {
  const document = new Y.Doc();
  const text = document.getText("t");
  /** @type {Uint8Array[]} */
  const pieces = [];
  document.on("update", (update) => pieces.push(new Uint8Array(Uint32Array.of(update.length).buffer), update));
  for (const { positionUnits, erasedUnits, inserted } of edits)
    document.transact(() => {
      if (erasedUnits > 0) text.delete(positionUnits, erasedUnits);
      if (inserted !== "") text.insert(positionUnits, inserted);
    });
  return Buffer.concat(pieces);
}

/** @param {string} file @param {string} prepared */
function prepareDocument(file, prepared) {
  const name = basename(file, documentEnding);
  const update = readFileSync(file);
  const document = new Y.Doc();
  Y.applyUpdateV2(document, update);
  writeFileSync(join(prepared, `${name}.yjs`), update);
  writeFileSync(join(prepared, `${name}.text`), document.getText("text").toString());
  writeFileSync(join(prepared, `${name}.v2`), Y.encodeStateAsUpdateV2(document));
}

// @ts-check
// One trace through one contestant of the benchmark of text: node run.mjs ENGINE TRACE --data FOLDER
//
// A process of its own for each trace: some contestants keep what was in documents that nobody holds any more, and
// would be slower for the next.
import { existsSync, writeFileSync } from "node:fs";

import { measureRuns, milliseconds, print, sink } from "../frame/measure.mjs";
import { engine, expectText, fileOf, inside, name, prepared, text, yjs } from "./contestant.mjs";
import { readTrace } from "./trace.mjs";

/** @typedef {import("./engine.mjs").TextDoc} TextDoc */

/** The most seconds that one run may be expected to take. */
const longest = milliseconds >= 100 ? 22 : 2;

const trace = readTrace(prepared("trace"));
const { authors, end } = trace;
/** @param {keyof import("./engine.mjs").Costs} way */
const isShort = (way) => ((text.costs?.[way] ?? 0) * trace.edits.length) / 1e6 <= longest;

/** Positions as the contestant counts them. */
const edits =
  text.units === "code points"
    ? trace.edits
    : trace.edits.map((edit) => ({ ...edit, position: edit.positionUnits, erased: edit.erasedUnits }));

/** @param {string} thing */
const what = (thing) => `${name}${text.form ?? ""}, ${thing}`;
/** @param {string} thing @param {string} unit @param {number} value */
const figure = (thing, unit, value) => print({ what: what(thing), who: text.who, unit, value });
/** @type {<Made>(thing: string, work: () => Made, after: (made: Made) => void) => number} */
const runs = (thing, work, after) => measureRuns(what(thing), text.who, work, after);

/** @param {TextDoc} doc */
function checkAndClose(doc) {
  expectText(doc.text(), end);
  doc.close();
}

function type() {
  const doc = text.open(0, false);
  for (const { position, erased, inserted } of edits) doc.edit(position, erased, inserted);
  return doc;
}

/** @returns {TextDoc} the last that was typed */
function measureTyping() {
  let last = text.open(0, false);
  const first = runs("typed", type, (doc) => {
    last.close();
    last = doc;
  });
  figure("typed for the first time", "ms", first);
  expectText(last.text(), end);
  return last;
}

function typeAndTell() {
  const doc = text.open(0, true);
  let told = 0;
  for (const { position, erased, inserted } of edits) {
    doc.edit(position, erased, inserted);
    const update = doc.tell();
    told += update.length;
    sink.value = update;
  }
  return { doc, told };
}

function measureTelling() {
  let size = 0;
  runs("typed and told", typeAndTell, ({ doc, told }) => {
    size = told;
    checkAndClose(doc);
  });
  figure("told", "B", size);
}

/** @param {TextDoc} doc */
function measureFile(doc) {
  const file = doc.encode();
  runs("encoded", () => doc.encode(), (again) => (sink.value = again));
  doc.close();
  figure("encoded size", "B", file.length);
  runs("loaded to text", () => text.textOf(file), (is) => expectText(is, end));
  const loadAndShow = () => {
    const loaded = text.load(file);
    return { loaded, is: loaded.text() };
  };
  runs("loaded to edit", loadAndShow, ({ loaded }) => checkAndClose(loaded));
  writeFileSync(fileOf(`${engine}.file`), file); // For memory.mjs.
}

/** Each author has a document, which takes the updates of the others one by one. */
function typeTogether() {
  const docs = Array.from({ length: authors }, (_, author) => text.open(author, true));
  /** @type {Uint8Array[]} */
  const updates = [];
  for (const { author, takes, position, erased, inserted } of edits) {
    const doc = /** @type {TextDoc} */ (docs[author]);
    for (const number of takes) doc.take(/** @type {Uint8Array} */ (updates[number]));
    if (erased === 0 && inserted === "") continue;
    doc.edit(position, erased, inserted);
    updates.push(doc.tell());
  }
  return docs;
}

/** What is in one call, without JavaScript between the edits. */
function measureInside(/** @type {NonNullable<typeof inside>} */ { open, type, check, close }) {
  open(prepared("trace"));
  runs("typed inside", () => type(false), check);
  runs("typed and told inside", () => type(true), check);
  close();
}

/** The updates of somebody who typed the trace, taken one by one. @param {import("./engine.mjs").YjsEngine} engine */
function measureSession({ open }) {
  const session = prepared("session");
  /** @type {Uint8Array[]} */
  const updates = [];
  for (let at = 0; at < session.length; ) {
    const begin = at + 4;
    at = begin + session.readUInt32LE(begin - 4);
    updates.push(new Uint8Array(session.subarray(begin, at)));
  }
  const takeAll = () => {
    const doc = open(1, false);
    for (const update of updates) doc.take(update);
    return doc;
  };
  runs("taken", takeAll, checkAndClose);
}

function measureAlone() {
  measureFile(measureTyping());
  if (isShort("told")) measureTelling();
  if (inside) measureInside(inside);
  if (yjs && existsSync(fileOf("session"))) measureSession(yjs);
}

if (authors > 1) {
  if (isShort("together")) runs("typed together", typeTogether, (docs) => docs.forEach(checkAndClose));
} else if (isShort("typed")) {
  measureAlone();
}

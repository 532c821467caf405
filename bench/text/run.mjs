// @ts-check
// One contestant of the benchmark of text: node bench/text/run.mjs ENGINE --data FOLDER
//
// Whatever comes out is compared with what must come out; a contestant that is wrong ends the run.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { dataFolder, measureRuns, milliseconds, print, sink } from "../frame/measure.mjs";
import { readTrace } from "./trace.mjs";

/** @typedef {import("./engine.mjs").TextEngine} TextEngine */
/** @typedef {import("./engine.mjs").TextDoc} TextDoc */
/** @typedef {import("./engine.mjs").YjsEngine} YjsEngine */
/** @typedef {import("./trace.mjs").Trace} Trace */
/** @typedef {import("./trace.mjs").Edit} Edit */

/** How many edits a slow contestant is given at most. */
const slowMax = milliseconds >= 100 ? Infinity : 20_000;
const toldSlowMax = 20_000;

const folder = dataFolder ?? "";
const name = process.argv[2] ?? "";
const { text, yjs, inside } = await import(`./engines/${name}.mjs`);

/** @param {string} file */
const prepared = (file) => readFileSync(join(folder, file));

/** @param {string} what @param {string} is @param {string} shouldBe */
function expectText(what, is, shouldBe) {
  if (is !== shouldBe) throw new Error(`${name} is wrong about ${what}: ${is.length} units instead of ${shouldBe.length}`);
}

/** @param {string} what @param {string} who @param {string} unit @param {number} value */
const figure = (what, who, unit, value) => print({ what, who, unit, value });

/** Positions as the engine counts them. @param {TextEngine["units"]} units @param {Trace} trace */
const positionsIn = (units, { edits }) =>
  units === "UTF-16"
    ? edits.map((edit) => ({ ...edit, position: edit.positionUnits, erased: edit.erasedUnits }))
    : edits;

/** @param {TextDoc} doc @param {Edit[]} edits */
function type(doc, edits) {
  for (const { position, erased, inserted } of edits) doc.edit(position, erased, inserted);
  return doc;
}

/** @param {TextDoc} doc @param {Edit[]} edits */
function typeAndTell(doc, edits) {
  let told = 0;
  for (const { position, erased, inserted } of edits) {
    doc.edit(position, erased, inserted);
    const update = doc.tell();
    told += update.length;
    sink.value = update;
  }
  return { doc, told };
}

/** @param {string} of @param {TextEngine | YjsEngine} engine @param {Trace} trace @param {Edit[]} edits */
function measureTyping(of, { who, open }, trace, edits) {
  const first = measureRuns(`${of}, typed`, who, () => type(open(0, false), edits), (doc) => {
    expectText(of, doc.text(), trace.end);
    doc.close();
  });
  figure(`${of}, typed for the first time`, who, "ms", first);
}

/** @param {string} of @param {TextEngine | YjsEngine} engine @param {Trace} trace @param {Edit[]} edits */
function measureTelling(of, { who, open }, trace, edits) {
  let told = 0;
  measureRuns(`${of}, typed and told`, who, () => typeAndTell(open(0, true), edits), (done) => {
    told = done.told;
    expectText(of, done.doc.text(), trace.end);
    done.doc.close();
  });
  figure(`${of}, told`, who, "B", told);
}

/** @param {string} of @param {TextEngine} engine @param {Trace} trace @param {Edit[]} edits */
function measureFile(of, engine, trace, edits) {
  const { who } = engine;
  const doc = type(engine.open(0, false), edits);
  const file = doc.encode();
  measureRuns(`${of}, encoded`, who, () => doc.encode());
  doc.close();
  figure(`${of}, encoded size`, who, "B", file.length);
  measureRuns(`${of}, loaded to text`, who, () => engine.textOf(file), (is) => expectText(of, is, trace.end));
  const loadAndShow = () => {
    const loaded = engine.load(file);
    return { loaded, is: loaded.text() };
  };
  measureRuns(`${of}, loaded to edit`, who, loadAndShow, ({ loaded, is }) => {
    expectText(of, is, trace.end);
    loaded.close();
  });
  writeFileSync(join(folder, `${of}.${name}.file`), file); // For memory.mjs.
}

/** @param {TextEngine} engine @param {Trace} trace @param {Edit[]} edits */
function typeTogether({ open }, trace, edits) {
  const docs = Array.from({ length: trace.authors }, (_, author) => open(author, true));
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

/** @param {string} of @param {TextEngine} engine @param {Trace} trace @param {Edit[]} edits */
function measureTogether(of, engine, trace, edits) {
  measureRuns(`${of}, typed together`, engine.who, () => typeTogether(engine, trace, edits), (docs) => {
    for (const doc of docs) {
      expectText(of, doc.text(), trace.end);
      doc.close();
    }
  });
}

/** @param {string} of @param {Uint8Array} file @param {Trace} trace */
function measureInside(of, file, trace) {
  inside.open(file);
  measureRuns(`${of}, typed inside`, text.who, () => inside.type(false), inside.check);
  measureRuns(`${of}, typed and told inside`, text.who, () => inside.type(true), inside.check);
  inside.close();
}

/** @param {string} of */
function measureTrace(of) {
  const file = prepared(`${of}.trace`);
  const trace = readTrace(file);
  if (text.isSlow && trace.edits.length > slowMax) return;
  const edits = positionsIn(text.units, trace);
  if (trace.authors > 1) return measureTogether(of, text, trace, edits);
  measureTyping(of, text, trace, edits);
  if (!text.isSlow || edits.length <= toldSlowMax) measureTelling(of, text, trace, edits);
  measureFile(of, text, trace, edits);
  if (inside) {
    measureInside(of, file, trace);
    // Ours has two kinds of text; the others' Yjs was measured above.
    const units = positionsIn("UTF-16", trace);
    measureTyping(`${of}, Yjs`, yjs, trace, units);
    measureTelling(`${of}, Yjs`, yjs, trace, units);
  }
}

/** A session is long: what is slow on long traces is not given one. @param {string} of */
function measureSession(of) {
  const session = prepared(`${of}.session`);
  const { end } = readTrace(prepared(`${of}.trace`));
  /** @type {Uint8Array[]} */
  const updates = [];
  for (let at = 0; at < session.length; ) {
    const begin = at + 4;
    at = begin + session.readUInt32LE(begin - 4);
    updates.push(new Uint8Array(session.subarray(begin, at)));
  }
  const takeAll = () => {
    const doc = yjs.open(1, false);
    for (const update of updates) doc.take(update);
    return doc;
  };
  measureRuns(`${of}, Yjs, taken`, yjs.who, takeAll, (doc) => {
    expectText(of, doc.text(), end);
    doc.close();
  });
}

/** @param {string} of */
function measureMerge(of) {
  const update = new Uint8Array(prepared(`${of}.yjs`));
  const text = prepared(`${of}.text`).toString();
  const mergeAndShow = () => {
    const doc = yjs.open(1, false);
    doc.merge(update);
    return { doc, is: doc.textOf("text") };
  };
  measureRuns(`${of}, merged`, yjs.who, mergeAndShow, ({ doc, is }) => {
    expectText(of, is, text);
    doc.close();
  });
  const { doc } = mergeAndShow();
  measureRuns(`${of}, encoded again`, yjs.who, () => doc.encode(), (bytes) => {
    if (inside && !prepared(`${of}.v2`).equals(bytes)) throw new Error(`${of} is not encoded as Yjs does`);
  });
  doc.close();
}

const files = readdirSync(folder);
const called = (/** @type {string} */ ending) =>
  files.filter((file) => file.endsWith(ending)).map((file) => file.slice(0, -ending.length));
for (const of of called(".trace")) measureTrace(of);
if (yjs) {
  if (!text.isSlow || slowMax === Infinity) for (const of of called(".session")) measureSession(of);
  for (const of of called(".yjs")) measureMerge(of);
}

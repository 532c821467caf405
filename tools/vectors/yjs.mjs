#!/usr/bin/env node
// @ts-check
// Writes spec/vectors/yjs/wire.json: what Yjs, lib0 and y-protocols make of random documents, values and
// messages.
//
//   node tools/vectors/yjs.mjs             the cases that are kept; running it again changes nothing
//   node tools/vectors/yjs.mjs 1000 60     sixty documents from seed 1000 on, to search for differences
import { writeFileSync } from "node:fs";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as auth from "y-protocols/auth";
import * as awarenessProtocol from "y-protocols/awareness";
import * as sync from "y-protocols/sync";
import * as Y from "yjs";

const firstSeed = Number(process.argv[2] ?? 1);
const documents = Number(process.argv[3] ?? 5);

/** @typedef {Record<string, string>} Case */
/** @typedef {ReturnType<typeof chance>} Chance */

/** @param {Uint8Array} bytes */
const hex = (bytes) => Buffer.from(bytes).toString("hex");
/** Quotation marks would need escapes in the file. @param {string} text */
const hexOfText = (text) => hex(Buffer.from(text));
/** @param {(encoder: encoding.Encoder) => void} write */
const encoded = (write) => encoding.encode(write);

/** A small generator of its own (mulberry32): whichever numbers, but always the same.
 * @param {number} seed */
function chance(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (/** @type {number} */ bound) => next() % bound;
  /** @template T @param {T[]} list @returns {T} */
  const of = (list) => /** @type {T} */ (list[below(list.length)]);
  return { next, below, of };
}

const texts = ["a", "bc", "é", "漢字", "🙂", "x🙂y", "\ud83d", "\ude42z", "hello world"];
const keys = ["k", "10", "2", "ключ", "a b", ""];

/** @param {Chance} draw @param {number} depth @returns {any} */
function anyValue(draw, depth) {
  const simple = [null, true, false, 0, -0, 1, -64, 2147483647, -2147483648, 2 ** 53 - 1, 0.5, 0.1, 1e21, -1e-7, 1e300];
  switch (draw.below(depth > 0 ? 7 : 5)) {
    case 0:
    case 1:
      return draw.of(simple);
    case 2:
      return draw.of(texts);
    case 3:
      return draw.of([undefined, NaN, Infinity, 3.4028234663852886e38, 5e-324]);
    case 4:
      return draw.below(100);
    case 5:
      return Array.from({ length: draw.below(4) }, () => anyValue(draw, depth - 1));
    default:
      return Object.fromEntries(Array.from({ length: draw.below(4) }, () => [draw.of(keys), anyValue(draw, depth - 1)]));
  }
}

/** @param {Chance} draw */
function arrayValue(draw) {
  if (draw.below(8) === 0) return new Uint8Array([1, draw.below(256), 255]);
  if (draw.below(12) === 0) return { big: 123456789012345678n };
  return anyValue(draw, 2) ?? null; // Lists take undefined only within a value.
}

/** @param {Chance} draw @returns {any} */
function newType(draw) {
  switch (draw.below(5)) {
    case 0:
      return new Y.Map([[draw.of(keys), draw.below(5)]]);
    case 1:
      return Y.Array.from([draw.below(9)]);
    case 2:
      return new Y.Text(draw.of(texts));
    case 3:
      return new Y.XmlElement(draw.of(["p", "div"]));
    default:
      return new Y.Doc({ guid: `guid-${draw.below(1000)}`, autoLoad: draw.below(2) === 0, meta: draw.of([null, { a: 1 }]) });
  }
}

/** One random change. @param {Y.Doc} doc @param {Chance} draw */
function change(doc, draw) {
  const text = doc.getText("text");
  const array = doc.getArray("array");
  const map = doc.getMap("map");
  const xml = doc.getXmlFragment("xml");
  const at = (/** @type {number} */ length) => draw.below(length + 1);
  const cut = (/** @type {any} */ type) => {
    if (type.length === 0) return;
    const index = draw.below(type.length);
    type.delete(index, 1 + draw.below(Math.min(3, type.length - index)));
  };
  switch (draw.below(13)) {
    case 0:
    case 1:
    case 2:
      return text.insert(at(text.length), draw.of(texts));
    case 3:
      return cut(text);
    case 4: {
      const index = at(text.length);
      return text.format(index, Math.min(3, text.length - index), { [draw.of(["bold", "link"])]: draw.of([true, null, { href: "x", n: 1.5 }]) });
    }
    case 5:
      return text.insertEmbed(at(text.length), draw.of([{ image: "🙂", 5: [null, 1e-7] }, { deep: { deep: { deep: [[[]]] } } }]));
    case 6:
      return array.insert(at(array.length), [arrayValue(draw), arrayValue(draw)]);
    case 7:
      return array.insert(at(array.length), [newType(draw)]);
    case 8:
      return cut(array);
    case 9:
      return void map.set(draw.of(keys), draw.below(3) ? arrayValue(draw) : newType(draw));
    case 10:
      return map.delete(draw.of(keys));
    case 11: {
      const element = new Y.XmlElement("p");
      element.setAttribute("id", draw.of(texts));
      element.insert(0, [new Y.XmlText(draw.of(texts)), new Y.XmlHook("hook"), new Y.XmlElement("br")]);
      return xml.insert(at(xml.length), [element]);
    }
    default:
      return cut(xml);
  }
}

/** Three that write, now and then without hearing one another. @param {number} seed */
function play(seed) {
  const draw = chance(seed);
  const docs = [1, 300 + seed, 2 ** 53 - 1].map((clientID, index) => {
    const doc = new Y.Doc({ gc: index !== 1 || seed % 2 === 0 });
    doc.clientID = clientID;
    return doc;
  });
  /** @type {Uint8Array[]} */ const updates = [];
  for (const doc of docs) doc.on("update", (update, origin) => void (origin !== "told" && updates.push(update)));
  for (let step = 0; step < 26; ++step) {
    const doc = draw.of(docs);
    doc.transact(() => {
      for (let i = draw.below(3); i >= 0; --i) change(doc, draw);
    });
    const other = draw.of(docs);
    if (draw.below(3) === 0) Y.applyUpdate(other, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(other)), "told");
  }
  return { draw, docs, updates };
}

/** @param {Uint8Array[]} list */
const joined = (list) => list.map(hex).join(" ");

/** @param {number} seed @returns {Case[]} */
function documentCases(seed) {
  const { draw, docs, updates } = play(seed);
  const some = updates.filter(() => draw.below(4) > 0).slice(0, 20);
  if (some.length > 0) some.push(draw.of(some));
  const state = Y.encodeStateVector(draw.of(docs));
  const states = docs.map((doc) => Y.encodeStateAsUpdate(doc)).slice(0, 2);
  return [
    ...[draw.of(docs)].map((doc) => {
      const [v1, v2] = [Y.encodeStateAsUpdate(doc), Y.encodeStateAsUpdateV2(doc)];
      return {
        name: `state ${seed}`,
        kind: "update",
        v1: hex(v1),
        v2: hex(v2),
        v1_to_v2: hex(Y.convertUpdateFormatV1ToV2(v1)),
        v2_to_v1: hex(Y.convertUpdateFormatV2ToV1(v2)),
        state_vector: hex(Y.encodeStateVectorFromUpdate(v1)),
      };
    }),
    ...[some, states].map((list, index) => {
      const listV2 = list.map(Y.convertUpdateFormatV1ToV2);
      const merged = Y.mergeUpdates(list);
      return {
        name: `merge ${seed}.${index}`,
        kind: "merge",
        updates: joined(list),
        merged: hex(merged),
        merged_v2: hex(Y.mergeUpdatesV2(listV2)),
        state_vector: hex(Y.encodeStateVectorFromUpdate(merged)),
        known: hex(state),
        difference: hex(Y.diffUpdate(merged, state)),
        difference_v2: hex(Y.diffUpdateV2(Y.convertUpdateFormatV1ToV2(merged), state)),
      };
    }),
  ];
}

/** Content that Yjs reads but no longer makes. @returns {Case[]} */
function legacyCases() {
  const update = encoded((encoder) => {
    for (const number of [1, 1, 5, 0, 2, 1]) encoding.writeVarUint(encoder, number);
    encoding.writeVarString(encoder, "list");
    const values = ["undefined", '"\\ud83d"', '{"a":[1,"🙂"]}', "null"];
    encoding.writeVarUint(encoder, values.length);
    for (const value of values) encoding.writeVarString(encoder, value);
    encoding.writeVarUint(encoder, 0);
  });
  const v2 = Y.convertUpdateFormatV1ToV2(update);
  const known = encoded((encoder) => [1, 5, 2].forEach((number) => encoding.writeVarUint(encoder, number)));
  return [
    {
      name: "legacy JSON",
      kind: "merge",
      updates: joined([update, update]),
      merged: hex(Y.mergeUpdates([update, update])),
      merged_v2: hex(Y.mergeUpdatesV2([v2, v2])),
      state_vector: hex(Y.encodeStateVectorFromUpdate(update)),
      known: hex(known),
      difference: hex(Y.diffUpdate(update, known)),
      difference_v2: hex(Y.diffUpdateV2(v2, known)),
    },
  ];
}

/** @returns {Case[]} */
function valueCases() {
  const draw = chance(firstSeed);
  const drawn = Array.from({ length: 60 }, () => anyValue(draw, 3));
  const deep = JSON.parse("[".repeat(100) + "]".repeat(100));
  return [...drawn, deep, new Uint8Array([1, 2]), 5n, { a: 5n }].map((value, index) => {
    const any = encoded((encoder) => encoding.writeAny(encoder, value));
    let json;
    try {
      json = JSON.stringify(decoding.readAny(decoding.createDecoder(any)));
    } catch {
      // Big integers have none.
    }
    return { name: `any ${index}`, kind: "any", any: hex(any), json: hexOfText(json ?? "none") };
  });
}

/** @returns {Case[]} */
function jsonCases() {
  const draw = chance(firstSeed);
  const numbers = Array.from({ length: 40 }, () => {
    const bits = new DataView(new ArrayBuffer(8));
    bits.setUint32(0, draw.next());
    bits.setUint32(4, draw.next());
    return bits.getFloat64(0);
  }).filter(Number.isFinite);
  const written = [
    ...numbers.map(String),
    "1e23",
    "123456789012345678901234567890",
    "0.000001",
    "1E-7",
    "9007199254740993",
    "2.2250738585072011e-308",
    "1.7976931348623159e308",
    '{"b":1,"2":2,"b":3,"1":[{}],"__proto__":4,"-1":5,"1.5":6}',
    '"\\ud83d\\ude42\\ud83d \\u0000\\u001f\\/\\b\\u2028é\\ude42"',
    ' [ 1 ,\t{ "a" : null } ,\n"" ] ',
  ];
  return written.map((json, index) => {
    const value = JSON.parse(json);
    const any = encoded((encoder) => encoding.writeAny(encoder, value));
    const again = JSON.stringify(decoding.readAny(decoding.createDecoder(any)));
    return { name: `json ${index}`, kind: "json", json: hexOfText(json), any: hex(any), again: hexOfText(again) };
  });
}

/** @returns {Case[]} */
function messageCases() {
  const doc = new Y.Doc();
  doc.clientID = 7;
  doc.getText("t").insert(0, "hi");
  const update = Y.encodeStateAsUpdate(doc);
  const envelope = (/** @type {number} */ kind, /** @type {(encoder: encoding.Encoder) => void} */ write) =>
    hex(
      encoded((encoder) => {
        encoding.writeVarUint(encoder, kind);
        write(encoder);
      }),
    );
  const state = hex(Y.encodeStateVector(doc));
  return [
    { name: "step 1", bytes: envelope(0, (encoder) => sync.writeSyncStep1(encoder, doc)), content: state },
    { name: "step 2", bytes: envelope(0, (encoder) => sync.writeSyncStep2(encoder, doc)), content: hex(update) },
    { name: "update", bytes: envelope(0, (encoder) => sync.writeUpdate(encoder, update)), content: hex(update) },
    { name: "denied", bytes: envelope(2, (encoder) => auth.writePermissionDenied(encoder, "no 🙂")), content: hexOfText("no 🙂") },
    { name: "query", bytes: envelope(3, () => {}), content: "" },
  ].map((one) => ({ ...one, kind: "message" }));
}

/** What happens to the awareness of client 1, as a row of steps. @returns {Case[]} */
function awarenessCases() {
  const draw = chance(firstSeed);
  const made = (/** @type {number} */ client) => {
    const doc = new Y.Doc();
    doc.clientID = client;
    const one = new awarenessProtocol.Awareness(doc);
    clearInterval(one._checkInterval);
    return one;
  };
  const own = made(1);
  /** @type {string} */ let told = "";
  own.on("update", (/** @type {{added: number[], updated: number[], removed: number[]}} */ changes) => {
    told = [changes.added, changes.updated, changes.removed].map((list) => list.join(",")).join(";");
  });
  return Array.from({ length: 40 }, (_, index) => {
    told = ";;";
    const json = draw.of(["null", "null", "{}", '{"name":"Ada 🙂"}', "[1]"]);
    /** @type {Case} */ let step;
    if (draw.below(4) === 0) {
      own.setLocalState(JSON.parse(json));
      step = { action: "set", input: hexOfText(json) };
    } else {
      const update = encoded((encoder) => {
        const count = draw.below(4);
        encoding.writeVarUint(encoder, count);
        for (let i = 0; i < count; ++i) {
          encoding.writeVarUint(encoder, 1 + draw.below(4));
          encoding.writeVarUint(encoder, draw.below(index + 2));
          encoding.writeVarString(encoder, draw.of([json, "null", '{"x":1}']));
        }
      });
      awarenessProtocol.applyAwarenessUpdate(own, update, "test");
      step = { action: "apply", input: hex(update) };
    }
    const clients = [...own.meta.keys()].sort((left, right) => left - right);
    const bytes = hex(awarenessProtocol.encodeAwarenessUpdate(own, clients));
    return { name: `awareness ${index}`, kind: "awareness", ...step, told, clients: clients.join(","), bytes };
  });
}

const cases = [
  ...Array.from({ length: documents }, (_, index) => documentCases(firstSeed + index)).flat(),
  ...legacyCases(),
  ...valueCases(),
  ...jsonCases(),
  ...messageCases(),
  ...awarenessCases(),
];
const source = "yjs 13.6.33, lib0 0.2.120 and y-protocols 1.0.7, by tools/vectors/yjs.mjs";
const file = new URL("../../spec/vectors/yjs/wire.json", import.meta.url);
writeFileSync(file, `${JSON.stringify({ source, cases }, null, 1)}\n`);
process.exit(0); // Sub-documents and awareness may have timers.

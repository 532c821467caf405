// @ts-check
// What an edit costs whoever makes it through a library's own interface, in Node: in a document with a
// text of 100,000 characters and a map of 1,000 values. Ours signs every change, and the others none.
import * as automerge from "@automerge/automerge";
import { LoroDoc } from "loro-crdt";
import { load, map, number, record, text } from "selvage";
import * as Y from "yjs";

import { measureTime } from "../frame/measure.mjs";

const letters = "lorem ipsum ".repeat(8334);
const keys = Array.from({ length: 1000 }, (_, index) => `key${index}`);
let turn = 0;
const position = () => (turn = (turn * 48271 + 1) % 0x7fffffff) % 100_000;
const key = () => /** @type {string} */ (keys[position() % keys.length]);

/**
 * @param {string} who
 * @param {{ type(): unknown, typeMany(): unknown, set(): unknown, read(): unknown }} contestant
 */
function measure(who, { type, typeMany, set, read }) {
  measureTime("a letter typed", who, 1, type);
  measureTime("100 edits in one transaction", who, 1, typeMany);
  measureTime("a value set", who, 1, set);
  measureTime("a value read", who, 1, read);
}

async function ours() {
  const core = await load();
  const document = await core.createDocument(map({ text: text(), values: record(number()) }));
  document.change((draft) => draft.text.insert(0, letters));
  const atOnce = 250; // A transaction takes only so much.
  for (let first = 0; first < keys.length; first += atOnce)
    document.change((draft) =>
      keys.slice(first, first + atOnce).forEach((one) => draft.values.set(one, 0)),
    );
  const { values } = document.root;
  measure("selvage wasm", {
    type: () => document.change((draft) => draft.text.insert(position(), "x")),
    typeMany: () =>
      document.change((draft) => {
        for (let left = 100; left > 0; --left) draft.text.insert(position(), "x");
      }),
    set: () => document.change((draft) => draft.values.set(key(), turn)),
    read: () => values.get(key()),
  });
}

function yjs() {
  const document = new Y.Doc();
  const [shared, values] = [document.getText("text"), document.getMap("values")];
  shared.insert(0, letters);
  for (const one of keys) values.set(one, 0);
  document.on("update", () => {}); // As whoever sends it on has: the change is written down.
  measure("yjs", {
    type: () => shared.insert(position(), "x"),
    typeMany: () =>
      document.transact(() => {
        for (let left = 100; left > 0; --left) shared.insert(position(), "x");
      }),
    set: () => values.set(key(), turn),
    read: () => values.get(key()),
  });
}

function automergeDocument() {
  const begin = { text: letters, values: Object.fromEntries(keys.map((one) => [one, 0])) };
  let document = automerge.from(begin);
  measure("automerge", {
    type: () => {
      document = automerge.change(document, (draft) =>
        automerge.splice(draft, ["text"], position(), 0, "x"),
      );
    },
    typeMany: () => {
      document = automerge.change(document, (draft) => {
        for (let left = 100; left > 0; --left) automerge.splice(draft, ["text"], position(), 0, "x");
      });
    },
    set: () => {
      document = automerge.change(document, (draft) => {
        draft.values[key()] = turn;
      });
    },
    read: () => document.values[key()],
  });
}

function loro() {
  const document = new LoroDoc();
  const [shared, values] = [document.getText("text"), document.getMap("values")];
  shared.insert(0, letters);
  for (const one of keys) values.set(one, 0);
  document.commit();
  document.subscribeLocalUpdates(() => {});
  const committed = (/** @type {() => void} */ edit) => () => {
    edit();
    document.commit();
  };
  measure("loro", {
    type: committed(() => shared.insert(position(), "x")),
    typeMany: committed(() => {
      for (let left = 100; left > 0; --left) shared.insert(position(), "x");
    }),
    set: committed(() => values.set(key(), turn)),
    read: () => values.get(key()),
  });
}

await ours();
yjs();
automergeDocument();
loro();

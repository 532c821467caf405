// Random edits of documents of Yjs, each with what peer.cpp has to be told to do the same.
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { anyPlace } from "./places.mjs";
import { edits } from "./protocol.mjs";

const words = ["a", "b", "xyz", " ", "\n", "ö", "漢字", "😀", "a😀b", "😀😀", "long enough to be split often", ""];
const keys = ["k", "l", "m", "ö"];
const values = [-5, 0, 0.5, 1e100, "text", true, false, null, { a: [1, { b: null }] }, [], "😀", 2 ** 40];

const kinds = { binary: 3, type: 7, any: 8, document: 9 };
const types = [Y.Array, Y.Map, Y.Text, Y.XmlElement, Y.XmlFragment, Y.XmlHook, Y.XmlText]; // As Yjs numbers them.

const anyBytes = (value) => encoding.encode((encoder) => encoding.writeAny(encoder, value));

/**
 * Something that can be put into a list or a map. `js` makes it, since a type can be put into one only.
 * @typedef {{ js: () => any, write: import("./protocol.mjs").Write }} Content
 */

/** @returns {Content} */
function anyValue(value) {
  const write = (encoder) => {
    encoding.writeUint8(encoder, kinds.any);
    encoding.writeVarUint8Array(encoder, anyBytes(value));
  };
  return { js: () => value, write };
}

/** @returns {Content} */
function shared(constructor) {
  const isNamed = constructor === Y.XmlElement || constructor === Y.XmlHook;
  const write = (encoder) => {
    encoding.writeUint8(encoder, kinds.type);
    encoding.writeUint8(encoder, types.indexOf(constructor));
    encoding.writeVarString(encoder, isNamed ? "Name" : "");
  };
  return { js: () => (isNamed ? new constructor("Name") : new constructor()), write };
}

/** @returns {Content} */
function binary(bytes) {
  const write = (encoder) => {
    encoding.writeUint8(encoder, kinds.binary);
    encoding.writeVarUint8Array(encoder, bytes);
  };
  return { js: () => bytes, write };
}

/** @returns {Content} */
function subdocument(guid) {
  const write = (encoder) => {
    encoding.writeUint8(encoder, kinds.document);
    encoding.writeUint8(encoder, 0);
    encoding.writeVarString(encoder, guid);
    encoding.writeVarUint8Array(encoder, anyBytes({}));
  };
  return { js: () => new Y.Doc({ guid }), write };
}

function anyContent(chance) {
  switch (chance.below(9)) {
    case 0:
      return binary(new Uint8Array([1, 2, chance.below(256)]));
    case 1:
    case 2:
      return shared(chance.one(types));
    case 3:
      return subdocument(`guid ${chance.below(100)}`);
    case 4:
      return anyValue(chance.below(1000));
    default:
      return anyValue(chance.one(values));
  }
}

function anyAttributes(chance) {
  const attributes = {};
  for (const key of ["bold", "em", "link"]) if (chance.in(2)) attributes[key] = chance.one([true, null, 2, { a: "x" }]);
  // More than are looked for one by one.
  if (chance.in(30)) for (let i = 0; i < 30; ++i) attributes[`key ${i}`] = chance.below(3);
  return attributes;
}

function writeAttributes(encoder, attributes) {
  const entries = Object.entries(attributes);
  encoding.writeVarUint(encoder, entries.length);
  for (const [key, value] of entries) {
    encoding.writeVarString(encoder, key);
    encoding.writeVarUint8Array(encoder, anyBytes(value));
  }
}

function editMap(chance, type) {
  const key = chance.one(keys);
  const isMap = type instanceof Y.Map;
  if (chance.in(3)) {
    if (isMap) type.delete(key);
    else type.removeAttribute(key);
    return [edits.mapErase, (e) => encoding.writeVarString(e, key)];
  }
  const value = isMap ? anyContent(chance) : anyValue("v");
  if (isMap) type.set(key, value.js());
  else type.setAttribute(key, value.js());
  return [edits.mapSet, (e) => (encoding.writeVarString(e, key), value.write(e))];
}

function editText(chance, text, formats) {
  const position = chance.below(text.length + 1);
  const word = chance.one(words);
  const units = chance.below(Math.min(8, text.length - position + 2));
  const attributes = anyAttributes(chance);
  const at = (e) => encoding.writeVarUint(e, position);
  let what = chance.below(formats ? 10 : 5);
  if (text._start === null && what > 2) what = 0; // Yjs throws.
  switch (what) {
    case 0:
    case 1:
    case 2:
      text.insert(position, word);
      return [edits.textInsert, (e) => (at(e), encoding.writeVarString(e, word))];
    case 3:
    case 4:
      text.delete(position, units);
      return [edits.textErase, (e) => (at(e), encoding.writeVarUint(e, units))];
    case 5:
      text.insert(position, word, { ...attributes });
      return [edits.textInsertWith, (e) => (at(e), encoding.writeVarString(e, word), writeAttributes(e, attributes))];
    case 6: {
      const image = { image: "x" };
      text.insertEmbed(position, image, { ...attributes });
      const bytes = anyBytes(image);
      return [edits.textEmbed, (e) => (at(e), encoding.writeVarUint8Array(e, bytes), writeAttributes(e, attributes))];
    }
    case 7: {
      const type = shared(chance.one([Y.Map, Y.Text, Y.XmlElement]));
      text.insertEmbed(position, type.js(), { ...attributes });
      return [edits.textType, (e) => (at(e), type.write(e), writeAttributes(e, attributes))];
    }
    default:
      text.format(position, units, { ...attributes });
      return [edits.textFormat, (e) => (at(e), encoding.writeVarUint(e, units), writeAttributes(e, attributes))];
  }
}

function editList(chance, list) {
  const position = chance.below(list.length + 1);
  if (chance.in(3) && position < list.length) {
    const count = 1 + chance.below(Math.min(4, list.length - position));
    list.delete(position, count);
    return [edits.listErase, (e) => (encoding.writeVarUint(e, position), encoding.writeVarUint(e, count))];
  }
  const make = () => (list instanceof Y.XmlFragment ? shared(chance.one([Y.XmlElement, Y.XmlText])) : anyContent(chance));
  // Long lists are not gone through from their beginning each time.
  const count = chance.in(25) ? 100 + chance.below(200) : 1 + chance.below(3);
  const contents = Array.from({ length: count }, make);
  const write = (e) => (encoding.writeVarUint(e, contents.length), contents.forEach((one) => one.write(e)));
  const made = contents.map((one) => one.js());
  if (chance.in(4) && list instanceof Y.Array) {
    list.push(made);
    return [edits.listPush, write];
  }
  list.insert(position, made);
  return [edits.listInsert, (e) => (encoding.writeVarUint(e, position), write(e))];
}

function editType(chance, type, formats) {
  const hasKeys = type instanceof Y.Map || type instanceof Y.Text || type instanceof Y.XmlElement;
  if (type instanceof Y.Map || (hasKeys && chance.in(5))) return editMap(chance, type);
  return type instanceof Y.Text ? editText(chance, type, formats) : editList(chance, type);
}

/** Makes one edit; returns how to tell peer.cpp. @returns {import("./protocol.mjs").Write} */
export function editAnywhere(chance, doc, formats) {
  const { type, write } = anyPlace(doc, chance);
  const [edit, rest] = editType(chance, type, formats);
  return (encoder) => (write(encoder), encoding.writeUint8(encoder, edit), rest(encoder));
}

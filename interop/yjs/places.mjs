// The types of a document of Yjs, and how peer.cpp gets to each.
import * as encoding from "lib0/encoding";
import * as Y from "yjs";

export const roots = [
  { kind: 2, name: "text", get: (doc) => doc.getText("text") },
  { kind: 0, name: "array", get: (doc) => doc.getArray("array") },
  { kind: 1, name: "map", get: (doc) => doc.getMap("map") },
  { kind: 4, name: "xml", get: (doc) => doc.getXmlFragment("xml") },
];

/**
 * A type and its path.
 * @typedef {{ type: any, write: import("./protocol.mjs").Write }} Place
 */

const byKey = (key) => (encoder) => {
  encoding.writeUint8(encoder, 0);
  encoding.writeVarString(encoder, key);
};
const byPosition = (position) => (encoder) => {
  encoding.writeUint8(encoder, 1);
  encoding.writeVarUint(encoder, position);
};

/** The types that are right in a type. */
function childrenOf(type) {
  const children = [];
  let position = 0;
  for (let item = type._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue;
    if (item.content instanceof Y.ContentType) children.push({ type: item.content.type, step: byPosition(position) });
    position += item.length;
  }
  for (const [key, item] of type._map)
    if (!item.deleted && item.content instanceof Y.ContentType) children.push({ type: item.content.type, step: byKey(key) });
  return children;
}

function placeOf(root, type, steps) {
  const write = (encoder) => {
    encoding.writeUint8(encoder, root.kind);
    encoding.writeVarString(encoder, root.name);
    encoding.writeVarUint(encoder, steps.length);
    for (const step of steps) step(encoder);
  };
  return { type, write };
}

/** @returns {Place} a type somewhere in the document */
export function anyPlace(doc, chance) {
  const root = chance.one(roots);
  let type = root.get(doc);
  const steps = [];
  while (!chance.in(3)) {
    const children = childrenOf(type);
    if (children.length === 0) break;
    const child = chance.one(children);
    type = child.type;
    steps.push(child.step);
  }
  return placeOf(root, type, steps);
}

/** @returns {Place[]} all types of a document */
export function allPlaces(doc) {
  const places = [];
  const add = (root, type, steps) => {
    places.push(placeOf(root, type, steps));
    for (const child of childrenOf(type)) add(root, child.type, [...steps, child.step]);
  };
  for (const root of roots) add(root, root.get(doc), []);
  return places;
}

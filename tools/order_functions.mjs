// Puts the functions of a WebAssembly module into an order in which it compresses well, and changes
// nothing else: node tools/order_functions.mjs MODULE.wasm
//
// gzip refers back 32 kB at most; the functions that resemble one another lie hundreds of kilobytes
// apart as the linker leaves them. Here each is followed by the one of which the most was seen in
// the last so many bytes. The same module gives the same order.
import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { callsIn, Reader, unsigned } from "./wasm_code.mjs";

const sectionIds = { import: 2, function: 3, export: 7, start: 8, element: 9, code: 10 };

// Pieces of so many bytes are compared. What is in more functions than this tells none apart.
const pieceSize = 6;
const sharersMax = 60;
// Of gzip's 32 kB, less what lies between.
const windowSize = 28_000;
// A function with few pieces is not like another for sharing one.
const smallPieces = 20;

function piecesOf(body) {
  const pieces = new Set();
  for (let i = 0; i + pieceSize <= body.length; ++i) {
    let hash = 0x811c9dc5;
    for (let j = i; j < i + pieceSize; ++j) hash = Math.imul(hash ^ body[j], 0x01000193);
    pieces.add(hash >>> 0);
  }
  return pieces;
}

// For each body the numbers of the pieces that it shares, and for each piece the bodies.
function sharedPieces(bodies) {
  const sharers = new Map();
  bodies.forEach((body, i) => {
    for (const piece of piecesOf(body)) {
      const those = sharers.get(piece);
      if (those) those.push(i);
      else sharers.set(piece, [i]);
    }
  });
  const bodiesOf = [...sharers.values()].filter(
    (those) => those.length > 1 && those.length <= sharersMax,
  );
  const piecesOfBody = bodies.map(() => []);
  bodiesOf.forEach((those, piece) => those.forEach((i) => piecesOfBody[i].push(piece)));
  return { bodiesOf, piecesOfBody };
}

// The old places of the bodies, in their new order.
export function orderOf(bodies) {
  const { bodiesOf, piecesOfBody } = sharedPieces(bodies);
  const timesSeen = new Uint32Array(bodiesOf.length);
  const seen = new Float64Array(bodies.length); // Of each body, how many pieces are in the window.
  const weight = piecesOfBody.map((pieces) => 1 / (pieces.length + smallPieces));
  const window = [];
  let first = 0;
  let size = 0;
  const note = (body, change) => {
    for (const piece of piecesOfBody[body]) {
      const before = timesSeen[piece];
      timesSeen[piece] += change;
      if (before === 0 || timesSeen[piece] === 0)
        for (const other of bodiesOf[piece]) seen[other] += change;
    }
    size += change * bodies[body].length;
  };
  const left = bodies.map((_, i) => i);
  const order = [];
  while (left.length > 0) {
    let best = 0;
    for (let i = 1; i < left.length; ++i)
      if (seen[left[i]] * weight[left[i]] > seen[left[best]] * weight[left[best]]) best = i;
    const [next] = left.splice(best, 1);
    order.push(next);
    window.push(next);
    note(next, 1);
    while (size > windowSize) note(window[first++], -1);
  }
  return order;
}

function withSize(bytes) {
  return [...unsigned(bytes.length), ...bytes];
}

// A vector of items, each written anew.
function eachOf(reader, write) {
  const count = reader.unsigned();
  const items = [];
  for (let i = 0; i < count; ++i) items.push(write(reader));
  return [...unsigned(count), ...items.flat()];
}

function bodiesIn(code) {
  const reader = new Reader(code);
  const bodies = [];
  for (let count = reader.unsigned(); count > 0; --count) bodies.push(reader.take(reader.unsigned()));
  return bodies;
}

function importedFunctions(content) {
  const reader = new Reader(content);
  let functions = 0;
  for (let count = reader.unsigned(); count > 0; --count) {
    reader.take(reader.unsigned());
    reader.take(reader.unsigned());
    if (reader.byte() !== 0) throw new Error("an import that is no function");
    reader.unsigned();
    ++functions;
  }
  return functions;
}

function withCalls(body, place) {
  const bytes = [];
  let done = 0;
  for (const { start, end, callee } of callsIn(body)) {
    bytes.push(...body.subarray(done, start), ...unsigned(place(callee)));
    done = end;
  }
  bytes.push(...body.subarray(done));
  return bytes;
}

function newElements(content, place) {
  return eachOf(new Reader(content), (reader) => {
    if (reader.unsigned() !== 0) throw new Error("elements of a kind that is not known here");
    const offset = reader.constant();
    return [0, ...offset, ...eachOf(reader, () => unsigned(place(reader.unsigned())))];
  });
}

function newExports(content, place) {
  return eachOf(new Reader(content), (reader) => {
    const name = reader.take(reader.unsigned());
    const kind = reader.byte();
    const index = reader.unsigned();
    return [...withSize(name), kind, ...unsigned(kind === 0 ? place(index) : index)];
  });
}

function sectionsOf(module) {
  const reader = new Reader(module.subarray(8));
  const sections = [];
  while (!reader.atEnd()) sections.push({ id: reader.byte(), content: reader.take(reader.unsigned()) });
  return sections;
}

export function ordered(module) {
  const sections = sectionsOf(module);
  const contentOf = (id) => sections.find((section) => section.id === id)?.content;
  const imported = importedFunctions(contentOf(sectionIds.import) ?? new Uint8Array([0]));
  const bodies = bodiesIn(contentOf(sectionIds.code));
  const order = orderOf(bodies);
  const newPlaces = new Uint32Array(order.length);
  order.forEach((old, at) => (newPlaces[old] = at));
  const place = (index) => (index < imported ? index : imported + newPlaces[index - imported]);
  const rewrite = {
    [sectionIds.function]: (content) => {
      const types = [];
      eachOf(new Reader(content), (reader) => types.push(reader.unsigned()));
      return [...unsigned(order.length), ...order.flatMap((old) => unsigned(types[old]))];
    },
    [sectionIds.export]: (content) => newExports(content, place),
    [sectionIds.start]: (content) => unsigned(place(new Reader(content).unsigned())),
    [sectionIds.element]: (content) => newElements(content, place),
    [sectionIds.code]: () => {
      const all = order.map((old) => withSize(withCalls(bodies[old], place)));
      return [...unsigned(all.length), ...all.flat()];
    },
  };
  const written = sections.map(({ id, content }) => {
    const bytes = Uint8Array.from(rewrite[id] ? rewrite[id](content) : content);
    return [Uint8Array.from([id, ...unsigned(bytes.length)]), bytes];
  });
  return Buffer.concat([module.subarray(0, 8), ...written.flat()]);
}

async function main([file]) {
  if (file === undefined) {
    console.error("usage: node tools/order_functions.mjs MODULE.wasm");
    return 2;
  }
  await writeFile(file, ordered(await readFile(file)));
  return 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  process.exitCode = await main(process.argv.slice(2));
}

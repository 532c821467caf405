// @ts-check
// In the page: what an application writes into IndexedDB itself, and what y-indexeddb does for Yjs.
import { IndexeddbPersistence } from "y-indexeddb";
import * as Y from "yjs";

/** @typedef {import("../frame/manifest.mjs").Sample} Sample */

/** The loads of load.h, page_loads(). @type {{ writers: number, size: number, title: string }[]} */
const loads = [
  { writers: 1, size: 100, title: "1 writer of 100 B" },
  { writers: 16, size: 100, title: "16 writers of 100 B" },
  { writers: 16, size: 4096, title: "16 writers of 4 kB" },
];

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @param {number} writers @param {number} time @param {() => Promise<void>} append @returns {Promise<number>} a second */
async function rateOf(writers, time, append) {
  const begin = performance.now();
  let count = 0;
  const write = async () => {
    do {
      await append();
      ++count;
    } while (performance.now() - begin < time);
  };
  await Promise.all(Array.from({ length: writers }, write));
  return (count / (performance.now() - begin)) * 1000;
}

/** A strict transaction for each record. @param {(typeof loads)[number]} load @param {number} time */
async function indexedDbRate({ writers, size }, time) {
  const name = `peer ${writers} ${size}`;
  const opening = indexedDB.open(name);
  opening.onupgradeneeded = () => opening.result.createObjectStore("records", { autoIncrement: true });
  const database = await asked(opening);
  const record = crypto.getRandomValues(new Uint8Array(size));
  const append = () =>
    new Promise((/** @type {(value: void) => void} */ resolve, reject) => {
      const transaction = database.transaction("records", "readwrite", { durability: "strict" });
      transaction.objectStore("records").put(record);
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
  const rate = await rateOf(writers, time, append);
  database.close();
  await asked(indexedDB.deleteDatabase(name));
  return rate;
}

/** An update for each record; over when all of them are in the database. It waits for no disk. @param {(typeof loads)[number]} load @param {number} time */
async function yIndexedDbRate({ writers, size }, time) {
  const name = `yjs ${writers} ${size}`;
  const document = new Y.Doc();
  const persistence = new IndexeddbPersistence(name, document);
  await persistence.whenSynced;
  const list = document.getArray("records");
  const record = crypto.getRandomValues(new Uint8Array(size));
  const begin = performance.now();
  let count = 0;
  while (performance.now() - begin < time) {
    for (let i = 0; i < writers; ++i) list.push([record]);
    count += writers;
    // Its transactions are carried out in their order, so that this one is the last.
    const database = persistence.db;
    if (database) await asked(database.transaction("updates", "readwrite").objectStore("updates").count());
  }
  const rate = (count / (performance.now() - begin)) * 1000;
  await persistence.clearData();
  return rate;
}

/** @param {number} time @returns {Promise<Sample[]>} */
export async function measurePeers(time) {
  const samples = [];
  for (const load of loads) {
    const what = `in a page, durable appends, ${load.title}`;
    samples.push({ what, who: "IndexedDB", unit: "/s", value: await indexedDbRate(load, time) });
    samples.push({ what, who: "y-indexeddb", unit: "/s", value: await yIndexedDbRate(load, time) });
  }
  return samples;
}

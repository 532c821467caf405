// One person: a document of Yjs, ours beside it, and updates that did not reach them yet. Whatever
// happens to the one happens to the other, and then they are compared.
import { deepStrictEqual, strictEqual } from "node:assert";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { editAnywhere } from "./edits.mjs";
import { allPlaces, roots } from "./places.mjs";
import { commands } from "./protocol.mjs";

const hex = (bytes) => Buffer.from(bytes).toString("hex");
const applyTo = [Y.applyUpdate, Y.applyUpdateV2];
const stateOf = [Y.encodeStateAsUpdate, Y.encodeStateAsUpdateV2];

/** For JSON.stringify: members in the order of their keys. */
export const inOrder = (_key, value) =>
  value && typeof value === "object" && value.constructor === Object
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
const plain = (value) => JSON.parse(JSON.stringify(value));

/** What a type of a document is called in events. */
function nameOf(doc, type) {
  if (type._item) return `${type._item.id.client}.${type._item.id.clock}`;
  return roots.find((root) => root.get(doc) === type)?.name;
}

/** Keeps the events of the first transaction that comes; of texts with formats without what changed. */
function observe(doc, withFormats, events) {
  let first = null;
  const take = (event) => {
    // Behind an update Yjs may clean up formats in transactions of their own.
    if (event.transaction !== (first ??= event.transaction)) return;
    const keys = Object.fromEntries([...event.keys].map(([key, { action }]) => [key, action]));
    // Asking a text for its changes changes it, if it has formats.
    const isAsked = withFormats || !(event.target instanceof Y.Text);
    events.push({ of: nameOf(doc, event.target), keys, delta: isAsked ? plain(event.changes.delta) : null });
  };
  const takeAll = (all) => all.forEach(take);
  for (const root of roots) root.get(doc).observeDeep(takeAll);
  return () => roots.forEach((root) => root.get(doc).unobserveDeep(takeAll));
}

export class Person {
  constructor(peer, number, client, formats) {
    this.peer = peer;
    this.number = number;
    this.formats = formats;
    this.doc = new Y.Doc();
    this.doc.clientID = client;
    this.updates = []; // Of the last transactions, each in both formats.
    this.inbox = [];
    this.others = [];
    this.doc.on("update", (update) => this.updates.push([update]));
    this.doc.on("updateV2", (update) => this.updates.at(-1)?.push(update));
  }

  async start() {
    await this.ask(commands.make, (e) => encoding.writeVarUint(e, this.doc.clientID));
    await this.compare();
  }

  ask(command, write) {
    return this.peer.ask(command, this.number, write);
  }

  text(command, write) {
    return this.peer.text(command, this.number, write);
  }

  /** One transaction of some edits. Returns its updates. */
  async work(chance) {
    this.updates = [];
    const before = this.formats ? Y.encodeStateAsUpdate(this.doc) : null;
    const events = [];
    const stop = observe(this.doc, !this.formats, events);
    const told = [];
    this.doc.transact(() => {
      for (let left = chance.in(3) ? 1 + chance.below(5) : 1; left > 0; --left)
        told.push(editAnywhere(chance, this.doc, this.formats));
    });
    stop();
    const update = this.updates[0];
    await this.ask(commands.transact, (e) => told.forEach((write) => write(e)));
    for (const format of [0, 1]) strictEqual(await this.lastUpdate(format), hex(update?.[format] ?? []));
    if (update) await this.compareEvents(events, before, update, 0);
    await this.compare();
    return this.updates;
  }

  /** Takes an update in. Returns those with which Yjs cleaned up formats behind it. */
  async receive(update, format) {
    this.updates = [];
    const before = this.formats ? Y.encodeStateAsUpdate(this.doc) : null;
    const events = [];
    const stop = observe(this.doc, !this.formats, events);
    applyTo[format](this.doc, update[format]);
    stop();
    await this.apply(update, format);
    if (this.doc.store.pendingStructs && !(await this.isSameState())) return this.catchUp(format);
    await this.compareEvents(events, before, update, format);
    const all = this.updates;
    const isOwn = all.length > 0 && (await this.lastUpdate(0)) === hex(all[0][0]);
    const cleanups = isOwn ? all.slice(1) : all;
    for (const cleanup of cleanups) await this.apply(cleanup, format);
    await this.compare();
    return cleanups;
  }

  /** Yjs sometimes waits for more than is missing. Then nothing compares until nothing waits. */
  async catchUp(format) {
    const cleanups = this.updates.slice(1);
    for (const other of this.others) {
      this.updates = [];
      const update = stateOf.map((encode) => encode(other.doc));
      applyTo[format](this.doc, update[format]);
      await this.apply(update, format);
      cleanups.push(...this.updates);
    }
    for (const cleanup of cleanups) await this.apply(cleanup, format);
    await this.compare();
    return cleanups;
  }

  apply(update, format) {
    return this.ask(commands.apply, (e) => {
      encoding.writeUint8(e, format);
      encoding.writeVarUint8Array(e, update[format]);
    });
  }

  async lastUpdate(format) {
    return hex(await this.ask(commands.lastUpdate, (e) => encoding.writeUint8(e, format)));
  }

  async isSameState() {
    return hex(await this.ask(commands.stateVector)) === hex(Y.encodeStateVector(this.doc));
  }

  /** What changed in texts with formats, a third document of the same history is asked for. */
  async compareEvents(events, before, update, format) {
    const ours = JSON.parse(await this.text(commands.events));
    const copy = new Y.Doc();
    const theirs = [];
    if (before) {
      for (const root of roots) root.get(copy);
      copy.transact((transaction) => {
        Y.applyUpdate(copy, before);
        transaction.local = true; // Or it would clean up formats.
      });
      observe(copy, true, theirs);
      applyTo[format](copy, update[format]);
    }
    // Unless that one waits for more than this one does.
    const isSame = hex(Y.encodeStateVector(copy)) === hex(Y.encodeStateVector(this.doc));
    for (const event of events) {
      const { of } = event;
      if (event.delta === null && isSame) event.delta = theirs.find((other) => other.of === of)?.delta;
      if (event.delta === null) ours.filter((other) => other.of === of).forEach((other) => (other.delta = null));
    }
    const sorted = (all) => all.map((event) => JSON.stringify(event, inOrder)).sort();
    deepStrictEqual(sorted(ours), sorted(events));
  }

  structs() {
    let lines = "";
    for (const client of [...this.doc.store.clients.keys()].sort((a, b) => a - b))
      for (const struct of this.doc.store.clients.get(client)) {
        const kind = struct instanceof Y.GC ? 0 : struct.content.getRef();
        lines += `${client} ${struct.id.clock} ${struct.length} ${kind}${struct.deleted ? " deleted" : ""}\n`;
      }
    return lines;
  }

  async compare() {
    strictEqual(await this.text(commands.structs), this.structs());
    for (const format of [0, 1])
      strictEqual(await this.encoded(format, new Uint8Array([0])), hex(stateOf[format](this.doc)));
    for (const root of roots) {
      const ours = await this.text(commands.json, (e) => {
        encoding.writeUint8(e, root.kind);
        encoding.writeVarString(e, root.name);
        encoding.writeVarUint(e, 0);
      });
      deepStrictEqual(JSON.parse(ours), plain(root.get(this.doc).toJSON()));
    }
    for (const { type, write } of allPlaces(this.doc))
      if (type instanceof Y.Text) deepStrictEqual(JSON.parse(await this.text(commands.delta, write)), plain(type.toDelta()));
  }

  async encoded(format, state) {
    return hex(
      await this.ask(commands.encode, (e) => {
        encoding.writeUint8(e, format);
        encoding.writeVarUint8Array(e, state);
      }),
    );
  }

  /** What another who is at `state` lacks. */
  async missing(state) {
    const updates = stateOf.map((encode) => encode(this.doc, state));
    for (const format of [0, 1]) strictEqual(await this.encoded(format, state), hex(updates[format]));
    return updates;
  }

  async stateVector() {
    strictEqual(await this.isSameState(), true);
    return Y.encodeStateVector(this.doc);
  }
}

/** Somebody with Yjs alone, who takes back what they did: their updates bring old contents again. */
export class Undoer {
  constructor(client, formats) {
    this.formats = formats;
    this.doc = new Y.Doc();
    this.doc.clientID = client;
    this.updates = [];
    this.inbox = [];
    this.others = [];
    this.doc.on("update", (update) => this.updates.push([update]));
    this.doc.on("updateV2", (update) => this.updates.at(-1)?.push(update));
    this.undo = new Y.UndoManager(
      roots.map((root) => root.get(this.doc)),
      { captureTimeout: 0 },
    );
  }

  async start() {}

  async work(chance) {
    this.updates = [];
    if (chance.in(3)) this.undo.undo();
    else if (chance.in(4)) this.undo.redo();
    else this.doc.transact(() => editAnywhere(chance, this.doc, this.formats));
    return this.updates;
  }

  async receive(update, format) {
    this.updates = [];
    applyTo[format](this.doc, update[format]);
    return this.updates.slice(1);
  }

  async missing(state) {
    return stateOf.map((encode) => encode(this.doc, state));
  }

  async stateVector() {
    return Y.encodeStateVector(this.doc);
  }
}

#!/usr/bin/env node
// The same edits and the same updates go to documents of ours and to those of Yjs, for several people
// who exchange what they did late, twice, merged, or not at all until the end. After each step the
// two must have the same structs, the same bytes in both formats, the same contents and events.
//
//   node interop/yjs/main.mjs PROGRAM [--games 40] [--seed 1]
//
// PROGRAM is peer.cpp, built natively or as WebAssembly. A failure names its seed.
import { parseArgs } from "node:util";
import * as Y from "yjs";
import { Chance } from "./chance.mjs";
import { inOrder, Person, Undoer } from "./person.mjs";
import { roots } from "./places.mjs";
import { Peer } from "./protocol.mjs";

const steps = 120;

/** @returns {(Person | Undoer)[]} */
function peopleOf(peer, chance) {
  const formats = chance.in(2);
  const clients = [1 + chance.below(100), 1000 + chance.below(1000), 2 ** 31 + chance.below(2 ** 31), 2 ** 52 + chance.below(1000)];
  const client = () => clients.splice(chance.below(clients.length), 1)[0];
  const people = Array.from({ length: 2 + chance.below(2) }, (_, number) => new Person(peer, number, client(), formats));
  if (chance.in(3)) people.push(new Undoer(client(), formats));
  for (const one of people) one.others = people.filter((other) => other !== one);
  return people;
}

/** Takes one or some updates out of the inbox, or only looks at them. */
function nextUpdate(one, chance) {
  const place = chance.in(2) ? 0 : chance.below(one.inbox.length);
  const count = chance.in(4) ? 1 + chance.below(4) : 1;
  const updates = one.inbox.slice(place, place + count);
  if (!chance.in(5)) one.inbox.splice(place, count);
  if (updates.length === 1) return updates[0];
  return [Y.mergeUpdates(updates.map(([first]) => first)), Y.mergeUpdatesV2(updates.map(([, second]) => second))];
}

/** Passes on all that was lost, until nobody cleans up any more. */
async function makeUp(people, chance) {
  for (let round = 0; round < 4; ++round)
    for (const one of people)
      for (const other of one.others) await one.receive(await other.missing(await one.stateVector()), chance.below(2));
}

async function play(peer, seed) {
  const chance = new Chance(seed);
  const people = peopleOf(peer, chance);
  for (const one of people) await one.start();
  const pass = (from, updates) => from.others.forEach((other) => other.inbox.push(...updates));
  for (let step = 0; step < steps; ++step) {
    const one = chance.one(people);
    if (chance.in(2) || one.inbox.length === 0) {
      pass(one, await one.work(chance));
      continue;
    }
    const update = nextUpdate(one, chance);
    if (!chance.in(10)) pass(one, await one.receive(update, chance.below(2)));
  }
  await makeUp(people, chance);
  // Where a pair of surrogates was cut and joined again, even Yjs' own documents differ.
  const seen = ({ doc }) => roots.map(({ get }) => JSON.stringify(get(doc).toJSON(), inOrder).replaceAll("😀", "\ufffd\ufffd"));
  for (const one of people)
    if (seen(one).join() !== seen(people[0]).join()) throw new Error("not all show the same in the end");
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { games: { type: "string", default: "40" }, seed: { type: "string", default: "1" } },
});
if (positionals.length !== 1) {
  console.error("usage: node interop/yjs/main.mjs PROGRAM [--games N] [--seed N]");
  process.exit(2);
}
const peer = new Peer(positionals[0]);
const first = Number(options.seed);
const end = first + Number(options.games);
let failed = 0;
for (let seed = first; seed < end && failed === 0; ++seed) {
  try {
    await play(peer, seed);
  } catch (error) {
    failed = seed;
    console.error(`seed ${seed}:`, error);
  }
}
peer.end();
if (failed === 0) console.log(`${end - first} games of ${steps} steps`);
else process.exitCode = 1;

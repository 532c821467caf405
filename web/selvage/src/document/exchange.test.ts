// Documents that meet: what one lacks the other gives; what was is shown again; what is saved is gone
// on from; and nobody is believed without a signature.
import { Version, type Document } from "selvage";
import { expect, test } from "vitest";
import { open, schema, seed, sharedCore, sync, type TestSchema } from "../../testing/documents.js";

function editAtRandom(document: Document<TestSchema>, draw: (below: number) => number): void {
  document.change((draft) => {
    const { title } = draft;
    switch (draw(7)) {
      case 0:
        return title.insert(draw(title.length + 1), "typed ");
      case 1:
        return title.delete(0, Math.min(title.length, draw(4)));
      case 2:
        return draft.todos.insert(draw(draft.todos.length + 1), { label: "todo", done: true });
      case 3:
        return draft.todos.length > 0 ? draft.todos.delete(draw(draft.todos.length)) : undefined;
      case 4:
        return draft.users.set(`user${draw(4)}`, { name: "name", age: draw(9) });
      case 5:
        return draft.users.delete(`user${draw(4)}`);
      default:
        draft.votes.add(1);
        return draw(2) === 0 ? draft.tags.add(`t${draw(4)}`) : draft.tags.delete(`t${draw(4)}`);
    }
  });
}

test("[PD9] documents that gave one another what they lacked show the same", async () => {
  let state = 7;
  const draw = (below: number): number => (state = (state * 48271) % 0x7fffffff) % below;
  const documents = await Promise.all([1, 2, 3].map((number) => open({ seed: seed(number) })));
  for (let round = 0; round < 300; ++round) {
    const one = documents[draw(3)] as Document<TestSchema>;
    editAtRandom(one, draw);
    if (draw(12) === 0) one.undo();
    if (draw(10) === 0) await sync(one, documents[draw(3)] as Document<TestSchema>);
  }
  const [first, second, third] = documents as [Document<TestSchema>, ...Document<TestSchema>[]];
  await sync(first, second as Document<TestSchema>);
  await sync(first, third as Document<TestSchema>);
  await sync(first, second as Document<TestSchema>);
  const expected = JSON.stringify(first);
  expect(expected.length).toBeGreaterThan(100);
  for (const one of documents) {
    expect(JSON.stringify(one)).toBe(expected);
    expect(one.version.equals(first.version)).toBe(true);
    expect(await one.save()).toEqual(await first.save());
  }
});

test("[PD9] changes may come twice, in pieces, and early", async () => {
  const [one, other] = [await open(), await open()];
  one.change((draft) => draft.title.insert(0, "a"));
  const afterFirst = one.version;
  const first = await one.changesSince();
  one.change((draft) => draft.title.insert(1, "b"));
  const second = await one.changesSince(afterFirst);
  const nothing = { applied: 0, waiting: 0, known: 0, refused: 0, reason: undefined };
  expect(await other.applyChanges(second)).toEqual({ ...nothing, waiting: 1 });
  expect(other.toJSON()).toEqual({});
  // Delivered itself, it lets the one go on that waited.
  expect(await other.applyChanges(first)).toEqual({ ...nothing, applied: 1 });
  expect(other.toJSON()).toEqual({ title: "ab" });
  expect(await other.applyChanges(await one.changesSince())).toEqual({ ...nothing, known: 2 });
  expect(await other.applyChanges(await one.changesSince(other.version))).toEqual(nothing);
});

test("[PD9] a change with another's signature is refused, and what is no bundle is too", async () => {
  const [one, other] = [await open(), await open()];
  one.change((draft) => draft.title.insert(0, "true"));
  const changes = await one.changesSince();
  const forged = changes.slice();
  forged[forged.length - 1] = (forged.at(-1) as number) ^ 1;
  expect(await other.applyChanges(forged)).toMatchObject({
    refused: 1,
    reason: "signature_wrong",
  });
  const strange = changes.slice();
  strange.set(other.publicKey, 1 + 32 + 1); // The key that its author would have.
  const third = await open(); // Which has not heard of the author.
  expect(await third.applyChanges(strange)).toMatchObject({ refused: 1, reason: "author_unknown" });
  expect(other.toJSON()).toEqual({});
  for (const wrong of [new Uint8Array(), Uint8Array.of(7), changes.subarray(0, 50)])
    await expect(other.applyChanges(wrong)).rejects.toThrow(/not the changes.*whole/);
  expect(await other.applyChanges(changes)).toMatchObject({ applied: 1 });
});

test("the author is the key, and the key the seed", async () => {
  const [one, same, other] = [
    await open({ seed: seed(1) }),
    await open({ seed: seed(1) }),
    await open(),
  ];
  expect(one.author).toMatch(/^[0-9a-f]{16}$/);
  expect([same.author, same.publicKey]).toEqual([one.author, one.publicKey]);
  expect(other.author).not.toBe(one.author);
  expect(one.publicKey).toHaveLength(32);
});

test("what was saved is gone on from, by the same author or another", async () => {
  const core = await sharedCore();
  const one = await open({ seed: seed(1) });
  one.change((draft) => draft.todos.push({ label: "milk 🙂", tags: ["a"] }));
  const saved = await one.save();
  const again = await core.loadDocument(schema, saved, { seed: seed(1) });
  expect(again.toJSON()).toEqual(one.toJSON());
  expect(again.version.equals(one.version)).toBe(true);
  expect(await again.save()).toEqual(saved);
  again.change((draft) => draft.todos.at(0)?.label.append("!"));
  await one.applyChanges(await again.changesSince(one.version));
  expect(one.toJSON()).toEqual({ todos: [{ label: "milk 🙂!", tags: ["a"] }] });

  const another = await core.loadDocument(schema, saved);
  another.change((draft) => draft.votes.add(1));
  await sync(another, again);
  expect(another.toJSON()).toEqual(again.toJSON());
  // What came before the snapshot it does not have.
  const empty = await open();
  await expect(another.changesSince(empty.version)).rejects.toThrow(/not kept.*loadDocument/);
  await expect(another.history()).rejects.toMatchObject({ code: "value_missing" });
});

test("what is no saved document is refused, and nothing is left of it", async () => {
  const core = await sharedCore();
  const one = await open();
  one.change((draft) => draft.numbers.push(1, 2, 3));
  const saved = await one.save();
  const longer = new Uint8Array(saved.length + 1);
  longer.set(saved);
  for (const wrong of [new Uint8Array(), saved.subarray(0, saved.length - 1), longer])
    await expect(core.loadDocument(schema, wrong)).rejects.toThrow(/no saved document.*save\(\)/);
  await expect(core.loadDocument(schema, "text" as never)).rejects.toThrow(TypeError);
});

test("history tells who did what when, and every state can be shown again", async () => {
  const one = await open({ seed: seed(1) });
  const other = await open({ seed: seed(2) });
  const before = Date.now();
  one.change((draft) => draft.title.insert(0, "one"));
  await sync(one, other);
  other.change((draft) => draft.title.insert(0, "two "));
  one.change((draft) => draft.votes.add(1));
  await sync(one, other);
  const entries = await one.history();
  // Of those that did not see one another either may come first.
  const first = entries.slice(0, 1);
  const later = entries.slice(1).sort((left) => (left.author === one.author ? -1 : 1));
  const ordered = [...first, ...later];
  expect(ordered.map(({ author }) => author)).toEqual([one.author, one.author, other.author]);
  expect(ordered.map(({ events }) => events)).toEqual([4, 2, 4]); // What is made counts as well.
  for (const { time } of entries) {
    expect(time.getTime()).toBeGreaterThanOrEqual(before);
    expect(time.getTime()).toBeLessThanOrEqual(Date.now());
  }
  const shown = [];
  for (const { version } of ordered) {
    const past = await one.asOf(version);
    shown.push(past.toJSON());
    expect(past.version.equals(version)).toBe(true);
    expect(past.root.title.slice(0, 3)).toBe(past.root.title.toString().slice(0, 3));
    await past.close();
  }
  expect(shown).toEqual([{ title: "one" }, { title: "one", votes: 1 }, { title: "two one" }]);

  const kept = Version.from(one.version.bytes);
  one.change((draft, { remove }) => remove(draft.title));
  const past = await one.asOf(kept);
  expect(past.toJSON()).toEqual({ title: "two one", votes: 1 });
  expect(await past.exportJSON()).toBe('{"title":"two one","votes":1}');
  one.change((draft) => draft.votes.add(1)); // The past does not change.
  expect(past.root.votes.value).toBe(1);
  const never = (await open()).version;
  expect((await one.asOf(never)).toJSON()).toEqual({}); // Before everything.
  const elsewhere = await open();
  elsewhere.change((draft) => draft.votes.add(1));
  await expect(one.asOf(elsewhere.version)).rejects.toMatchObject({ code: "value_missing" });
  for (const wrong of [[], [5], [0, 0]]) {
    const none = Version.from(Uint8Array.from(wrong));
    await expect(one.asOf(none)).rejects.toThrow(/no version/);
    if (wrong.length > 0) await expect(one.changesSince(none)).rejects.toThrow(/no version/);
  }
});

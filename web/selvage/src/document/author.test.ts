// Who cannot write is told so, and why: an author who went on from an old copy, and whose later
// changes then came back. What others write still comes.
import { CannotWriteError, DocumentError, type Document } from "selvage";
import { expect, test } from "vitest";
import { open, schema, seed, sharedCore, type TestSchema } from "../../testing/documents.js";

interface Restored {
  readonly alice: Document<TestSchema>;
  /** What she wrote after the copy was saved. */
  readonly lost: Uint8Array;
  readonly lostNext: Uint8Array;
}

async function restored(): Promise<Restored> {
  const before = await open({ seed: seed(1) });
  before.change((draft) => draft.title.insert(0, "kept"));
  const { version } = before;
  const saved = await before.save();
  before.change((draft) => draft.title.append(", lost"));
  const lost = await before.changesSince(version);
  const { version: then } = before;
  before.change((draft) => draft.title.append(", and this"));
  const lostNext = await before.changesSince(then);
  const core = await sharedCore();
  return { alice: await core.loadDocument(schema, saved, { seed: seed(1) }), lost, lostNext };
}

/** Every way to write. */
async function refusals(document: Document<TestSchema>): Promise<unknown[]> {
  let called = 0;
  const ways: (() => unknown)[] = [
    () => document.change((draft) => draft.votes.add(++called)),
    () => document.change(() => ++called),
    () => document.change(({ title }) => String(title) + String(++called)),
    () => document.undo(),
    () => document.redo(),
    () => document.remove("title"),
  ];
  const failures = await Promise.all(
    ways.map((way) =>
      (async () => way())().then(
        () => "done",
        (reason: unknown) => reason,
      ),
    ),
  );
  expect(called).toBe(0);
  return failures;
}

test("[PD15] who told two tales writes no more, and is told what to do", async () => {
  const { alice, lost } = await restored();
  alice.change((draft) => draft.title.append(", other"));
  alice.undo();
  alice.change((draft) => draft.votes.add(5));
  const report = await alice.applyChanges(lost);
  expect(report).toMatchObject({ applied: 0, refused: 1, reason: "author_quarantined" });
  const shown = alice.toJSON();
  for (const failure of await refusals(alice)) {
    expect(failure).toBeInstanceOf(CannotWriteError);
    expect(failure).toBeInstanceOf(DocumentError);
    expect(failure).toMatchObject({ name: "CannotWriteError", code: "author_quarantined" });
    expect(String(failure)).toMatch(/told two tales.*somebody else saved, with another seed/);
  }
  expect(alice.toJSON()).toEqual(shown);

  // What others write still comes, and what is there can be read and saved.
  const bob = await open({ seed: seed(2) });
  bob.change((draft) => draft.tags.add("bob"));
  expect(await alice.applyChanges(await bob.changesSince())).toMatchObject({ applied: 1 });
  expect(alice.toJSON()).toEqual({ ...shown, tags: ["bob"] });
  const core = await sharedCore();
  const saved = await alice.save();
  const again = await core.loadDocument(schema, saved, { seed: seed(1) });
  expect(() => again.change((draft) => draft.votes.add(1))).toThrow(CannotWriteError);
  const carol = await core.loadDocument(schema, saved, { seed: seed(3) });
  carol.change((draft) => draft.votes.add(1));
  expect(carol.root.votes.value).toBe(6);
});

test("[PD15] who was found out while listening to it is told so there", async () => {
  const { alice, lost } = await restored();
  alice.change((draft) => draft.votes.add(1));
  const bob = await open({ seed: seed(2) });
  bob.change((draft) => draft.tags.add("bob"));
  const failures: unknown[] = [];
  alice.onChange(() => {
    try {
      alice.change((draft) => draft.votes.add(1));
    } catch (reason) {
      failures.push(reason);
    }
  });
  await alice.applyChanges(lost);
  await alice.applyChanges(await bob.changesSince());
  expect(failures).toEqual([expect.any(CannotWriteError)]);
});

test("[PD15] who wrote more than is here writes when it is here", async () => {
  const { alice, lost, lostNext } = await restored();
  expect(await alice.applyChanges(lostNext)).toMatchObject({ waiting: 1 });
  for (const failure of await refusals(alice)) {
    expect(failure).toMatchObject({ name: "CannotWriteError", code: "value_missing" });
    expect(String(failure)).toMatch(/cannot write here yet.*Apply those changes/);
  }
  expect(await alice.applyChanges(lost)).toMatchObject({ applied: 1 });
  alice.change((draft) => draft.votes.add(1));
  expect(alice.toJSON()).toEqual({ title: "kept, lost, and this", votes: 1 });
});

// The code that docs/documents.md shows, run from top to bottom.
import { expect, test } from "vitest";
// [schema]
import { boolean, counter, list, load, map, record, set, string, text } from "selvage";

const schema = map({
  title: text(), // Many write it at once, letter by letter.
  todos: list(map({ label: text(), done: boolean() })),
  votes: counter(), // Additions add up.
  tags: set(string()),
  members: record(map({ name: string() })), // The same under any names.
});
// [/schema]

test("a document is read, changed, looked at and undone", async () => {
  // [create]
  const core = await load();
  const document = await core.createDocument(schema, { initial: { title: "Groceries" } });
  // [/create]

  // [change]
  document.change((draft) => {
    draft.title.insert(0, "My ");
    draft.todos.push({ label: "milk", done: false }, { label: "bread" });
    draft.votes.add(2);
    draft.tags.add("home");
    draft.members.set("ann", { name: "Ann" });
    const first = draft.todos.at(0);
    if (first) first.done = true; // Values are assigned, and undefined removes them.
  });
  // [/change]
  expect(document.toJSON()).toEqual({
    title: "My Groceries",
    todos: [{ label: "milk", done: true }, { label: "bread" }],
    votes: 2,
    tags: ["home"],
    members: { ann: { name: "Ann" } },
  });

  const shown: unknown[] = [];
  // [read]
  const { root } = document;
  root.title.toString(); // "My Groceries"
  root.todos.length; // 2
  root.todos.at(0)?.label.toString(); // "milk"
  root.votes.value; // 2
  for (const todo of root.todos) shown.push(`${todo?.label}: ${todo?.done ?? "?"}`);
  document.at("members", "ann", "name"); // "Ann"
  JSON.stringify(document);
  // [/read]
  expect(shown).toEqual(["milk: true", "bread: ?"]);

  const fields: unknown[] = [];
  // [listen]
  const stop = document.subscribe(["todos", 0, "done"], (done) => fields.push(done));
  root.title.observe((delta) => fields.push(delta)); // [{ retain: 3 }, { insert: "own " }]
  document.onChange(({ origin, events }) => fields.push(`${origin}: ${events.length}`));
  // [/listen]
  document.change((draft) => draft.title.insert(3, "own "));
  document.change((draft) => {
    const first = draft.todos.at(0);
    if (first) first.done = false;
  });
  stop();
  expect(fields).toEqual([[{ retain: 3 }, { insert: "own " }], "here: 1", false, "here: 1"]);

  // [undo]
  document.undo(); // What others did since stays.
  document.redo();
  document.change((draft) => draft.title.append("!"), { joinUndo: true }); // For typing.
  // [/undo]

  // [put]
  document.change((draft, { put, remove }) => {
    put(draft.todos, [{ label: "eggs" }]); // In the place of all that is there.
    remove(draft.members); // A node with everything in it.
  });
  // [/put]
  expect(document.toJSON()).toEqual({
    title: "My own Groceries!",
    todos: [{ label: "eggs" }],
    votes: 2,
    tags: ["home"],
  });
});

test("documents exchange what they lack, are saved, and show what was", async () => {
  const core = await load();
  const one = await core.createDocument(schema);
  const other = await core.createDocument(schema);
  one.change((draft) => draft.title.insert(0, "one"));
  // [exchange]
  const changes = await one.changesSince(other.version); // Bytes, to be sent however you like.
  const { applied, refused } = await other.applyChanges(changes);
  // [/exchange]
  expect([applied, refused, other.root.title.toString()]).toEqual([1, 0, "one"]);

  // [save]
  const saved = await one.save(); // The state, without the history.
  const again = await core.loadDocument(schema, saved);
  const text = await again.exportJSON();
  const imported = await core.importDocument(schema, text); // By the schema: title is a text again.
  // [/save]
  expect(imported.toJSON()).toEqual({ title: "one" });

  other.change((draft) => draft.title.insert(3, ", two"));
  // [history]
  const [first] = await other.history(); // Who did what, and when.
  if (first) {
    const past = await other.asOf(first.version);
    past.root.title.toString(); // "one"
    await past.close();
  }
  // [/history]
  expect(first?.author).toBe(one.author);

  // [large]
  const long = new Array<string>(3000).fill("one of many");
  const failure = (() => {
    try {
      other.change((draft) => long.forEach((tag, index) => draft.tags.add(`${tag} ${index}`)));
    } catch (reason) {
      return reason;
    }
  })();
  String(failure); // DocumentError: A transaction takes some 1000 edits, … Use several, or …
  await other.remove("title"); // However long it is.
  await other.close(); // Gives its memory back.
  // [/large]
  expect(String(failure)).toMatch(/^DocumentError: A transaction takes some 1000 edits/);
});

test("documents of one author have names", async () => {
  const core = await load();
  const seed = new Uint8Array(32).fill(1);
  // [name]
  const groceries = await core.createDocument(schema, { name: "groceries", seed });
  const books = await core.createDocument(schema, { name: "books", seed });
  // [/name]
  groceries.change((draft) => draft.votes.add(1));
  const refusal = books.applyChanges(await groceries.changesSince());
  await expect(refusal).rejects.toMatchObject({ code: "document_mismatch" });
});

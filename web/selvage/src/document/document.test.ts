// Reading and writing everything that a schema can have, and what cannot be read or written.
import { DocumentError, json, list, map, number, text } from "selvage";
import { readFile } from "node:fs/promises";
import { expect, test, vi } from "vitest";
import { open, schema, sharedCore } from "../../testing/documents.js";
import type { Exports } from "../module_exports.js";
import { coreErrors } from "./errors.js";

const everything = {
  title: "hello 🙂",
  todos: [
    { label: "milk", done: true, tags: ["a", "b"] },
    { label: "bread", done: false },
  ],
  votes: 3,
  tags: ["x", "y"],
  users: { ann: { name: "Ann", age: 30 }, bob: { name: "Bob" } },
  scores: { ann: 1.5, bob: -2 },
  numbers: [1, 2.5, -3, 2 ** 53],
  texts: ["one", ""],
  grid: [[1, 2], [], [3]],
  name: "name",
  size: 0.1,
  exact: 2n ** 62n,
  dark: false,
  photo: Uint8Array.of(0, 127, 255),
  state: "open" as const,
  note: null,
  anything: { list: [1, "two", null, { three: Uint8Array.of(3) }], empty: {} },
  inner: { deep: { text: "deep", value: 7 } },
};

const asJson = {
  ...everything,
  exact: 2 ** 62,
  photo: { $bytes: "AH__" },
  anything: { list: [1, "two", null, { three: { $bytes: "Aw" } }], empty: {} },
};

test("[PD3] what was put is what is seen, in every way of looking", async () => {
  const document = await (await sharedCore()).createDocument(schema, { initial: everything });
  expect(document.toJSON()).toEqual(asJson);
  expect(JSON.parse(JSON.stringify(document))).toEqual(asJson);
  expect(JSON.parse(await document.exportJSON())).toEqual(asJson);

  const { root } = document;
  expect(root.title.toString()).toBe("hello 🙂");
  expect(`${root.title}`).toBe("hello 🙂");
  expect(root.title.length).toBe("hello 🙂".length);
  expect(root.title.slice(-2)).toBe("🙂");
  expect(root.title.slice(1, 3)).toBe("el");
  expect(root.title.slice(5, 2)).toBe("");
  expect(root.todos.length).toBe(2);
  expect(root.todos.at(0)?.label.toString()).toBe("milk");
  expect(root.todos.at(-1)?.done).toBe(false);
  expect(root.todos.at(2)).toBeUndefined();
  expect(root.todos.at(0.5)).toBeUndefined();
  expect([...root.todos].map(({ done }) => done)).toEqual([true, false]);
  expect([...(root.todos.at(0)?.tags ?? [])]).toEqual(["a", "b"]);
  expect(root.votes.value).toBe(3);
  expect(root.votes.exact).toBe(3n);
  expect(+root.votes).toBe(3);
  expect([...root.tags]).toEqual(["x", "y"]);
  expect([root.tags.size, root.tags.has("x"), root.tags.has("z")]).toEqual([2, true, false]);
  expect(root.users.get("ann")?.name).toBe("Ann");
  expect(root.users.get("bob")?.age).toBeUndefined();
  expect(root.users.get("cy")).toBeUndefined();
  expect([root.users.has("ann"), root.users.has("cy"), root.users.size]).toEqual([true, false, 2]);
  expect([...root.scores]).toEqual([
    ["ann", 1.5],
    ["bob", -2],
  ]);
  expect([...root.numbers]).toEqual(everything.numbers);
  expect([...root.texts].map(String)).toEqual(["one", ""]);
  expect([...root.grid].map((row) => [...(row ?? [])])).toEqual([[1, 2], [], [3]]);
  expect(root.name).toBe("name");
  expect(root.size).toBe(0.1);
  expect(root.exact).toBe(2n ** 62n);
  expect(root.dark).toBe(false);
  expect(root.photo).toEqual(everything.photo);
  expect(root.state).toBe("open");
  expect(root.note).toBeNull();
  expect(root.anything).toEqual(everything.anything);
  expect(root.inner.deep.text.toString()).toBe("deep");
  expect(document.at("inner", "deep", "value")).toBe(7);
  expect(document.at("users", "ann", "name")).toBe("Ann");
  expect(document.at("todos", 1, "label").toString()).toBe("bread");
  expect(document.at()).toBe(root);
});

test("[PD3] what is not there is empty, and what is of another kind is as if it were not there", async () => {
  const document = await open();
  expect(document.toJSON()).toEqual({});
  const { root } = document;
  expect([root.title.toString(), root.title.length, root.title.slice(0, 9)]).toEqual(["", 0, ""]);
  expect([root.votes.value, root.tags.size, root.todos.length]).toEqual([0, 0, 0]);
  expect([...root.users.keys(), ...root.tags, ...root.todos]).toEqual([]);
  expect([root.name, root.anything, root.photo]).toEqual([undefined, undefined, undefined]);
  expect(root.inner.deep.value).toBeUndefined();
  expect(JSON.stringify([root.title, root.votes, root.tags, root.todos, root.inner])).toBe(
    '["",0,[],[],{}]',
  );

  // Somebody else's document has other kinds under the same names.
  const core = await sharedCore();
  const other = map({ title: number(), todos: text(), name: list(number()), state: json() });
  const theirs = await core.createDocument(other, {
    initial: { title: 5, todos: "text", name: [1], state: "neither" },
  });
  await document.applyChanges(await theirs.changesSince());
  expect(document.toJSON()).toEqual({ title: 5, todos: "text", name: [1], state: "neither" });
  expect([root.title.toString(), root.todos.length, root.name, root.state]).toEqual([
    "",
    0,
    undefined,
    undefined,
  ]);
  expect(() => document.change((draft) => draft.title.insert(0, "x"))).toThrow(
    /insert_text at title.*another kind.*remove it first/,
  );
  document.change((draft, { put }) => put(draft.title, "now a text"));
  expect(root.title.toString()).toBe("now a text");
});

test("[PD3] a view is of a place, and shows what is there now", async () => {
  const document = await open();
  const first = document.at("numbers", 0);
  expect(first).toBeUndefined();
  const { numbers, texts } = document.root;
  document.change((draft) => {
    draft.numbers.push(1, 2, 3);
    draft.texts.push("a");
  });
  expect(numbers.at(0)).toBe(1);
  const text = texts.at(0);
  document.change((draft) => draft.texts.insert(0, "b"));
  expect(text?.toString()).toBe("b");
  expect(document.root.title).toBe(document.root.title); // For whoever compares.
});

test("every way of writing", async () => {
  const document = await (await sharedCore()).createDocument(schema, { initial: everything });
  const { root } = document;
  document.change((draft, { put, remove }) => {
    draft.title.append("!");
    draft.title.replace(0, 5, "goodbye");
    draft.todos.insert(1, { label: "eggs" });
    draft.todos.delete(0);
    draft.numbers.set(0, 9);
    draft.numbers.push(4, 5);
    draft.votes.add(-5);
    draft.votes.add();
    draft.votes.add(2n ** 60n);
    draft.tags.add("z");
    draft.tags.delete("x");
    draft.users.set("cy", { name: "Cy" });
    draft.users.get("dan").name = "Dan"; // Made by writing to it.
    draft.users.delete("ann");
    draft.users.delete("nobody");
    draft.scores.set("ann", 2);
    draft.name = "other";
    draft.dark = undefined;
    draft.photo = Uint8Array.of(9);
    draft.state = "done";
    draft.note = "text";
    draft.anything = [1n, { a: true }];
    draft.inner.deep.value = 8;
    put(draft.inner.deep.text, "replaced");
    put(draft.grid, [[7]]);
    remove(draft.texts);
  });
  expect(root.votes.exact).toBe(3n - 5n + 1n + 2n ** 60n);
  document.change((draft) => draft.votes.add(-(2n ** 60n)));
  expect(document.toJSON()).toEqual({
    title: "goodbye 🙂!",
    todos: [{ label: "eggs" }, { label: "bread", done: false }],
    votes: -1,
    tags: ["y", "z"],
    users: { bob: { name: "Bob" }, cy: { name: "Cy" }, dan: { name: "Dan" } },
    scores: { ann: 2, bob: -2 },
    numbers: [9, 2.5, -3, 2 ** 53, 4, 5],
    grid: [[7]],
    name: "other",
    size: 0.1,
    exact: 2 ** 62,
    photo: { $bytes: "CQ" },
    state: "done",
    note: "text",
    anything: [1, { a: true }],
    inner: { deep: { text: "replaced", value: 8 } },
  });
});

test("numbers of every size cross the boundary whole", async () => {
  const document = await open();
  const numbers = [
    0,
    -0,
    1,
    -1,
    0.1,
    -0.1,
    127,
    128,
    -128,
    2 ** 31,
    -(2 ** 31),
    2 ** 52,
    -(2 ** 52),
    2 ** 53,
    -(2 ** 53),
    2 ** 53 - 1,
    2 ** 60,
    1e300,
    5e-324,
    Infinity,
    -Infinity,
    NaN,
  ];
  document.change((draft) => draft.numbers.push(...numbers));
  expect([...document.root.numbers]).toEqual(numbers);
  for (const exact of [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n]) {
    document.change((draft) => (draft.exact = exact));
    expect(document.root.exact).toBe(exact);
  }
  document.change((draft) => (draft.anything = [2n ** 53n + 1n, 5n]));
  expect(document.root.anything).toEqual([2n ** 53n + 1n, 5]);
});

test("texts of every kind cross the boundary whole", async () => {
  const document = await open();
  const texts = ["", "a", "\0", "ä", "🙂", "\ufeffmark", "x".repeat(70_000), "ü🙂".repeat(2_000)];
  for (const one of texts) {
    document.change((draft, { put }) => put(draft.title, one));
    document.change((draft) => (draft.name = one));
    document.change((draft) => draft.users.set(one.slice(0, 60), { name: one }));
    expect(document.root.title.toString()).toBe(one);
    expect(document.root.name).toBe(one);
    expect(document.root.users.get(one.slice(0, 60))?.name).toBe(one);
  }
  document.change((draft) => draft.users.set("__proto__", { name: "no" }));
  expect(document.root.users.get("__proto__")?.name).toBe("no");
  const shown = document.toJSON().users as object;
  expect(Object.getOwnPropertyNames(shown)).toContain("__proto__");
  expect(Object.getPrototypeOf(shown)).toBe(Object.prototype);
});

test("bytes are shown where they lie, and copied where they are kept", async () => {
  const document = await open();
  document.change((draft) => (draft.photo = Uint8Array.of(1, 2, 3)));
  const sum = document.withBytes(["photo"], (view) => view.reduce((all, byte) => all + byte, 0));
  expect(sum).toBe(6);
  expect(document.withBytes(["name"], () => 1)).toBeUndefined();
  const kept = document.root.photo as Uint8Array;
  kept[0] = 9;
  expect(document.root.photo).toEqual(Uint8Array.of(1, 2, 3));
});

test("[PD4] what the schema does not have cannot be written, and nothing is done", async () => {
  const document = await open();
  type Loose = { [name: string]: unknown };
  const wrong: [(draft: Loose) => void, RegExp][] = [
    [(draft) => (draft.name = 5), /name takes a string, and this is number/],
    [(draft) => (draft.size = "x"), /size takes a number/],
    [(draft) => (draft.exact = 5), /exact takes a bigint/],
    [(draft) => (draft.exact = 2n ** 63n), /exact takes a bigint of 64 bits/],
    [(draft) => (draft.state = "neither"), /state takes one of "open", "done"/],
    [(draft) => (draft.note = 1), /note takes null or a string/],
    [(draft) => (draft.photo = [1, 2]), /photo takes a Uint8Array, and this is an array/],
    [(draft) => (draft.anything = { f: () => 1 }), /anything takes what JSON has/],
    [(draft) => (draft.name = "\ud800"), /lone surrogate/],
    [(draft) => (draft as never as { votes: { add(by: number): void } }).votes.add(0.5), /whole/],
    [
      (draft) => (draft as never as { todos: { push(item: object): void } }).todos.push({ x: 1 }),
      /no todos\[0\]\.x/,
    ],
    [
      (draft) => (draft as never as { tags: { add(tag: number): void } }).tags.add(1),
      /tags takes a string/,
    ],
    [
      (draft) =>
        (draft as never as { title: { insert(at: number, text: string): void } }).title.insert(
          -1,
          "x",
        ),
      /position/,
    ],
  ];
  for (const [act, message] of wrong) {
    const attempt = (): unknown =>
      document.change((draft) => {
        draft.votes.add(1);
        act(draft as never as Loose);
      });
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(DocumentError);
    expect(document.root.votes.value).toBe(0);
  }
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  expect(() => document.change((draft) => (draft.anything = cyclic as never))).toThrow(
    /contains itself/,
  );
  expect(() => document.change((draft, { put }) => put(draft as never, {} as never))).toThrow(
    /The root of a document/,
  );
  const at = document.at as (...path: unknown[]) => unknown;
  expect(() => at.call(document, "title", "x")).toThrow(/schema has nothing at title.x/);
  expect(() => map({ then: text() })).toThrow(/cannot be called "then"/);
  const core = await sharedCore();
  const misspelt = core.createDocument(schema, { initial: { titel: "x" } as never });
  await expect(misspelt).rejects.toThrow(/no titel.*It has: title, /);
  await expect(core.createDocument(schema, { seed: new Uint8Array(5) })).rejects.toThrow(
    /32 bytes/,
  );
});

test("[PD12] errors have the core's names, in its order", async () => {
  const header = await readFile(new URL("../../../../core/base/error.h", import.meta.url), "utf8");
  const body = header.slice(header.indexOf("enum class Error"), header.indexOf("};"));
  const names = [...body.matchAll(/^\s+([a-z_]+),$/gm)].map(([, name]) => name);
  expect(coreErrors).toEqual(names);
});

test("[PD11] who reads the same again takes no more memory for it", async () => {
  const document = await open();
  document.change((draft) => draft.todos.push({ label: "a" }, { label: "b" }));
  const { calls } = (document as never as { handle: { calls: Exports } }).handle;
  const places = vi.spyOn(calls, "document_place_under");
  for (let round = 0; round < 10; ++round)
    expect([...document.root.todos].map((todo) => String(todo?.label))).toEqual(["a", "b"]);
  const found = places.mock.results.map(({ value }) => value as number);
  places.mockRestore();
  expect(found.length).toBeGreaterThan(10);
  // What the module numbered is kept until the next edit.
  expect(new Set(found).size).toBeLessThanOrEqual(3);
});

test("[PD11] a closed document says so, and its memory is used again", async () => {
  const core = await sharedCore();
  const sizes: number[] = [];
  for (let round = 0; round < 5; ++round) {
    const document = await core.createDocument(schema);
    for (let index = 0; index < 20; ++index)
      document.change((draft) => draft.numbers.push(...new Array<number>(1000).fill(index)));
    const { title } = document.root;
    await document.close();
    sizes.push(core.memorySize);
    expect(() => title.toString()).toThrow(expect.objectContaining({ code: "closed" }));
    expect(() => document.change(() => {})).toThrow(/was closed/);
    await expect(document.save()).rejects.toThrow(/was closed/);
    await document.close();
  }
  expect(sizes.at(-1)).toBe(sizes[1]);
});

// What the types would not let pass, and JavaScript does: nothing of it is taken silently.
import { list, map, set, string, text } from "selvage";
import { expect, test } from "vitest";
import { open, schema, sharedCore } from "../../testing/documents.js";

type Loose = { [name: string]: (...all: unknown[]) => unknown } & { [name: string]: any };

test("[PD4] fields may have the names that views have for their own, and no others are assigned", async () => {
  const names = ["path", "source", "schema", "place", "parent", "step", "read", "json", "toString"];
  const fields = Object.fromEntries(names.map((name) => [name, string()]));
  const initial = Object.fromEntries(names.map((name) => [name, `${name}!`]));
  const core = await sharedCore();
  const document = await core.createDocument(map({ inner: map(fields) }), { initial: { inner: initial } });
  const { inner } = document.root;
  expect(names.map((name) => inner[name])).toEqual(Object.values(initial));
  expect(document.toJSON()).toEqual({ inner: initial });
  document.change(({ inner }, { remove }) => {
    inner.path = "changed";
    expect(() => (inner.paht = "x")).toThrow(/no inner\.paht\. It has: path, source/);
    remove(inner);
  });
  expect(document.toJSON()).toEqual({});
  expect(() => ((inner as { path: string }).path = "x")).toThrow(
    /inner\.path was assigned to outside.*document\.change/,
  );
});

test("[PD12] what is no argument is refused, and says what would be", async () => {
  const core = await sharedCore();
  const document = (await open()) as never as Loose;
  const view = (document.root as never as Loose).title;
  const wrong: [() => unknown, RegExp][] = [
    [() => document.change(5), /change\(\) takes a function.*\(draft\) =>/],
    [() => document.subscribe("title", () => {}), /A path is an array.*\["todos", 0, "label"\]/],
    [() => document.subscribe(["titel"], () => {}), /nothing at titel/],
    [() => document.subscribe(["todos", -1], () => {}), /nothing at todos\.-1/],
    [() => document.subscribe(["title"]), /subscribe\(\) takes a function/],
    [() => document.onChange(), /onChange\(\) takes a function/],
    [() => (view as never as Loose).observe(), /observe\(\) takes a function/],
    [() => document.applyChanges("text"), /must be a Uint8Array/],
    [() => document.changesSince(new Uint8Array(3)), /Version\.from\(bytes\)/],
    [() => document.asOf(), /document\.version/],
    [() => document.remove(), /root of a document is always there/],
    [() => document.remove("titel"), /nothing at titel/],
    [() => core.createDocument({} as never), /schema of a document is a map/],
    [() => core.createDocument(schema, { initial: [] as never }), /takes an object/],
    [() => core.createDocument(schema, { seed: "x".repeat(32) as never }), /must be a Uint8Array/],
    [() => core.createDocument(schema, { name: 5 as never }), /name of a document is a string/],
    [() => core.createDocument(schema, { name: "\ud800" }), /lone surrogate/],
    [() => core.createDocument(schema, { name: "ü".repeat(129) }), /up to 256 bytes.*has 258/],
    [() => core.loadDocument(schema, new Uint8Array(), { name: "x" } as never), /its name already/],
    [() => map(undefined as never), /map\(\) was given no object/],
    [() => map({ a: string as never }), /field "a".*Call it: string\(\)/],
    [() => list("text" as never), /list\(\) was given something that is no schema/],
    [() => set(text() as never), /set\(\) holds values, and text\(\) is none/],
  ];
  const edits: [(draft: Loose, tools: Loose) => unknown, RegExp][] = [
    [({ title }) => title.insert(0, 5), /title takes a string, and this is number/],
    [({ title }) => title.insert("x", 0), /position.*This is: x/],
    [({ title }) => title.apply({ ops: [] }), /no delta.*its ops/],
    [({ title }) => title.apply([{ retain: 1, insert: "x" }]), /no delta/],
    [({ title }) => title.apply([{ retain: "x" }]), /position/],
    [({ votes }) => votes.add("2"), /whole numbers/],
    [({ votes }) => votes.add(2n ** 63n), /whole numbers of 64 bits/],
    [({ users }) => users.set(5, {}), /users takes names that are strings/],
    [({ numbers }) => numbers.set(0, undefined), /numbers takes items/],
    [(_, { put }) => (put as never as (...all: unknown[]) => void)(view, "x"), /no draft.*put\(draft/],
  ];
  for (const [act, message] of edits)
    wrong.push([() => document.change(act as never), message]);
  for (const [act, message] of wrong)
    await expect((async () => act())()).rejects.toThrow(message);
  expect(JSON.stringify(document)).toBe("{}");
});

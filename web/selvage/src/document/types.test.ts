// What the types allow and what they do not. The compiler checks this file with all others: a line
// under @ts-expect-error that compiles is an error. Running it only sees that such code exists.
import {
  type AsJson,
  type Core,
  type CounterView,
  type Document,
  type DocumentChange,
  type Draft,
  type Input,
  type Json,
  type ListView,
  type RecordView,
  type SetView,
  type TextDraft,
  type TextView,
  type View,
} from "selvage";
import { expect, expectTypeOf, test } from "vitest";
import type { TestSchema } from "../../testing/documents.js";

type Root = View<TestSchema>;
type Todo = Root["todos"] extends ListView<infer Item> ? View<Item> : never;

test("views have the types of their schemas", () => {
  expectTypeOf<Root["title"]>().toEqualTypeOf<TextView>();
  expectTypeOf<Root["votes"]>().toEqualTypeOf<CounterView>();
  expectTypeOf<Root["tags"]>().toEqualTypeOf<SetView<string>>();
  expectTypeOf<Root["name"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<Root["exact"]>().toEqualTypeOf<bigint | undefined>();
  expectTypeOf<Root["state"]>().toEqualTypeOf<"open" | "done" | undefined>();
  expectTypeOf<Root["note"]>().toEqualTypeOf<string | null | undefined>();
  expectTypeOf<Root["photo"]>().toEqualTypeOf<Uint8Array | undefined>();
  expectTypeOf<Root["anything"]>().toEqualTypeOf<Json | undefined>();
  expectTypeOf<Root["inner"]["deep"]["value"]>().toEqualTypeOf<number | undefined>();
  expectTypeOf<Todo["label"]>().toEqualTypeOf<TextView>();
  expectTypeOf<Todo["done"]>().toEqualTypeOf<boolean | undefined>();
  expectTypeOf<ReturnType<Root["numbers"]["at"]>>().toEqualTypeOf<number | undefined>();
  expectTypeOf<ReturnType<Root["scores"]["get"]>>().toEqualTypeOf<number | undefined>();
  expectTypeOf<Root["scores"]>().toExtend<RecordView<never> | { keys(): Iterable<string> }>();
});

test("plain values have the types of their schemas", () => {
  type Plain = Input<TestSchema>;
  expectTypeOf<Plain["title"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<Plain["votes"]>().toEqualTypeOf<number | undefined>();
  expectTypeOf<NonNullable<Plain["tags"]>>().toEqualTypeOf<Iterable<string>>();
  expectTypeOf<NonNullable<Plain["grid"]>>().toEqualTypeOf<readonly (readonly number[])[]>();
  type Shown = AsJson<TestSchema>;
  expectTypeOf<Shown["title"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<Shown["photo"]>().toEqualTypeOf<{ $bytes: string } | undefined>();
  expectTypeOf<Shown["exact"]>().toEqualTypeOf<number | undefined>();
  expectTypeOf<NonNullable<Shown["todos"]>[number]["tags"]>().toEqualTypeOf<string[] | undefined>();
});

// Compiled, and never called.
function allowed(document: Document<TestSchema>): void {
  expectTypeOf(document.at("todos", 0, "label")).toEqualTypeOf<TextView>();
  expectTypeOf(document.at("users", "ann", "age")).toEqualTypeOf<number | undefined>();
  expectTypeOf(document.at("grid", 0, 1)).toEqualTypeOf<number | undefined>();
  expectTypeOf(document.at()).toEqualTypeOf<Root>();
  document.subscribe(["todos", 0, "done"], (done) =>
    expectTypeOf(done).toEqualTypeOf<boolean | undefined>(),
  );
  document.onChange((change) => expectTypeOf(change).toEqualTypeOf<DocumentChange>());
  const length = document.change((draft, { put, remove }) => {
    expectTypeOf(draft).toEqualTypeOf<Draft<TestSchema>>();
    expectTypeOf(draft.title).toEqualTypeOf<TextDraft>();
    draft.name = "x";
    draft.name = undefined;
    draft.state = "done";
    draft.anything = { list: [1, null, { bytes: new Uint8Array() }] };
    draft.todos.push({ label: "x", tags: new Set(["a"]) }, {});
    draft.todos.at(0)?.label.insert(0, "x");
    draft.users.get("ann").age = 5;
    put(draft.todos, [{ label: "x" }]);
    put(draft.inner, { deep: { text: "x", value: 1 } });
    remove(draft.users);
    return draft.title.length;
  });
  expectTypeOf(length).toEqualTypeOf<number>();
}

function rejected(document: Document<TestSchema>, core: Core): void {
  const { root } = document;
  // @ts-expect-error What is shown is not written to.
  root.name = "x";
  // @ts-expect-error Views have no methods to write.
  root.title.insert(0, "x");
  // @ts-expect-error The schema has no such field.
  void root.titel;
  // @ts-expect-error A value may be missing.
  root.size.toFixed();
  // @ts-expect-error An item may be missing.
  void root.todos.at(0).done;
  // @ts-expect-error A path goes by names through maps.
  document.at("titel");
  // @ts-expect-error A path goes by positions through lists.
  document.at("todos", "0");
  // @ts-expect-error Nothing is under a text.
  document.at("title", 0);
  // @ts-expect-error A path leads somewhere.
  document.subscribe(["todos", 0, "lable"], () => {});
  // @ts-expect-error The root is always there.
  void document.remove();
  document.change((draft, { put, remove }) => {
    // @ts-expect-error A number is no string.
    draft.name = 5;
    // @ts-expect-error It is one of its options.
    draft.state = "neither";
    // @ts-expect-error A whole number of 64 bits is a bigint.
    draft.exact = 5;
    // @ts-expect-error Not every value may be null.
    draft.name = null;
    // @ts-expect-error A text is edited, or put as a whole.
    draft.title = "x";
    // @ts-expect-error So is a list.
    draft.todos = [];
    // @ts-expect-error An item is what the schema says.
    draft.todos.push({ label: 5 });
    // @ts-expect-error It has no other fields.
    draft.todos.push({ lable: "x" });
    // @ts-expect-error A set has members of one type.
    draft.tags.add(1);
    // @ts-expect-error A counter counts in numbers.
    draft.votes.add("1");
    // @ts-expect-error A function is no JSON.
    draft.anything = () => 1;
    // @ts-expect-error What is put has the type of its place.
    put(draft.title, 5);
    // @ts-expect-error Also deep inside.
    put(draft.inner, { deep: { value: "x" } });
    // @ts-expect-error A value is removed by undefined, not as a node.
    remove(draft.name);
    // @ts-expect-error A view is no draft.
    put(root.votes, 5);
  });
  // @ts-expect-error What a document begins with is what the schema says.
  void core.createDocument(document.schema, { initial: { votes: "x" } });
  // @ts-expect-error A seed is bytes.
  void core.createDocument(document.schema, { seed: "secret" });
  // @ts-expect-error Changes are bytes.
  void document.applyChanges("changes");
  // @ts-expect-error A version is no bytes.
  void document.changesSince(new Uint8Array());
}

test("what is allowed compiles, and what is not does not", () => {
  expect([allowed.length, rejected.length]).toEqual([1, 2]);
});

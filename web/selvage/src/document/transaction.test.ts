// Transactions: whole or not at all, reading what they wrote, drafts that cannot be mistaken for
// another's, and bounds.
import { DocumentError, type Document } from "selvage";
import { expect, test, vi } from "vitest";
import { open, sync, type TestSchema } from "../../testing/documents.js";

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (failure) {
    if (failure instanceof DocumentError) return failure.code;
    throw failure;
  }
  return "none";
};

/** Nothing of it is seen or told, and what is done next is as ever. */
async function expectUntouched(
  document: Document<TestSchema>,
  act: () => unknown,
  message: RegExp,
): Promise<void> {
  const before = JSON.stringify(document);
  const told = vi.fn();
  const end = document.onChange(told);
  expect(act).toThrow(message);
  expect(JSON.stringify(document)).toBe(before);
  expect(told).not.toHaveBeenCalled();
  end();
  document.change((draft) => draft.votes.add(1));
  const other = await open();
  await sync(document, other);
  expect(JSON.stringify(other)).toBe(JSON.stringify(document));
}

test("[PD1] what throws changes nothing, whether something was read before or not", async () => {
  for (const reads of [false, true]) {
    const document = await open();
    document.change((draft) => draft.title.insert(0, "before"));
    const act = (): void =>
      document.change((draft) => {
        draft.title.insert(6, "!");
        draft.numbers.push(1, 2);
        if (reads) expect(draft.title.toString()).toBe("before!");
        draft.votes.add(5);
        throw new Error("the page's own");
      });
    await expectUntouched(document, act, /the page's own/);
  }
});

test("[PD1] what cannot be done takes all of it back, and says which command it was", async () => {
  for (const reads of [false, true]) {
    const document = await open();
    document.change((draft) => {
      draft.texts.push("a", "b");
      draft.votes.add(1);
    });
    const act = (): void =>
      document.change((draft) => {
        draft.votes.add(5);
        if (reads) expect(draft.votes.value).toBe(6);
        draft.texts.at(1)?.insert(2, "beyond");
        draft.votes.add(1);
      });
    await expectUntouched(document, act, /insert_text at texts\[1\] failed.*taken back/);
  }
});

test("[PD1] a failure that was caught within is one nevertheless", async () => {
  const document = await open();
  const act = (): void =>
    document.change((draft) => {
      draft.title.insert(5, "beyond");
      expect(() => draft.title.length).toThrow(/insert_text at title/);
      expect(() => draft.votes.add(1)).toThrow(/insert_text at title/);
    });
  await expectUntouched(document, act, /insert_text at title/);
});

test("[PD1] a transaction reads what it wrote, and so does everybody else in it", async () => {
  const document = await open();
  document.change((draft) => {
    draft.todos.push({ label: "milk" });
    expect(draft.todos.length).toBe(1);
    const todo = draft.todos.at(0);
    if (todo) todo.done = true;
    todo?.label.append(", two");
    expect(todo?.label.toString()).toBe("milk, two");
    expect(document.root.todos.at(0)?.done).toBe(true);
    draft.name = "a";
    expect(draft.name).toBe("a");
    draft.name = undefined;
    expect(draft.name).toBeUndefined();
  });
  expect(document.toJSON()).toEqual({ todos: [{ label: "milk, two", done: true }] });
});

test("[PD1] one within another is part of it, and becomes one change", async () => {
  const document = await open();
  const result = document.change((draft) => {
    draft.votes.add(1);
    return document.change((inner) => {
      inner.votes.add(2);
      return inner.votes.value;
    });
  });
  expect(result).toBe(3);
  expect(await document.history()).toHaveLength(1);
  const nested = (): unknown =>
    document.change((draft) => {
      draft.votes.add(1);
      document.change(() => {
        throw new Error("inner");
      });
    });
  await expectUntouched(document, nested, /inner/);
});

test("[PD1] a transaction that does nothing is none, and a promise is refused", async () => {
  const document = await open();
  document.change(() => {});
  document.change((draft) => draft.title.insert(0, ""));
  document.change((draft) => draft.users.delete("nobody"));
  expect(await document.history()).toHaveLength(0);
  const act = (): unknown =>
    document.change(async (draft) => {
      draft.votes.add(1);
      await Promise.resolve();
    });
  await expectUntouched(document, act, /returned a promise/);
});

test("[PD2] a draft is good for its transaction alone", async () => {
  const document = await open();
  const kept = document.change((draft) => {
    draft.texts.push("a");
    return [draft.title, draft.texts.at(0)] as const;
  });
  for (const draft of kept) expect(codeOf(() => draft?.insert(0, "x"))).toBe("not_editing");
  expect(document.toJSON()).toEqual({ texts: ["a"] });
});

test("[PD2] a draft of an item is good as long as items stay where they are", async () => {
  const document = await open();
  document.change((draft) => draft.todos.push({ label: "a" }, { label: "b" }));
  const moves: ((draft: Parameters<Parameters<typeof document.change>[0]>[0]) => void)[] = [
    (draft) => draft.todos.insert(0, { label: "c" }),
    (draft) => draft.todos.delete(0),
  ];
  for (const move of moves) {
    const act = (): unknown =>
      document.change((draft) => {
        const second = draft.todos.at(1);
        move(draft);
        second?.label.insert(0, "x");
      });
    expect(codeOf(act)).toBe("position_moved");
  }
  document.change((draft, { remove }) => {
    const first = draft.todos.at(0);
    const second = draft.todos.at(1);
    draft.todos.push({ label: "c" }); // Nothing moves.
    second?.label.insert(0, "x");
    draft.grid.push([1], [2]);
    draft.grid.at(0)?.insert(0, 0); // Of another list.
    draft.grid.at(0)?.delete(1);
    second?.label.insert(0, "y");
    if (first) remove(first);
    expect(codeOf(() => second?.label.insert(0, "z"))).toBe("position_moved");
    draft.todos.at(0)?.label.append("!"); // Asked for again.
  });
  expect(document.toJSON()).toEqual({
    todos: [{ label: "yxb!" }, { label: "c" }],
    grid: [[0], [2]],
  });
});

test("[PD8] what is too much for one transaction is refused, and says what to do", async () => {
  const document = await open();
  const tooMuch: ((draft: Parameters<Parameters<typeof document.change>[0]>[0]) => void)[] = [
    (draft) => {
      for (let i = 0; i < 1001; ++i) draft.votes.add(1);
    },
    (draft) => draft.numbers.push(...new Array<number>(2000).fill(1)),
    (draft) => draft.title.insert(0, "x".repeat(256 * 1024)),
    (draft) => (draft.anything = new Array<number>(2000).fill(1)),
  ];
  for (const act of tooMuch) {
    expect(codeOf(() => document.change(act))).toBe("too_large");
    expect(() => document.change(act)).toThrow(
      /1000 edits, 2000 values or 125 KiB.*importDocument/,
    );
    expect(document.toJSON()).toEqual({});
  }
  document.change((draft) => draft.numbers.push(...new Array<number>(1900).fill(1)));
  document.change((draft) => draft.title.insert(0, "x".repeat(100 * 1024)));
  expect(document.root.title.length).toBe(100 * 1024);
  expect(() => document.change((draft, { remove }) => remove(draft.numbers))).toThrow(
    /takes away more than a transaction may.*document\.remove\(\)/,
  );
  expect(document.root.numbers.length).toBe(1900);
  await document.remove("numbers");
  expect(document.root.numbers.length).toBe(0);
});

test("[PD8] what is too much to be read at once is refused, and says what to do", async () => {
  const document = await open();
  for (let round = 0; round < 12; ++round)
    document.change((draft) => draft.numbers.push(...new Array<number>(1900).fill(round)));
  expect(() => document.toJSON()).toThrow(/more than 20000 values.*exportJSON/);
  expect(() => JSON.stringify(document.root.numbers)).toThrow(DocumentError);
  expect(document.root.numbers.at(-1)).toBe(11);
  const exported = JSON.parse(await document.exportJSON()) as { numbers: number[] };
  expect(exported.numbers).toHaveLength(12 * 1900);

  for (let round = 0; round < 42; ++round)
    document.change((draft) => draft.title.append("y".repeat(100_000)));
  expect(() => document.root.title.toString()).toThrow(/4200000 characters.*slice\(\)/);
  expect(document.root.title.slice(-2)).toBe("yy");
});

test("[PD13] much that is joined is taken back in more than one step", async () => {
  const document = await open();
  for (let letter = 0; letter < 1500; ++letter)
    document.change((draft) => draft.title.insert(0, "x"), { joinUndo: true });
  const sizes: number[] = [];
  while (document.undo()) sizes.push(document.root.title.length);
  expect(sizes).toEqual([1000, 0]);
  // What comes back counts as what is put in.
  document.change((draft) => draft.title.insert(0, "x".repeat(100_000)));
  document.change((draft) => draft.title.delete(0, 90_000), { joinUndo: true });
  document.change((draft) => draft.title.delete(0, 10_000), { joinUndo: true });
  expect(document.undo()).toBe(true);
  expect(document.root.title.length).toBe(100_000);
});

test("undo and redo take back and bring back, step by step or typing in one", async () => {
  const document = await open();
  expect([document.canUndo, document.undo(), document.canRedo, document.redo()]).toEqual([
    false,
    false,
    false,
    false,
  ]);
  document.change((draft) => draft.title.insert(0, "a"));
  document.change((draft) => draft.title.insert(1, "b"), { joinUndo: true });
  document.change((draft) => (draft.name = "n"));
  const [none, typed, all] = [{}, { title: "ab" }, { title: "ab", name: "n" }];
  expect(document.undo()).toBe(true);
  expect(document.toJSON()).toEqual(typed);
  expect(document.undo()).toBe(true);
  expect(document.toJSON()).toEqual(none);
  expect([document.canUndo, document.canRedo]).toEqual([false, true]);
  document.redo();
  document.redo();
  expect(document.toJSON()).toEqual(all);
  expect(document.canRedo).toBe(false);
  expect(() => document.change(() => document.undo())).toThrow(/Within a transaction/);
});

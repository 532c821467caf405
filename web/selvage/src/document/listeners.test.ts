// Who is told what: subscriptions, observed texts, every change; once, in order, and whatever others
// do meanwhile.
import type { DocumentChange, TextDelta } from "selvage";
import { expect, test, vi } from "vitest";
import { open, seed, sync } from "../../testing/documents.js";
import { ObservedText } from "./text_delta.js";

test("[PD6] a subscription fires when something else is seen there, and not otherwise", async () => {
  const document = await open();
  const title = vi.fn();
  const todo = vi.fn();
  const deep = vi.fn();
  const end = document.subscribe(["title"], (text) => title(String(text)));
  document.subscribe(["todos", 0], (item) => todo(item?.label.toString()));
  document.subscribe(["inner", "deep", "value"], deep);
  document.change((draft) => draft.title.insert(0, "a"));
  document.change((draft) => draft.votes.add(1));
  document.change((draft) => {
    draft.title.insert(0, "b");
    draft.title.delete(0, 1);
  });
  document.change((draft) => draft.todos.push({ label: "milk" }));
  document.change((draft) => draft.todos.insert(0, { label: "bread" }));
  document.change((draft) => draft.todos.at(1)?.label.append("!"));
  document.change((draft) => (draft.inner.deep.value = 5));
  document.change((draft) => (draft.inner.deep.value = 6));
  document.undo();
  expect(title.mock.calls).toEqual([["a"]]);
  expect(todo.mock.calls).toEqual([["milk"], ["bread"]]);
  expect(deep.mock.calls).toEqual([[5], [6], [5]]);
  end();
  end();
  document.change((draft) => draft.title.insert(0, "z"));
  expect(title).toHaveBeenCalledTimes(1);
});

test("[PD6] changes are told in order, those of others too, and what a listener does comes after", async () => {
  const document = await open({ seed: seed(1) });
  const other = await open({ seed: seed(2) });
  const told: string[] = [];
  const note = ({ origin, events }: DocumentChange): void => {
    told.push(
      `${origin} ${events.map(({ path, kind }) => `${kind} ${path.join(".")}`).join(", ")}`,
    );
  };
  document.onChange((change) => {
    const isFirst = told.length === 0;
    note(change);
    if (isFirst) document.change((draft) => draft.votes.add(1));
    told.push("done");
  });
  document.onChange(() => told.push("second"));
  document.change((draft) => (draft.name = "x"));
  expect(told).toEqual(["here slot name", "done", "second", "here slot votes", "done", "second"]);
  told.length = 0;
  other.change((draft) => draft.numbers.push(1));
  other.change((draft) => draft.tags.add("t"));
  await sync(document, other);
  expect(told.filter((line) => line.startsWith("elsewhere"))).toEqual([
    "elsewhere slot numbers",
    "elsewhere slot tags",
  ]);
});

test("[PD6] a listener that throws keeps no other from being told", async () => {
  const document = await open();
  const failures: unknown[] = [];
  const catchOne = (failure: unknown): void => void failures.push(failure);
  const others = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", catchOne);
  try {
    const second = vi.fn();
    document.subscribe(["votes"], () => {
      throw new Error("a listener's own");
    });
    document.subscribe(["votes"], second);
    document.change((draft) => draft.votes.add(1));
    expect(second).toHaveBeenCalledTimes(1);
    await new Promise((resume) => setTimeout(resume));
    expect(failures).toEqual([expect.objectContaining({ message: "a listener's own" })]);
  } finally {
    process.off("uncaughtException", catchOne);
    for (const one of others) process.on("uncaughtException", one);
  }
});

test("events say what is different at each place", async () => {
  const document = await open();
  document.change((draft) => {
    draft.title.insert(0, "x");
    draft.tags.add("a");
    draft.votes.add(1);
    draft.numbers.push(1);
  });
  let last: DocumentChange["events"] = [];
  document.onChange(({ events }) => (last = events));
  document.change((draft) => {
    draft.title.insert(1, "y🙂");
    draft.tags.add("b");
    draft.tags.delete("a");
    draft.votes.add(-3);
    draft.numbers.push(2, 3);
    draft.numbers.delete(0);
    draft.anything = [];
  });
  expect(last).toEqual([
    { path: ["anything"], kind: "slot", now: "list" },
    { path: ["numbers"], kind: "list", splices: [{ retain: 0, removed: 1, inserted: 2 }] },
    { path: ["tags"], kind: "set", added: ["b"], removed: ["a"] },
    {
      path: ["title"],
      kind: "text",
      splices: [{ retain: 1, removed: 0, inserted: 2 }],
      inserted: "y🙂",
    },
    { path: ["votes"], kind: "counter", value: -2 },
  ]);
});

/** What an editor does with a delta. */
function applied(text: string, delta: TextDelta): string {
  let result = "";
  let at = 0;
  for (const step of delta) {
    if ("retain" in step) {
      result += text.slice(at, at + step.retain);
      at += step.retain;
    } else if ("delete" in step) {
      at += step.delete;
    } else {
      result += step.insert;
    }
  }
  return result + text.slice(at);
}

test("[PD5] deltas of an observed text lead from what it was to what it is", async () => {
  const document = await open({ seed: seed(1) });
  const other = await open({ seed: seed(2) });
  let state = 1;
  const draw = (below: number): number => (state = (state * 48271) % 0x7fffffff) % below;
  const words = ["a", "bcd", "🙂", "ä🙂🙂", "\n"];
  document.change((draft) => draft.texts.push("first", "second🙂"));
  await sync(document, other);

  const shown = ["", "", ""];
  const observe = (index: number): void => {
    const text =
      index === 2 ? document.root.title : (document.at("texts", index) ?? document.root.title);
    shown[index] = text.toString();
    text.observe((delta) => (shown[index] = applied(shown[index] as string, delta)));
  };
  [0, 1, 2].forEach(observe);
  const characters = (text: string): number[] => {
    const positions = [0];
    for (const character of text) positions.push((positions.at(-1) as number) + character.length);
    return positions;
  };
  for (let round = 0; round < 300; ++round) {
    const author = draw(3) === 0 ? other : document;
    author.change((draft, { put }) => {
      for (let edits = draw(3) + 1; edits > 0; --edits) {
        const text = draw(2) === 0 ? draft.title : draft.texts.at(draw(2));
        if (!text) continue;
        const positions = characters(text.toString());
        const begin = draw(positions.length);
        const end = Math.min(positions.length - 1, begin + draw(4));
        const from = positions[begin] as number;
        if (draw(2) === 0) text.insert(from, words[draw(words.length)] as string);
        else text.delete(from, (positions[end] as number) - from);
      }
      if (draw(20) === 0) draft.texts.insert(draw(2), "put in front 🙂");
      if (draw(20) === 0 && draft.texts.length > 2) draft.texts.delete(draw(2));
      if (draw(30) === 0) put(draft.title, "another 🙂 text");
    });
    if (draw(5) === 0) await sync(document, other);
    if (draw(15) === 0) document.undo();
    expect(shown).toEqual([
      document.at("texts", 0)?.toString() ?? "",
      document.at("texts", 1)?.toString() ?? "",
      document.root.title.toString(),
    ]);
  }
});

test("[PD5] an editor's deltas are applied as they are", async () => {
  const document = await open();
  document.change((draft) => draft.title.insert(0, "one🙂two"));
  const delta: TextDelta = [
    { retain: 3 },
    { delete: 2 },
    { insert: " 🙂 " },
    { retain: 3 },
    { insert: "!" },
  ];
  document.change((draft) => draft.title.apply(delta));
  expect(document.root.title.toString()).toBe(applied("one🙂two", delta));
  expect(() => document.change((draft) => draft.title.insert(5, "x"))).toThrow(
    /middle of a character/,
  );
  expect(() => document.root.title.slice(0, 5)).toThrow(/not within an emoji/);
});

test("[PD5] another text in the place of one is told as the difference", () => {
  for (const [before, after] of [
    ["", ""],
    ["abc", "abc"],
    ["abc", "abxc"],
    ["abc", "ac"],
    ["aaa", "aa"],
    ["🙂", "🙃"],
    ["a🙂b", "a🙃b"],
    ["🙂🙂", "🙂"],
    ["", "new"],
    ["old", ""],
  ] as const) {
    const text = new ObservedText(before);
    const delta = text.replace(after);
    expect(applied(before, delta)).toBe(after);
    expect(text.text).toBe(after);
    expect(delta.length === 0).toBe(before === after);
    for (const step of delta)
      if ("insert" in step) expect(step.insert).not.toMatch(/\p{Surrogate}/u);
  }
});

test("one function can be told twice, and each time ends by itself", async () => {
  const document = await open();
  const told = vi.fn();
  const ends = [
    document.onChange(told),
    document.onChange(told),
    document.root.title.observe(told),
    document.root.title.observe(told),
  ];
  for (let left = 4; left >= 0; --left) {
    told.mockClear();
    document.change((draft) => draft.title.insert(0, "x"));
    expect(told).toHaveBeenCalledTimes(left);
    ends[left - 1]?.();
  }
});

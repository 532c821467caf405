// A followed text over a wire that is answered by hand.
import { expect, test } from "vitest";
import { TextFollower, type FollowedText } from "./followed_text.js";
import { LineWire } from "./line_wire.js";

type Line = Record<string, unknown> & { readonly id: number; readonly do: string };

interface Scene {
  readonly text: FollowedText;
  /** Requests since it was asked last, without what all of them bear. */
  sent(): object[];
  readonly shown: (string | null)[];
  /** What the brain says; the watch is request 1. */
  answer(...lines: object[]): Promise<void>;
  is(text: string | null, state: number, after?: number): object;
}

async function scene(first: string | null = "hello"): Promise<Scene> {
  const requests: Line[] = [];
  const wire = new LineWire((line) => requests.push(JSON.parse(new TextDecoder().decode(line)) as Line));
  const shown: (string | null)[] = [];
  const text = new TextFollower(wire, { document: "pad", path: "notes" }, (now) => shown.push(now), () => {});
  const answer = async (...lines: object[]): Promise<void> => {
    wire.take(lines.map((line) => JSON.stringify(line)).join("\n"), (failure) => {
      throw failure;
    });
    await new Promise((resolve) => setTimeout(resolve));
  };
  const is = (now: string | null, state: number, after?: number): object => ({ id: 1, is: now, state, ...(after && { after }) });
  const sent = (): object[] => requests.splice(0).map(({ document: _, path: __, in: ___, ...rest }) => rest);
  await answer(is(first, 1));
  requests.length = 0;
  return { text, sent, shown, answer, is };
}

test("[CT19] a splice names what was seen, and is shown at once", async () => {
  const { text, sent, shown } = await scene("a😀b");
  void text.splice(3, 1, "x😁");
  void text.splice(6, 0, "!");
  expect(text.text).toBe("a😀x😁!");
  expect(sent()).toEqual([
    { id: 2, do: "erase", position: 2, size: 1, state: 1 },
    { id: 3, do: "type", position: 2, text: "x😁", state: 1 },
    { id: 4, do: "type", position: 4, text: "!", state: 1 },
  ]);
  expect(shown).toEqual(["a😀b"]);
});

test("[CT20] what is told is taken over when all of one's own is in it", async () => {
  const { text, sent, shown, answer, is } = await scene();
  const first = text.splice(5, 0, "!");
  await answer(is("Oh, hello", 2));
  void text.splice(6, 0, "!");
  expect(text.text).toBe("hello!!");
  await answer(is("Oh, hello!", 3, 2), { id: 2, ok: {} });
  await first;
  expect(text.text).toBe("hello!!");
  await answer(is("Oh, hello!!", 4, 3));
  expect(shown).toEqual(["hello", "Oh, hello!!"]);
  void text.splice(0, 2, "Ah");
  expect(sent().slice(2)).toEqual([
    { id: 4, do: "erase", position: 0, size: 2, state: 4 },
    { id: 5, do: "type", position: 0, text: "Ah", state: 4 },
  ]);
});

test("[CT20] what did not arrive is done anew by what it meant, and its promise waits for that", async () => {
  const { text, sent, shown, answer, is } = await scene("one two");
  let isDone = false;
  const written = Promise.all([text.splice(3, 0, "!"), text.splice(8, 0, "?")]).then(() => (isDone = true));
  sent();
  await answer({ id: 2, error: "outdated" }, { id: 3, error: "outdated" }, is("zero one two", 9));
  expect(text.text).toBe("zero one! two?");
  expect(shown).toEqual(["one two", "zero one! two?"]);
  expect(sent()).toEqual([
    { id: 4, do: "type", position: 8, text: "!", state: 9 },
    { id: 5, do: "type", position: 13, text: "?", state: 9 },
  ]);
  expect(isDone).toBe(false);
  await answer(is("zero one! two?", 10, 5), { id: 4, ok: {} }, { id: 5, ok: {} });
  await written;
});

test("[CT20] a part that arrived is not done twice", async () => {
  const { text, sent, answer, is } = await scene("abc");
  void text.splice(3, 0, "d");
  void text.splice(4, 0, "e");
  sent();
  await answer(is("abcd", 2, 2), { id: 2, ok: {} }, { id: 3, error: "outdated" });
  expect(text.text).toBe("abcde");
  expect(sent()).toEqual([{ id: 4, do: "type", position: 4, text: "e", state: 2 }]);
});

test("[CT20] what is refused is not shown any more, and is said", async () => {
  const { text, shown, answer, is } = await scene("abc");
  const refused = expect(text.splice(0, 3, "")).rejects.toMatchObject({ kind: "not-allowed" });
  await answer({ id: 2, error: "not-allowed" }, is("abc", 2));
  await refused;
  expect([text.text, shown]).toEqual(["abc", ["abc", "abc"]]);
});

test("[CT9] what is less durable than was asked for is in the text nevertheless", async () => {
  const { text, answer, is } = await scene("abc");
  const failed = expect(text.splice(3, 0, "d", { durability: "strict(2)" })).rejects.toMatchObject({ kind: "not-durable" });
  await answer({ id: 2, error: "not-durable" });
  expect(text.text).toBe("abcd");
  await answer(is("abcd", 2, 2));
  await failed;
});

test("what never arrives is given up", async () => {
  const { text, answer, is } = await scene("abc");
  const failed = expect(text.splice(3, 0, "d")).rejects.toMatchObject({ kind: "outdated" });
  for (let id = 2; id < 35; id++) await answer({ id, error: "outdated" }, is("abc", id));
  await failed;
  expect(text.text).toBe("abc");
});

test("a text that is held takes nothing over", async () => {
  const { text, shown, answer, is } = await scene("abc");
  text.hold(true);
  await answer(is("abcd", 2));
  expect(text.text).toBe("abc");
  text.hold(false);
  expect([text.text, shown]).toEqual(["abcd", ["abc", "abcd"]]);
});

test("where no text is the first splice makes one", async () => {
  const { text, sent, shown } = await scene(null);
  void text.splice(0, 0, "new");
  expect(text.text).toBe("new");
  expect(sent()).toEqual([{ id: 2, do: "type", position: 0, text: "new", state: 1 }]);
  expect(shown).toEqual([null]);
});

test("before anything was told there is nothing to splice, and after its end it tells nothing", async () => {
  const wire = new LineWire(() => {});
  const early = new TextFollower(wire, { document: "pad", path: "notes" }, () => {}, () => {});
  await expect(early.splice(0, 0, "x")).rejects.toMatchObject({ kind: "not-ready" });
  const { text, shown, answer, is } = await scene("abc");
  text.end();
  await answer(is("abcd", 2));
  expect([text.text, shown]).toEqual(["abc", ["abc"]]);
});

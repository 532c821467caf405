// Several who type into one text over wires that take their time, beside a brain that does what CT18 to CT20 say: every letter
// is another one, so that the text says where each went.
import { expect, test } from "vitest";
import { TextFollower } from "./followed_text.js";
import { LineWire } from "./line_wire.js";

type Line = Record<string, unknown> & { readonly id: number; readonly do: string };

/** Numbers that are the same in each run. */
function chance(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => (state = (state * 48271) % 2147483647) % bound;
}

/** The text of all: letters in their order, those that were erased too. */
class Brain {
  readonly #letters: { readonly letter: string; isGone: boolean }[] = [];
  readonly #sessions: Session[] = [];

  constructor(readonly statesMax: number) {}

  open(): Session {
    const session = new Session(this);
    this.#sessions.push(session);
    return session;
  }
  get text(): string {
    return this.#letters.map(({ letter, isGone }) => (isGone ? "" : letter)).join("");
  }
  erase(letters: string): void {
    for (const one of this.#letters) one.isGone ||= letters.includes(one.letter);
  }
  insertBehind(front: string | undefined, letters: string): void {
    const at = front === undefined ? 0 : this.#letters.findIndex(({ letter }) => letter === front) + 1;
    this.#letters.splice(at, 0, ...[...letters].map((letter) => ({ letter, isGone: false })));
  }
  tell(): void {
    for (const session of this.#sessions) session.tell();
  }
}

/** One asker: lines wait on either side until they are let through. */
class Session {
  readonly up: Line[] = [];
  readonly down: object[] = [];
  readonly wire = new LineWire((line) => this.up.push(JSON.parse(new TextDecoder().decode(line)) as Line));
  #watch = 0;
  #states: { readonly state: number; text: string }[] = [];
  #last = 0;
  #after = 0;
  #told: string | undefined;

  constructor(readonly brain: Brain) {}

  hear(): void {
    const line = this.up.shift();
    if (!line) return;
    if (line.do === "watch") this.#watch = line.id;
    else this.down.push(this.#edit(line));
    this.tell(line.do !== "watch");
    this.brain.tell();
  }
  deliver(): void {
    const line = this.down.shift();
    const fail = (failure: unknown): void => {
      throw failure;
    };
    if (line) this.wire.take(JSON.stringify(line), fail);
  }
  tell(isOwn = false): void {
    const { text } = this.brain;
    if (this.#watch === 0 || (text === this.#told && !isOwn)) return;
    this.#told = text;
    this.#states.push({ state: ++this.#last, text });
    if (this.#states.length > this.brain.statesMax) this.#states.shift();
    this.down.push({ id: this.#watch, is: text, state: this.#last, after: this.#after });
  }
  #edit({ id, do: what, state, position, size, text }: Line): object {
    const seen = this.#states.find((one) => one.state === state);
    if (!seen) return { id, error: "outdated" };
    const at = position as number;
    if (what === "erase") {
      const end = at + (size as number);
      this.brain.erase(seen.text.slice(at, end));
      seen.text = seen.text.slice(0, at) + seen.text.slice(end);
    } else {
      this.brain.insertBehind(at === 0 ? undefined : seen.text[at - 1], text as string);
      seen.text = seen.text.slice(0, at) + (text as string) + seen.text.slice(at);
    }
    this.#states = [seen];
    this.#after = id;
    return { id, ok: {} };
  }
}

const isWritten = (promise: Promise<void>): Promise<unknown> => promise.then(() => "written", String);

interface Typed {
  readonly letters: string;
  /** What stood in front of it where it was typed. */
  readonly front: string | undefined;
}

async function play(seed: number, statesMax: number): Promise<{ readonly texts: (string | null)[]; readonly text: string; readonly typed: Typed[]; readonly erased: string }> {
  const below = chance(seed);
  const brain = new Brain(statesMax);
  const users = Array.from({ length: 3 }, () => {
    const session = brain.open();
    return { session, text: new TextFollower(session.wire, { document: "d", path: "t" }, () => {}, () => {}) };
  });
  let last = 0x4e00;
  let erased = "";
  const typed: Typed[] = [];
  const written: Promise<unknown>[] = [];
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  for (const { session } of users) session.hear();
  await settle();
  for (const { session } of users) while (session.down.length > 0) session.deliver();
  for (let round = 0; round < 150; round++) {
    const { session, text } = users[below(users.length)]!;
    const act = below(6);
    const shown = text.text ?? "";
    const position = below(shown.length + 1);
    if (act === 0) session.hear();
    else if (act <= 2) session.deliver();
    else if (act === 3) {
      const letters = String.fromCodePoint(...Array.from({ length: 1 + below(3) }, () => last++));
      typed.push({ letters, front: shown[position - 1] });
      written.push(isWritten(text.splice(position, 0, letters)));
    } else if (act === 4 && below(2) === 0) {
      erased += shown.slice(position, position + 2);
      written.push(isWritten(text.splice(position, 2, "")));
    } else if (act === 5) await settle();
  }
  for (let isQuiet = false; !isQuiet; await settle()) {
    isQuiet = users.every(({ session }) => session.up.length + session.down.length === 0);
    for (const { session } of users) {
      while (session.up.length > 0) session.hear();
      while (session.down.length > 0) session.deliver();
    }
  }
  expect(await Promise.all(written)).toEqual(written.map(() => "written"));
  return { texts: users.map(({ text }) => text.text), text: brain.text, typed, erased };
}

test("[CT19] [CT20] all see the same in the end, and every letter stands behind the one that it was typed behind", async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const { texts, text, typed, erased } = await play(seed, 1000);
    expect(texts).toEqual([text, text, text]);
    for (const { letters, front } of typed) {
      for (const letter of letters) expect(text.includes(letter)).toBe(!erased.includes(letter));
      const [first = ""] = letters;
      if (front !== undefined && text.includes(front) && text.includes(first))
        expect(text.indexOf(first)).toBeGreaterThan(text.indexOf(front));
    }
  }
});

test("[CT20] nothing that was typed is lost where states are forgotten all the time", async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const { texts, text, typed, erased } = await play(seed, 2);
    expect(texts).toEqual([text, text, text]);
    for (const letter of typed.flatMap(({ letters }) => [...letters]))
      if (!erased.includes(letter)) expect(text).toContain(letter);
  }
});

// Documents for tests: a schema with everything in it, and a pace that counts instead of waiting.
import {
  boolean,
  bytes,
  counter,
  integer,
  json,
  list,
  load,
  map,
  nullable,
  number,
  oneOf,
  record,
  set,
  string,
  text,
  type Core,
  type Document,
  type DocumentOptions,
} from "selvage";

export const schema = map({
  title: text(),
  todos: list(map({ label: text(), done: boolean(), tags: set(string()) })),
  votes: counter(),
  tags: set(string()),
  users: record(map({ name: string(), age: number() })),
  scores: record(number()),
  numbers: list(number()),
  texts: list(text()),
  grid: list(list(number())),
  name: string(),
  size: number(),
  exact: integer(),
  dark: boolean(),
  photo: bytes(),
  state: oneOf("open", "done"),
  note: nullable(string()),
  anything: json(),
  inner: map({ deep: map({ text: text(), value: number() }) }),
});
export type TestSchema = typeof schema;

let core: Promise<Core> | undefined;

/** One core for a test file: documents are small. */
export const sharedCore = (): Promise<Core> => (core ??= load());

export async function open(options: DocumentOptions = {}): Promise<Document<TestSchema>> {
  return (await sharedCore()).createDocument(schema, options);
}

/** The same author in every run. */
export const seed = (number: number): Uint8Array => new Uint8Array(32).fill(number);

/** Brings each what the other lacks. */
export async function sync<S extends TestSchema>(
  one: Document<S>,
  other: Document<S>,
): Promise<void> {
  const [toOther, toOne] = await Promise.all([
    one.changesSince(other.version),
    other.changesSince(one.version),
  ]);
  await Promise.all([other.applyChanges(toOther), one.applyChanges(toOne)]);
}

/** Lets so many steps go into a slice, and counts. Whoever waits is called in each pause. */
export class CountedPace {
  slices = 1;
  steps = 0;
  inPause: (() => void) | undefined;
  #time = 0;
  readonly #stepsOfSlice: number;

  constructor(stepsOfSlice = 1) {
    this.#stepsOfSlice = stepsOfSlice;
  }
  now(): number {
    ++this.steps;
    // Each step takes so long that a slice is full with the last of them; the driver asks once
    // before each slice, too.
    this.#time += 4.01 / this.#stepsOfSlice;
    return this.#time;
  }
  async pause(): Promise<void> {
    ++this.slices;
    this.inPause?.();
    await Promise.resolve();
  }
}

/** What the package's types do not show. */
export const paced = (pace: CountedPace): DocumentOptions => ({ pace }) as DocumentOptions;

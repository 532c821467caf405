// What is large goes in slices: counted, not timed; with the same outcome, whatever else is done in
// between.
import { json, list, map, record, string, text, type Document } from "selvage";
import { expect, test } from "vitest";
import {
  CountedPace,
  open,
  paced,
  schema,
  sharedCore,
  type TestSchema,
} from "../../testing/documents.js";
import { inSlices, stepsAtOnce } from "./slices.js";

const large = JSON.stringify({
  title: `${"a long text, ".repeat(20_000)}🙂`,
  todos: Array.from({ length: 1000 }, (_, index) => ({ label: `todo ${index}`, done: false })),
  users: Object.fromEntries(
    Array.from({ length: 1000 }, (_, index) => [`user${index}`, { name: "name", age: index }]),
  ),
  tags: Array.from({ length: 500 }, (_, index) => `tag${index}`),
});

/** Whatever the order of what has none. */
function normal(json: string): { numbers?: number[]; tags: string[] } {
  const shown = JSON.parse(json) as { tags: string[] };
  return { ...shown, tags: shown.tags.sort() };
}

async function importLarge(pace = new CountedPace()): Promise<Document<TestSchema>> {
  return (await sharedCore()).importDocument(schema, large, paced(pace));
}

test("[PD7] a slice ends when its time is over, and others run before the next", async () => {
  const told: string[] = [];
  const pace = new CountedPace(3);
  pace.inPause = () => told.push("others");
  let left = 7;
  await inSlices(pace, () => {
    told.push("step");
    return --left === 0;
  });
  // The driver looks at the clock in front of each slice and behind each step.
  const slices = told.join(" ").split(" others ");
  expect(slices.map((slice) => slice.split(" ").length)).toEqual([3, 3, 1]);
  await expect(
    inSlices(pace, () => {
      throw new Error("of a step");
    }),
  ).rejects.toThrow("of a step");
});

test("[PD7] everything large comes to the same in many slices as in one", async () => {
  const core = await sharedCore();
  const outcomes = [];
  for (const stepsOfSlice of [1, 1_000_000]) {
    const pace = new CountedPace(stepsOfSlice);
    const document = await importLarge(pace);
    const saved = await document.save();
    const exported = await document.exportJSON();
    const changes = await document.changesSince();
    const loaded = await core.loadDocument(schema, saved, paced(pace));
    const other = await core.createDocument(schema, paced(pace));
    const { applied } = await other.applyChanges(changes);
    expect(applied).toBe((await document.history()).length);
    expect(applied).toBeGreaterThan(20);
    expect(await loaded.exportJSON()).toBe(exported);
    expect(await other.exportJSON()).toBe(exported);
    expect(await loaded.save()).toEqual(saved);
    expect(await other.save()).toEqual(saved);
    const past = await other.asOf(document.version);
    expect(await past.exportJSON()).toBe(exported);
    expect(normal(exported)).toEqual(normal(large));
    outcomes.push(exported);
    if (stepsOfSlice === 1) expect(pace.slices).toBeGreaterThan(300);
    else expect(pace.slices).toBe(1);
    for (const one of [document, loaded, other, past]) await one.close();
  }
  expect(outcomes[0]).toBe(outcomes[1]);
});

test("[PD7] no call into the module does more than a slice's steps", async () => {
  const core = await sharedCore();
  const asked: number[] = [];
  const pace = new CountedPace();
  const document = await importLarge(pace);
  const { instance } = (document as never as { handle: { instance: { calls: object } } }).handle;
  const calls = instance.calls as { job_run(job: number, steps: number): number };
  const run = calls.job_run;
  calls.job_run = (job, steps) => {
    asked.push(steps);
    return run(job, steps);
  };
  try {
    await (await core.loadDocument(schema, await document.save(), paced(pace))).close();
    await document.exportJSON();
  } finally {
    calls.job_run = run;
  }
  expect(asked.length).toBeGreaterThan(50);
  expect(Math.max(...asked)).toBe(stepsAtOnce);
});

test("[PD7] a document is edited between the slices of what others send", async () => {
  const changes = await (await importLarge()).changesSince();
  const pace = new CountedPace();
  const document = await open(paced(pace));
  let edits = 0;
  pace.inPause = () => {
    if (++edits <= 20) document.change((draft) => draft.numbers.push(edits));
  };
  await document.applyChanges(changes);
  expect(edits).toBeGreaterThan(20);
  expect([...document.root.numbers]).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  const { numbers: _, ...rest } = normal(await document.exportJSON());
  expect(rest).toEqual(normal(large));
});

test("[PD10] what is written while the document changes is begun again", async () => {
  for (const what of ["save", "exportJSON"] as const) {
    const pace = new CountedPace();
    const document = await importLarge(pace);
    let edits = 0;
    pace.inPause = () => {
      // In the middle of it, a few times.
      if (pace.slices % 20 === 0 && edits < 5) document.change((draft) => draft.votes.add(++edits));
    };
    const written = await document[what]();
    pace.inPause = undefined;
    expect(edits).toBe(5);
    expect(written).toEqual(await document[what]());

    pace.inPause = () => document.change((draft) => draft.votes.add(1));
    await expect(document[what]()).rejects.toMatchObject({ code: "changed_meanwhile" });
    pace.inPause = undefined;
    await document.close();
  }
});

test("[PD11] closing waits for what is under way", async () => {
  const document = await importLarge();
  const saved = document.save();
  const closed = document.close();
  expect((await saved).length).toBeGreaterThan(100_000);
  await closed;
  await expect(document.save()).rejects.toMatchObject({ code: "closed" });
});

test("[PD7] what is too large for a transaction is removed in many", async () => {
  const pace = new CountedPace();
  const document = await importLarge(pace);
  document.change((draft) => (draft.anything = { list: [[1, [2]], "x"], map: { a: {} } }));
  const before = pace.slices;
  await document.remove("users");
  expect(pace.slices - before).toBeGreaterThan(20);
  await document.remove("todos", 5);
  expect(document.root.todos.length).toBe(999);
  expect(document.at("todos", 5, "label").toString()).toBe("todo 6");
  await Promise.all([
    document.remove("title"),
    document.remove("todos"),
    document.remove("tags"),
    document.remove("anything"),
    document.remove("name"), // Which is not there.
  ]);
  expect(document.toJSON()).toEqual({});
  expect(document.canUndo).toBe(true);
});

test("[PD7] a text that was typed in pieces is removed in pieces", async () => {
  const document = await open(paced(new CountedPace()));
  for (let round = 0; round < 4; ++round)
    document.change((draft) => {
      // Each in the middle of the one before.
      for (let index = 0; index < 300; ++index) draft.title.insert(index * 2, "🙂🙂");
    });
  expect(document.root.title.length).toBe(4800);
  expect(() => document.change((draft) => draft.title.delete(0, 4800))).toThrow(/document\.remove/);
  await document.remove("title");
  expect(document.toJSON()).toEqual({});
});

test("JSON that is not what the schema says is refused with the place", async () => {
  const core = await sharedCore();
  const small = map({ a: text(), b: record(list(string())), c: json() });
  const attempt = (input: string | Uint8Array): Promise<unknown> =>
    core.importDocument(small, input);
  await expect(attempt('{"a":"x","b":{"k":["y",5]}}')).rejects.toMatchObject({
    code: "type_wrong",
    message: expect.stringMatching(/something else than the schema.*at byte 24/) as string,
  });
  await expect(attempt('{"a":"x",}')).rejects.toMatchObject({ code: "malformed" });
  await expect(attempt('{"a":"x"')).rejects.toMatchObject({ code: "truncated" });
  await expect(attempt("[]")).rejects.toMatchObject({ code: "type_wrong" });
  await expect(attempt(Uint8Array.of(0x22, 0xff))).rejects.toMatchObject({ code: "malformed" });
  await expect(attempt(5 as never)).rejects.toThrow(TypeError);
  const good = await core.importDocument(
    small,
    new TextEncoder().encode('{"a":"ä","z":1,"b":null}'),
  );
  expect(JSON.parse(await good.exportJSON())).toEqual({ a: "ä", z: 1 });
  expect(good.canUndo).toBe(false);
  const halves = await core.importDocument(small, `{"a":"${"🙂".repeat(30_000)}"}`);
  expect(halves.root.a.length).toBe(60_000);
});

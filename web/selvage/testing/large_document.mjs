// @ts-check
// What one does with a large document, while a probe on the page's thread notes how long it could
// not run: for the test in Chromium, which counts, and for the benchmark, which times.
//
// The probe posts itself a message, again and again. Between two of them the page could do something
// else.

/** Words, the same in every run. @param {number} size @returns {string} JSON of about that many bytes */
export function largeJson(size) {
  const words = "the quick brown fox jumps over the lazy dog and goes home again to sleep".split(
    " ",
  );
  let state = 1;
  const draw = (/** @type {number} */ below) => (state = (state * 48271) % 0x7fffffff) % below;
  const sentence = (/** @type {number} */ count) =>
    Array.from({ length: count }, () => words[draw(words.length)]).join(" ");
  const of = (/** @type {number} */ share) => Math.ceil((size * share) / 8_400_000);
  return JSON.stringify({
    title: "A large document",
    notes: Array.from({ length: of(24_000) }, () => sentence(12)).join("\n"),
    todos: Array.from({ length: of(40_000) }, (_, index) => ({
      label: sentence(8),
      done: index % 2 === 0,
      note: sentence(8),
      weight: index * 1.5,
    })),
    users: Object.fromEntries(
      Array.from({ length: of(40_000) }, (_, index) => [
        `user${index}`,
        { name: sentence(3), age: index },
      ]),
    ),
    votes: 3,
    tags: Array.from({ length: of(2_000) }, (_, index) => `tag${index}`).sort(),
  });
}

/** @param {typeof import("../src/index.js")} selvage */
export const largeSchema = ({ boolean, counter, list, map, number, record, set, string, text }) =>
  map({
    title: text(),
    notes: text(),
    todos: list(map({ label: text(), done: boolean(), note: string(), weight: number() })),
    users: record(map({ name: string(), age: number() })),
    votes: counter(),
    tags: set(string()),
  });

/**
 * @typedef {object} Measured
 * @property {string} what
 * @property {number} milliseconds from beginning to end
 * @property {number} longest the longest time in which the page could do nothing else
 * @property {number} turns how often it could
 */

/** @template Result @param {() => Result | Promise<Result>} work @returns {Promise<[Result, Omit<Measured, "what">]>} */
async function probed(work) {
  const { port1, port2 } = new MessageChannel();
  let longest = 0;
  let turns = 0;
  let last = performance.now();
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  port1.onmessage = () => {
    look();
    ++turns;
    port2.postMessage(undefined);
  };
  port2.postMessage(undefined);
  const begin = last;
  try {
    const result = await work();
    const milliseconds = performance.now() - begin;
    await new Promise((resume) => setTimeout(resume)); // The probe's last turn.
    look();
    return [result, { milliseconds, longest, turns }];
  } finally {
    port1.close();
  }
}

/**
 * Imports, saves, loads, edits, exports, exchanges, shows the past, removes and closes it.
 * @param {typeof import("../src/index.js")} selvage
 * @param {number} size in bytes of JSON
 */
export async function useLargeDocument(selvage, size) {
  const core = await selvage.load({ crypto: true });
  const schema = largeSchema(selvage);
  const json = largeJson(size);
  /** @type {Measured[]} */
  const measured = [];
  /** @template Result @param {string} what @param {() => Result | Promise<Result>} work */
  const measure = async (what, work) => {
    const [result, figures] = await probed(work);
    measured.push({ what, ...figures });
    return result;
  };

  // What the engine does when it sees code for the first time is not the document's.
  const small = await core.importDocument(schema, largeJson(100_000));
  await (await core.loadDocument(schema, await small.save())).close();
  await (await core.createDocument(schema)).applyChanges(await small.changesSince());

  const first = await measure("import", () => core.importDocument(schema, json));
  const saved = await measure("save", () => first.save());
  const document = await measure("load", () => core.loadDocument(schema, saved));
  const middleOfNotes = document.root.notes.length >> 1;
  await measure("edit", async () => {
    for (let index = 0; index < 200; ++index) {
      document.change((draft) => {
        draft.notes.insert(middleOfNotes + index, "x");
        const todo = draft.todos.at(index * 10);
        if (todo) todo.done = !todo.done;
        draft.votes.add(1);
      });
      await new Promise((resume) => setTimeout(resume));
    }
  });
  const exported = await measure("export", () => document.exportJSON());
  const changes = await measure("changesSince", () => first.changesSince());
  const other = await core.createDocument(schema);
  const applied = await measure("applyChanges", () => other.applyChanges(changes));
  const entries = await measure("history", () => first.history());
  const middle = entries[entries.length >> 1];
  if (!middle) throw new Error("there is no history");
  const past = await measure("asOf", () => first.asOf(middle.version));
  await measure("remove", () => other.remove("users"));
  await measure("close", () => document.close());
  const outcome = {
    sizes: { json: json.length, saved: saved.length, changes: changes.length },
    todos: [first.root.todos.length, other.root.todos.length, past.root.todos.length],
    isSame: (await first.exportJSON()) === inOrder(json),
    edits: JSON.parse(exported).votes,
    users: other.root.users.size,
    applied,
    changes: entries.length,
    memory: core.memorySize,
  };
  return { measured, outcome };
}

/** As a document orders it. @param {string} json */
function inOrder(json) {
  return JSON.stringify(sorted(JSON.parse(json)));
}

/** @param {unknown} value @returns {unknown} */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

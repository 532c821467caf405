// Tasks in words, in order, and found.
import { expect, test } from "vitest";
import { ageText, attemptText, durationText, found, inOrder, nameOf, type Group, type SeenTask } from "./seen_task.js";

const task = (name: string, state: SeenTask["state"], more: Partial<SeenTask> = {}): SeenTask => {
  return { task: name, state, generation: 0, permille: 0, attempts: [], ...more };
};
const names = (tasks: readonly SeenTask[]): string => tasks.map((one) => one.task).join(" ");

const all = [
  task("late", "too-late", { ended_at: 30 }),
  task("low", "pending", { priority: 1, asked_at: 1 }),
  task("new", "pending", { priority: 5, asked_at: 9 }),
  task("done", "completed", { ended_at: 40, engine: "wasm", label: "Frame 7" }),
  task("old", "pending", { priority: 5, asked_at: 2 }),
  task("runs", "leased", { worker: "12D3ann" }),
  task("mine", "asking"),
];

test("[UI12] what runs comes first, then what waits as it will be done, then what ended last", () => {
  expect(names(inOrder(all))).toBe("runs old new low mine done late");
});

test("[UI12] tasks are found by words and by how they stand", () => {
  const find = (words: string, ...groups: Group[]): string => names(found(all, { words, groups: new Set(groups) }));
  expect(find("")).toBe(names(all));
  expect(find("webassembly frame")).toBe("done");
  expect(find("ann")).toBe("runs");
  expect(find("too late")).toBe("late");
  expect(find("", "waiting")).toBe("low new old mine");
  expect(find("", "running", "ended")).toBe("late done runs");
  expect(find("nothing")).toBe("");
});

test("[UI12] times are told as far as they are known", () => {
  expect([0, 59_999, 61_000, 3_660_000, -5].map(durationText)).toEqual(["0 s", "59 s", "1 min 1 s", "1 h 1 min", "0 s"]);
  const [asked, ended] = [1_000, 1_075];
  expect(ageText(task("a", "pending", { asked_at: asked }), 1_012_000)).toBe("asked for 12 s ago");
  expect(ageText(task("a", "leased", { asked_at: asked }), 0)).toBe("asked for 0 s ago");
  expect(ageText(task("a", "failed", { asked_at: asked, ended_at: ended }), 0)).toMatch(/^ended at \d\d:\d\d:\d\d, after 1 min 15 s$/);
  expect(ageText(task("a", "failed", { ended_at: ended }), 0)).toMatch(/^ended at \d\d:\d\d:\d\d$/);
  expect(ageText(task("a", "leased"), 0)).toBe("");
});

test("[UI14] attempts are told with their words, also those that are not known yet", () => {
  const attempt = { generation: 1, worker: "ann", text: "not today" };
  expect(attemptText({ ...attempt, why: "unit-failed" })).toBe("the unit said that it failed, or threw: not today");
  expect(attemptText({ ...attempt, why: "went", text: "" })).toBe("the worker went");
  expect(attemptText({ ...attempt, why: "constructor" })).toBe("constructor: not today");
});

test("a task has its label as a name, or its entry, or the beginning of its own", () => {
  const name = "0123456789abcdef".repeat(2);
  expect(nameOf(task(name, "pending", { label: "Frame", entry: "main" }))).toBe("Frame");
  expect(nameOf(task(name, "pending", { label: "", entry: "main" }))).toBe("main 01234567");
  expect(nameOf(task(name, "pending"))).toBe("01234567");
});

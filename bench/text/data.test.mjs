// Recorded data becomes what the contestants read, and what is missing is said.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { prepare } from "./data.mjs";
import { traceOf } from "./recorded.mjs";
import { readEnd, readTrace, writeTrace } from "./trace.mjs";

const main = fileURLToPath(new URL("../main.mjs", import.meta.url));
const run = promisify(execFile);

/** What the edits of one author make of nothing, in code points or in units. */
function typed({ edits }, inUnits) {
  const join = (parts) => parts.join("");
  return edits.reduce((text, { position, erased, positionUnits, erasedUnits, inserted }) => {
    const parts = inUnits ? text.split("") : [...text];
    parts.splice(inUnits ? positionUnits : position, inUnits ? erasedUnits : erased, inserted);
    return join(parts);
  }, "");
}

const withBalloon = {
  endContent: "a🎈c",
  txns: [{ patches: [[0, 0, "a🎈🎈"]] }, { patches: [[3, 0, "c"], [1, 1, ""]] }],
};

test("positions are told in code points and in UTF-16 units", () => {
  const trace = traceOf(withBalloon);
  expect(trace.edits.map(({ position, positionUnits }) => [position, positionUnits])).toEqual([[0, 0], [3, 5], [1, 1]]);
  expect(typed(trace, false)).toBe("a🎈c");
  expect(typed(trace, true)).toBe("a🎈c");
});

test("a trace is read as it was written", () => {
  const trace = traceOf(withBalloon);
  const bytes = writeTrace(trace);
  expect(readTrace(bytes)).toEqual(trace);
  expect(readEnd(bytes)).toBe("a🎈c");
});

const txn = (agent, parents) => ({ agent, parents, patches: [[0, 0, String(agent)]] });

test("an author hears of what the next transaction follows, and of all at the end", () => {
  const trace = traceOf({ endContent: "", numAgents: 3, txns: [txn(0, []), txn(1, []), txn(0, [0]), txn(2, [1, 2]), txn(0, [2])] });
  expect(trace.edits.map(({ author, takes }) => [author, takes])).toEqual([
    [0, []], [1, []], [0, []], [2, [0, 1, 2]], [0, []],
    [0, [1, 3]], [1, [0, 2, 3, 4]], [2, [4]],
  ]);
  expect(readTrace(writeTrace(trace))).toEqual(trace);
});

test("who forgets what they knew cannot be replayed", () => {
  const recorded = { endContent: "", numAgents: 2, txns: [txn(0, []), txn(0, [])] };
  expect(() => traceOf(recorded)).toThrow("somebody wrote who did not know what they had known before");
});

test("a folder is made ready, and dropped", () => {
  const prepared = prepare({ pace: "smoke" });
  expect(prepared.traces.map(({ name, authors }) => [name, authors])).toEqual([["automerge-paper", 1], ["together", 2]]);
  expect(prepared.documents).toEqual(["small"]);
  expect(readEnd(readFileSync(join(prepared.folder, "automerge-paper.trace")))).toBe("Hällo, wörld 🎈!");
  expect(readFileSync(join(prepared.folder, "small.text"), "utf8")).toBe("to merged");
  prepared.drop();
  expect(existsSync(prepared.folder)).toBe(false);
});

test("what is missing is said, and nothing is measured", async () => {
  const folder = mkdtempSync(join(tmpdir(), "selvage-bench-empty-"));
  mkdirSync(join(folder, "traces"));
  await expect(run("node", [main, "text", "--data", folder])).rejects.toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringContaining(`${folder} has no traces/automerge-paper.json.gz and no yjs/*.yjs`),
  });
  rmSync(folder, { recursive: true });
});

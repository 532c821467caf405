// The Worker in which units run, one after the other (WU11): what build.mjs makes the text of worker_text.js of.
//
// It takes its globals away first of all. Then it is given a port, which nothing but this closure has: a unit can say nothing to
// the runner but what its host says for it.
import { UnitFailure, type UnitRun } from "../unit.js";
import type { FromUnitWorker, ToUnitWorker } from "../messages.js";
import { canCompile, canEvaluate, factsOf } from "./facts.js";
import type { Gpu } from "./gpu.js";
import { Host } from "./host.js";
import { runScript } from "./javascript.js";
import { method } from "./primordials.js";
import { runShader } from "./shader.js";
import { takeAway } from "./take_away.js";
import { runModule } from "./webassembly.js";
import { wordsOf } from "./words.js";

const scope: object = globalThis;
const { gpu } = navigator as { readonly gpu?: Gpu };
const post = method(MessagePort.prototype.postMessage) as (port: MessagePort, message: FromUnitWorker) => void;

addEventListener("message", ({ data }: MessageEvent<MessagePort>) => begin(data), { once: true });
const left = takeAway(scope);

function begin(port: MessagePort): void {
  const tell = (message: FromUnitWorker): void => post(port, message);
  port.onmessage = ({ data }: MessageEvent<ToUnitWorker>) => void serve(data, tell);
  if (left.length === 0) tell({ kind: "ready" });
  else tell({ kind: "unfit", text: `This browser lets nobody take away ${left.join(", ")}.` });
}

async function serve(asked: ToUnitWorker, tell: (message: FromUnitWorker) => void): Promise<void> {
  if (asked.kind === "which") return tell({ kind: "facts", facts: await factsOf(gpu) });
  const ended = (how: Uint8Array<ArrayBuffer> | UnitFailure): void =>
    tell(UnitFailure.is(how) ? { kind: "failed", why: how.why, text: how.message } : { kind: "done", output: how });
  try {
    const output = begun(asked.unit, new Host(tell), ended);
    if (output) ended(await output);
  } catch (thrown) {
    ended(UnitFailure.is(thrown) ? thrown : new UnitFailure("unit-failed", wordsOf(thrown)));
  }
}

/** What a script puts out is told by itself: behind it, nothing is to be awaited. */
function begun(
  unit: UnitRun,
  host: Host,
  ended: (how: Uint8Array<ArrayBuffer> | UnitFailure) => void,
): Promise<Uint8Array<ArrayBuffer>> | undefined {
  switch (unit.engine) {
    case "wasm":
      if (!canCompile()) throw new UnitFailure("no-engine", "The page's policy forbids WebAssembly.");
      return runModule(unit, host);
    case "js":
      if (!canEvaluate()) throw new UnitFailure("no-engine", "The page's policy forbids scripts that are made of text.");
      runScript(unit, host, scope, ended);
      return undefined;
    case "wgsl":
      return runShader(unit, gpu);
  }
}

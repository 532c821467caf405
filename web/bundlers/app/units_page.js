// Runs a script as a unit, and leaves where the test finds it what it put out.
import { UnitRunner } from "selvage/units";

const script = "function main(input, { text }) { return text() + ', and there' }";
const bytes = (text) => new TextEncoder().encode(text);
const grants = { mayKnowTime: false, mayDraw: false, memoryMax: 2 ** 20, timeMaxMillis: 20_000 };
const unit = { engine: "js", code: bytes(script), entry: "main", input: bytes("here"), state: [], ...grants };

new UnitRunner()
  .run(unit, { progress: () => {}, log: () => {} })
  .ended.then((end) => (globalThis.answers = end.kind === "done" ? new TextDecoder().decode(end.output) : end));

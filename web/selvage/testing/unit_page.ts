// A page that runs units, for browser tests: what goes in and comes out is plain data.
import type { Page } from "playwright-core";
import type { Engine, UnitRun, Why } from "../src/units/unit.js";
import type { UnitRunner, RunningUnit } from "../src/units/unit_runner.js";
import { importInPage, openPage, type WatchedPage } from "./pages.js";

type Package = typeof import("../src/units/index.js");

/** What tests say of a run; the rest has a value that does no harm. */
export interface TestUnit extends Partial<Omit<UnitRun, "code" | "input">> {
  readonly engine: Engine;
  readonly code: string | Uint8Array;
  readonly input?: string | Uint8Array;
  /** Milliseconds after which it is stopped. */
  readonly stopAfter?: number;
}

export interface TestEnd {
  readonly kind: "done" | "failed";
  readonly why?: Why;
  readonly text?: string;
  /** As text if it is UTF-8. */
  readonly output?: string;
  readonly bytes?: readonly number[];
  readonly outputSize?: number;
  readonly edits?: readonly string[];
  readonly lines: readonly string[];
  readonly parts: readonly number[];
  readonly tookMillis: number;
}

/** As it is in the page. */
interface Kept {
  runner: UnitRunner;
  runs: Map<number, RunningUnit>;
}

export interface UnitPage extends WatchedPage {
  run(unit: TestUnit): Promise<TestEnd>;
  which(): Promise<Awaited<ReturnType<Package["which"]>>>;
}

const bytesOf = (of: string | Uint8Array): number[] => [...(typeof of === "string" ? new TextEncoder().encode(of) : of)];

/** With as many Workers at most. */
export async function openUnitPage(address: string, workers = 2, open: typeof openPage = openPage): Promise<UnitPage> {
  const watched = await open(address);
  const { page } = watched;
  const script = await importInPage<Package>(page, "/dist/units.js");
  await page.evaluate(
    ([{ UnitRunner }, workers]) => void ((globalThis as unknown as Kept).runner = new UnitRunner({ workers })),
    [script, workers] as const,
  );
  const which = (): ReturnType<UnitPage["which"]> => page.evaluate(({ which }) => which(), script);
  return { ...watched, which, run: (unit) => runIn(page, unit) };
}

function runIn(page: Page, { stopAfter, ...unit }: TestUnit): Promise<TestEnd> {
  const sent = { ...unit, code: bytesOf(unit.code), input: bytesOf(unit.input ?? "") };
  return page.evaluate(
    async ([unit, stopAfter]) => {
      const { runner } = globalThis as unknown as Kept;
      const usual = { entry: "main", state: [], mayKnowTime: false, mayDraw: false, memoryMax: 2 ** 24, timeMaxMillis: 20_000 };
      const lines: string[] = [];
      const parts: number[] = [];
      const run = runner.run(
        { ...usual, ...unit, code: Uint8Array.from(unit.code), input: Uint8Array.from(unit.input) } as UnitRun,
        { progress: (part) => void parts.push(part), log: (line) => void lines.push(line) },
      );
      if (stopAfter !== undefined) setTimeout(() => run.stop(), stopAfter);
      const { ...end } = await run.ended;
      const said = { lines, parts };
      if (end.kind === "failed") return { ...end, ...said };
      const { output, ...rest } = end;
      const bytes = [...output.subarray(0, 4096)];
      return { ...rest, ...said, bytes, outputSize: output.length, output: new TextDecoder().decode(output.subarray(0, 4096)) };
    },
    [sent, stopAfter] as const,
  ) as Promise<TestEnd>;
}

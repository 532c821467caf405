// Runs a script and calls its entry (WU6). When the first line of it runs the Worker is no longer to be trusted: what is used
// from there on was taken before (primordials.ts), and the Worker is not used again.
import { limits, UnitFailure, type UnitRun } from "../unit.js";
import { guardMakers, refuseImports } from "./code_gate.js";
import { grant } from "./grants.js";
import { stateOf, type Host } from "./host.js";
import {
  apply,
  copyOf,
  defineProperty,
  fromUtf8,
  isBytes,
  method,
  noBytes,
  parse,
  sizeOf,
  sizeOfBuffer,
  stringify,
  textOf,
  toUtf8,
  viewOf,
  whenSettled,
} from "./primordials.js";
import { wordsOf } from "./words.js";

const BadSyntax = SyntaxError;
const BadType = TypeError;
type Entry = (input: Uint8Array, host: object) => unknown;
const runText = eval as (text: string) => unknown; // By another name it is a script's, with globals.

/** Told once, when what the entry returned is settled. */
export function runScript(
  unit: UnitRun,
  host: Host,
  scope: object,
  ended: (how: Uint8Array<ArrayBuffer> | UnitFailure) => void,
): void {
  const text = fromUtf8(unit.code);
  refuseImports(text);
  grant(scope, unit);
  guardMakers(scope);
  const given = hostOf(unit, host);
  give(scope, "console", { log: lineOf(host) });
  const entry = entryOf(text, unit.entry, scope);
  const failed = (thrown: unknown): void =>
    ended(host.failure ?? (UnitFailure.is(thrown) ? thrown : new UnitFailure("unit-failed", wordsOf(thrown))));
  whenSettled(
    () => apply(entry, undefined, [copyOf(unit.input), given]),
    (answer) => {
      try {
        if (host.failure) return failed(undefined);
        ended(outputOf(answer));
      } catch (thrown) {
        failed(thrown);
      }
    },
    failed,
  );
}

/** As what is declared by function, var, let or class is all in reach of the text itself, it is asked behind it. */
function entryOf(text: string, name: string, scope: object): Entry {
  const globals = scope as Record<string, unknown>;
  const before = globals[name];
  const asked = isName(name) ? `\n;typeof ${name} === "function" ? ${name} : undefined` : "\n;undefined";
  let found: unknown;
  try {
    found = runText(`${text}${asked}\n//# sourceURL=unit.js`);
    found ??= globals[name];
  } catch (thrown) {
    throw new UnitFailure(thrown instanceof BadSyntax ? "unit-invalid" : "unit-failed", wordsOf(thrown));
  }
  if (typeof found !== "function" || found === before) throw new UnitFailure("unit-invalid", `It has no function ${name}.`);
  return found as Entry;
}

/** What may stand in code as a name, in strict code too. */
function isName(name: string): boolean {
  try {
    return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && Boolean(new Function(`"use strict"; typeof ${name}`));
  } catch {
    return false;
  }
}

function hostOf(unit: UnitRun, host: Host): object {
  const state = stateOf(unit);
  const look = method(Map.prototype.get) as (map: ReadonlyMap<string, string>, name: string) => string | undefined;
  const inputText = (): string => fromUtf8(unit.input);
  return {
    progress: (part: unknown) => host.progress(part),
    log: (text: unknown) => host.log(shown(text)),
    state: (name: unknown) => {
      const json = look(state, textOf(name));
      return json === undefined ? undefined : parse(json);
    },
    edit: (edit: unknown) => {
      const json = typeof edit === "object" && edit !== null ? stringify(edit) : undefined;
      if (json?.[0] !== "{") throw new BadType("An edit is an object.");
      host.edit(json);
    },
    text: inputText,
    json: () => parse(inputText()) as unknown,
  };
}

/** As consoles do: texts as they are, all else as it reads best. */
function shown(told: unknown): string {
  if (typeof told !== "object" || told === null) return textOf(told);
  try {
    return stringify(told) ?? textOf(told);
  } catch {
    return textOf(told);
  }
}

function lineOf(host: Host): (...told: unknown[]) => void {
  return (...told) => {
    let line = "";
    for (let i = 0; i < told.length; ++i) line += (i === 0 ? "" : " ") + shown(told[i]);
    host.log(line);
  };
}

function outputOf(answer: unknown): Uint8Array<ArrayBuffer> {
  if (answer === undefined) return noBytes();
  if (typeof answer === "string") return withinSize(toUtf8(fitting(answer)));
  if (typeof answer !== "object" || answer === null) return ofJson(answer);
  if (isBytes(answer)) return copyOf(withinSize(answer));
  if (sizeOfBuffer(answer) !== undefined) return copyOf(withinSize(viewOf(answer as ArrayBuffer)));
  return ofJson(answer);
}

function ofJson(answer: unknown): Uint8Array<ArrayBuffer> {
  let json: string | undefined;
  try {
    json = stringify(answer);
  } catch (thrown) {
    throw new UnitFailure("unit-failed", `What it returned is no JSON: ${wordsOf(thrown)}`);
  }
  if (json === undefined) throw new UnitFailure("unit-failed", "What it returned is no JSON.");
  return withinSize(toUtf8(fitting(json)));
}

const tooMuch = (): UnitFailure => new UnitFailure("too-much", `Its output is larger than ${limits.outputSizeMax} bytes.`);

/** No text is shorter in UTF-8. */
function fitting(text: string): string {
  if (text.length > limits.outputSizeMax) throw tooMuch();
  return text;
}

function withinSize<Output extends Uint8Array>(output: Output): Output {
  if (sizeOf(output) > limits.outputSizeMax) throw tooMuch();
  return output;
}

const give = (scope: object, name: string, value: unknown): boolean =>
  defineProperty(scope, name, { value, writable: true, enumerable: false, configurable: true });

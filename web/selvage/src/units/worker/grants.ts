// What tells the time or gives chance, taken from a script that was not granted it (WU7): what it does twice is the same.
import { apply, construct, defineProperty, deleteProperty, fillWithChance, getOwnPropertyDescriptor, newUuid, steady } from "./primordials.js";

interface Grants {
  readonly mayKnowTime: boolean;
  readonly mayDraw: boolean;
}

export function grant(scope: object, { mayKnowTime, mayDraw }: Grants): void {
  if (mayKnowTime) give(scope, "performance", { now: steady });
  else stopClocks(scope);
  if (mayDraw) giveChance(scope);
  else takeChance(scope);
}

function giveChance(scope: object): void {
  const getRandomValues = (bytes: Uint8Array): Uint8Array => (fillWithChance(bytes), bytes);
  give(scope, "crypto", { getRandomValues, randomUUID: newUuid });
}

/** When garbage is collected is chance as well. */
function takeChance(scope: object): void {
  deleteProperty(Math, "random");
  for (const name of ["WeakRef", "FinalizationRegistry"]) deleteProperty(scope, name);
}

/** Who waits for a time and counts meanwhile has a clock: so waiting goes as well. */
function stopClocks(scope: object): void {
  give(scope, "Date", dateWithoutNow());
  for (const name of ["wait", "waitAsync"]) deleteProperty(Atomics, name);
  const { prototype } = Intl.DateTimeFormat;
  const { get } = getOwnPropertyDescriptor(prototype, "format")!;
  const format = function (this: unknown): unknown {
    const written = apply(get!, this, []) as (date: unknown) => string;
    return (date?: unknown) => written(date === undefined ? NaN : date);
  };
  defineProperty(prototype, "format", { get: format, enumerable: false, configurable: true });
  const { formatToParts } = prototype;
  give(prototype, "formatToParts", function (this: unknown, date?: unknown) {
    return apply(formatToParts, this, [date === undefined ? NaN : date]) as unknown;
  });
}

function dateWithoutNow(): unknown {
  const Known = Date;
  const Unknown = function Date(...given: unknown[]): unknown {
    if (new.target === undefined) return "Invalid Date";
    return construct(Known, given.length === 0 ? [NaN] : given, new.target);
  };
  give(Unknown, "now", () => NaN);
  give(Unknown, "parse", Known.parse);
  give(Unknown, "UTC", Known.UTC);
  defineProperty(Unknown, "prototype", { value: Known.prototype, writable: false });
  give(Known.prototype, "constructor", Unknown);
  return Unknown;
}

const give = (to: object, name: string, value: unknown): boolean =>
  defineProperty(to, name, { value, writable: true, enumerable: false, configurable: true });

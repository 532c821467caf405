// What tells the time or gives chance, taken from a script that was not granted it (WU7): what it does twice is the same.
import {
  apply,
  construct,
  defineProperty,
  deleteProperty,
  fillWithChance,
  getOwnPropertyDescriptor,
  now,
  steady,
  textOf,
} from "./primordials.js";

interface Grants {
  readonly mayKnowTime: boolean;
  readonly mayDraw: boolean;
}

export function grant(scope: object, { mayKnowTime, mayDraw }: Grants): void {
  if (mayKnowTime) giveClock(scope);
  else stopClocks(scope);
  if (mayDraw) giveChance(scope);
  else takeChance(scope);
}

function giveClock(scope: object): void {
  const begun = steady();
  give(scope, "performance", { timeOrigin: now(), now: () => steady() - begun });
}

function giveChance(scope: object): void {
  const getRandomValues = (bytes: Uint8Array): Uint8Array => (fillWithChance(bytes), bytes);
  give(scope, "crypto", { getRandomValues });
}

/** When garbage is collected is chance as well. */
function takeChance(scope: object): void {
  deleteProperty(Math, "random");
  for (const name of ["WeakRef", "FinalizationRegistry"]) deleteProperty(scope, name);
}

/** They stand still at the beginning of 1970. Who waits for a time and counts meanwhile has one: so waiting goes as well. */
function stopClocks(scope: object): void {
  give(scope, "Date", stillDate());
  for (const name of ["wait", "waitAsync"]) deleteProperty(Atomics, name);
  const { prototype } = Intl.DateTimeFormat;
  const { get } = getOwnPropertyDescriptor(prototype, "format")!;
  const format = function (this: unknown): unknown {
    const written = apply(get!, this, []) as (date: unknown) => string;
    return (date?: unknown) => written(date === undefined ? 0 : date);
  };
  defineProperty(prototype, "format", { get: format, enumerable: false, configurable: true });
  const { formatToParts } = prototype;
  give(prototype, "formatToParts", function (this: unknown, date?: unknown) {
    return apply(formatToParts, this, [date === undefined ? 0 : date]) as unknown;
  });
}

function stillDate(): unknown {
  const Known = Date;
  const Still = function Date(...given: unknown[]): unknown {
    if (new.target === undefined) return textOf(new Known(0));
    return construct(Known, given.length === 0 ? [0] : given, new.target);
  };
  give(Still, "now", () => 0);
  give(Still, "parse", Known.parse);
  give(Still, "UTC", Known.UTC);
  defineProperty(Still, "prototype", { value: Known.prototype, writable: false });
  give(Known.prototype, "constructor", Still);
  return Still;
}

const give = (to: object, name: string, value: unknown): boolean =>
  defineProperty(to, name, { value, writable: true, enumerable: false, configurable: true });

// Values of documents as people write them, and what became of them from one moment to the next.
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Step = string | number;

const plainName = /^[^.[\]"]+$/;
const shownMax = 60;

/** JSON, or else a text: as `selvage set` reads it. */
export function readTyped(typed: string): Json {
  try {
    return JSON.parse(typed) as Json;
  } catch {
    return typed;
  }
}

/** What readTyped() reads as this value again. */
export function typedOf(value: Json): string {
  if (typeof value !== "string") return JSON.stringify(value);
  return readTyped(value) === value ? value : JSON.stringify(value);
}

export function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** A value in a few words. */
export function shown(value: Json): string {
  if (isList(value)) return value.length === 1 ? "1 item" : `${value.length} items`;
  if (isMap(value)) {
    const count = Object.keys(value).length;
    return count === 1 ? "1 entry" : `${count} entries`;
  }
  const text = JSON.stringify(value);
  return text.length > shownMax ? `${text.slice(0, shownMax)}…` : text;
}

export function placeText(path: readonly Step[]): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (!plainName.test(step)) text += `[${JSON.stringify(step)}]`;
    else text += text === "" ? step : `.${step}`;
  }
  return text;
}

/** In words, at most so many and then how many more. */
export function changesBetween(before: Json, after: Json, max: number): string[] {
  const changes: string[] = [];
  let count = 0;
  const tell = (path: readonly Step[], what: string): void => {
    if (++count <= max) changes.push(path.length === 0 ? what : `${placeText(path)} ${what}`);
  };
  compare(before, after, [], tell);
  if (count > max) changes.push(`and ${count - max} more changes`);
  return changes;
}

type Tell = (path: readonly Step[], what: string) => void;

function compare(before: Json, after: Json, path: readonly Step[], tell: Tell): void {
  if (before === after) return;
  if (isMap(before) && isMap(after)) {
    for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) tell([...path, key], "removed");
    for (const [key, value] of Object.entries(after)) {
      const old = Object.hasOwn(before, key) ? before[key] : undefined;
      if (old === undefined) tell([...path, key], `= ${shown(value)}`);
      else compare(old, value, [...path, key], tell);
    }
  } else if (isList(before) && isList(after)) {
    compareLists(before, after, path, tell);
  } else if (typeof before === "number" && typeof after === "number") {
    tell(path, `${before} → ${after}`);
  } else if (typeof before === "string" && typeof after === "string") {
    tell(path, `${shown(before)} → ${shown(after)}`);
  } else if (JSON.stringify(before) !== JSON.stringify(after)) {
    tell(path, `= ${shown(after)}`);
  }
}

/** Equal ends are left out; items between them are compared only where none came and none went. */
function compareLists(before: readonly Json[], after: readonly Json[], path: readonly Step[], tell: Tell): void {
  const same = (one: Json | undefined, other: Json | undefined): boolean => JSON.stringify(one) === JSON.stringify(other);
  const least = Math.min(before.length, after.length);
  let prefix = 0;
  while (prefix < least && same(before[prefix], after[prefix])) prefix++;
  let suffix = 0;
  while (suffix < least - prefix && same(before.at(-1 - suffix), after.at(-1 - suffix))) suffix++;
  const [gone, come] = [before.length - prefix - suffix, after.length - prefix - suffix];
  if (gone === come) {
    for (let i = prefix; i < prefix + gone; i++) compare(before[i] ?? null, after[i] ?? null, [...path, i], tell);
    return;
  }
  if (gone > 0) tell([...path, prefix], gone === 1 ? "taken out" : `and ${gone - 1} more taken out`);
  for (let i = prefix; i < prefix + come; i++) tell([...path, i], `inserted: ${shown(after[i] ?? null)}`);
}

// What happened, newest last, at most so many entries: the oldest go. A view of it is a filter and, while it is paused,
// an end; it finds what is new in it without looking at the rest again.
export const kinds = ["network", "mesh", "presence", "document", "write", "problem"] as const;
export type Kind = (typeof kinds)[number];

export interface Entry {
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind: Kind;
  readonly text: string;
  readonly peer?: string;
  readonly document?: string;
}

export interface Filter {
  readonly words: string;
  /** Of any kind if there is none. */
  readonly kinds: ReadonlySet<Kind>;
}

export const entriesMax = 100_000;

export class LogBook {
  readonly #entries: (Entry | undefined)[] = [];
  readonly #max: number;
  readonly #listeners = new Set<() => void>();
  #end = 0;
  #isTelling = false;

  constructor(max: number = entriesMax) {
    this.#max = max;
  }

  /** The number that the next entry will have. */
  get end(): number {
    return this.#end;
  }
  /** The number of the oldest that is kept. */
  get begin(): number {
    return Math.max(0, this.#end - this.#max);
  }

  add(entry: Omit<Entry, "number">): void {
    const number = this.#end++;
    this.#entries[number % this.#max] = { ...entry, number };
    this.#tellSoon();
  }

  at(number: number): Entry | undefined {
    const entry = this.#entries[number % this.#max];
    return entry?.number === number ? entry : undefined;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Many entries of one moment are told of once. */
  #tellSoon(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    queueMicrotask(() => {
      this.#isTelling = false;
      for (const listener of this.#listeners) listener();
    });
  }
}

export class LogView {
  readonly #book: LogBook;
  readonly #matches: (entry: Entry) => boolean;
  #numbers: number[] = [];
  #looked = 0;

  constructor(book: LogBook, filter: Filter) {
    this.#book = book;
    this.#matches = matcher(filter);
  }

  /** The numbers of what matches, oldest first, up to an end. */
  upTo(end: number): readonly number[] {
    for (let number = Math.max(this.#looked, this.#book.begin); number < end; number++) {
      const entry = this.#book.at(number);
      if (entry && this.#matches(entry)) this.#numbers.push(number);
    }
    this.#looked = Math.max(this.#looked, end);
    const gone = this.#numbers.findIndex((number) => number >= this.#book.begin);
    if (gone !== 0) this.#numbers = gone < 0 ? [] : this.#numbers.slice(gone);
    return this.#numbers;
  }
}

function matcher(filter: Filter): (entry: Entry) => boolean {
  const words = filter.words.toLowerCase().split(/\s+/).filter(Boolean);
  return (entry) => {
    if (filter.kinds.size > 0 && !filter.kinds.has(entry.kind)) return false;
    if (words.length === 0) return true;
    const text = `${entry.kind} ${entry.text} ${entry.document ?? ""} ${entry.peer ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

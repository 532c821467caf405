// Code by its hash: a page that works gets many runs of few units. What was not used for the longest gives way.
interface Where {
  readonly hash: string;
  readonly size: number;
}

const sizeMax = 32 * 2 ** 20;

export class CodeCache {
  readonly #fetch: (where: Where) => Promise<Uint8Array>;
  readonly #kept = new Map<string, { readonly code: Promise<Uint8Array>; readonly size: number }>();
  #size = 0;

  constructor(fetch: (where: Where) => Promise<Uint8Array>) {
    this.#fetch = fetch;
  }

  take(where: Where): Promise<Uint8Array> {
    const { hash, size } = where;
    const known = this.#kept.get(hash);
    this.#drop(hash);
    const code = known?.code ?? this.#fetch(where);
    this.#kept.set(hash, { code, size });
    this.#size += size;
    if (!known) code.catch(() => this.#drop(hash));
    for (const oldest of this.#kept.keys()) {
      if (this.#size <= sizeMax || oldest === hash) break;
      this.#drop(oldest);
    }
    return code;
  }

  #drop(hash: string): void {
    this.#size -= this.#kept.get(hash)?.size ?? 0;
    this.#kept.delete(hash);
  }
}

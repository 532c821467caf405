// What became of a text, as editors take it: go over so much, put that in, take so much away. Counted
// in UTF-16 units, like everything in JavaScript.
//
// The core counts characters. As long as none takes two units both are the same; else it is counted
// in the text as it was.

export type TextDelta = (
  { readonly retain: number } | { readonly insert: string } | { readonly delete: number }
)[];

/** From the beginning on: go over `retain`, take `removed` away, put `inserted` there. */
export interface Splice {
  readonly retain: number;
  readonly removed: number;
  readonly inserted: number;
}

const hasPairs = (text: string): boolean => /[\ud800-\udbff]/.test(text);

/** Where so many characters end that begin at a position. */
function behind(text: string, at: number, characters: number, counts: boolean): number {
  if (!counts) return at + characters;
  let end = at;
  for (let left = characters; left > 0; --left)
    end += (text.codePointAt(end) as number) > 0xffff ? 2 : 1;
  return end;
}

export class ObservedText {
  #text: string;
  #hasPairs: boolean;

  constructor(text: string) {
    this.#text = text;
    this.#hasPairs = hasPairs(text);
  }

  get text(): string {
    return this.#text;
  }

  /** The same in UTF-16 units; this is then the text as it is afterwards. */
  splice(splices: readonly Splice[], inserted: string): TextDelta {
    const counts = hasPairs(inserted);
    const delta: TextDelta[number][] = [];
    let now = "";
    let at = 0;
    let from = 0;
    for (const splice of splices) {
      const begin = behind(this.#text, at, splice.retain, this.#hasPairs);
      const end = behind(this.#text, begin, splice.removed, this.#hasPairs);
      const to = behind(inserted, from, splice.inserted, counts);
      const insert = inserted.slice(from, to);
      if (begin > at) delta.push({ retain: begin - at });
      if (insert !== "") delta.push({ insert });
      if (end > begin) delta.push({ delete: end - begin });
      now += this.#text.slice(at, begin) + insert;
      at = end;
      from = to;
    }
    this.#text = now + this.#text.slice(at);
    this.#hasPairs ||= counts;
    return delta;
  }

  /** Another text stands there: what is different from beginning to end. */
  replace(text: string): TextDelta {
    const before = this.#text;
    const shorter = Math.min(before.length, text.length);
    let begin = 0;
    while (begin < shorter && before.charCodeAt(begin) === text.charCodeAt(begin)) ++begin;
    if (begin > 0 && isHigh(before, begin - 1)) --begin;
    let same = 0;
    while (
      same < shorter - begin &&
      before.charCodeAt(before.length - 1 - same) === text.charCodeAt(text.length - 1 - same)
    )
      ++same;
    if (same > 0 && isLow(text, text.length - same)) --same;
    this.#text = text;
    this.#hasPairs = hasPairs(text);
    const delta: TextDelta[number][] = [];
    if (begin === text.length && begin === before.length) return delta;
    if (begin > 0) delta.push({ retain: begin });
    if (begin < text.length - same) delta.push({ insert: text.slice(begin, text.length - same) });
    if (begin < before.length - same) delta.push({ delete: before.length - same - begin });
    return delta;
  }
}

const isHigh = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xd800;
const isLow = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xdc00;

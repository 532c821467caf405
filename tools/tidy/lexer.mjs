// @ts-check
// Where the comments and the literals of a C++ or JavaScript text are. Not a parser: it knows just enough
// (raw strings, digit separators, templates, regular expressions) that no quote or slash inside one of them
// is taken for another. A literal left open ends at its line, so one misreading costs one line.

/** @typedef {{ kind: 'comment' | 'literal', start: number, end: number }} Span */

const wordStart = /[A-Za-z_$]/;
const word = /[\w$]+/y;
const number = /\d(?:[\w.]|'(?=\w))*/y;
const rawString = /(?:u8|[uUL])?R"([^()\\\s]*)\(/y;
const quoted = { '"': /"(?:\\[^]|[^"\\\n])*"?/y, "'": /'(?:\\[^]|[^'\\\n])*'?/y };
const regularExpression = /\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;
const wordsBeforeExpression =
  /^(?:return|typeof|case|in|of|void|delete|throw|new|await|yield|else|do)$/;

/**
 * @param {string} text
 * @param {'cpp' | 'script'} language
 * @returns {Span[]}
 */
export function spansOf(text, language) {
  return new Lexer(text, language === "script").run();
}

class Lexer {
  /** @type {Span[]} */
  spans = [];
  at = 0;
  // The last word or punctuation mark of code: tells a division from a regular expression.
  previous = "";
  // One entry for each template that we are in a `${}` of: how many braces are open inside it.
  /** @type {number[]} */
  templates = [];

  /**
   * @param {string} text
   * @param {boolean} isScript
   */
  constructor(text, isScript) {
    this.text = text;
    this.isScript = isScript;
  }

  run() {
    if (this.text.startsWith("#!")) this.#take("comment", this.#find("\n", 0));
    while (this.at < this.text.length) this.#step();
    return this.spans;
  }

  #step() {
    const { text, at } = this;
    const char = text[at];
    if (/\s/.test(char)) this.at++;
    else if (text.startsWith("//", at)) this.#take("comment", this.#find("\n", at));
    else if (text.startsWith("/*", at)) this.#take("comment", this.#find("*/", at + 2) + 2);
    else if (char === '"' || char === "'") this.#takeLiteral(this.#match(quoted[char]) ?? 1);
    else if (wordStart.test(char)) this.#stepWord();
    else if (/\d/.test(char)) this.#skip(this.#match(number) ?? 1);
    else if (this.isScript && char === "`") this.#takeTemplate(at + 1);
    else if (this.isScript && char === "/") this.#stepSlash();
    else this.#stepMark(char);
  }

  #stepWord() {
    const rawSize = this.isScript ? undefined : this.#match(rawString);
    if (rawSize === undefined) return this.#skip(this.#match(word) ?? 1);
    const opening = this.text.slice(this.at, this.at + rawSize);
    const closing = `)${opening.slice(opening.indexOf('"') + 1, -1)}"`;
    this.#takeLiteral(this.#find(closing, this.at + rawSize) + closing.length - this.at);
  }

  #stepSlash() {
    const size = this.#expressionMayStart() ? this.#match(regularExpression) : undefined;
    if (size === undefined) this.#skip(1);
    else this.#takeLiteral(size);
  }

  // A `<` or `>` before a slash is a tag of TSX, except the `>` of an arrow.
  #expressionMayStart() {
    return (
      this.previous === "" ||
      this.previous === "=>" ||
      /^[(,=:[!&|?{;+\-*%~^]$/.test(this.previous) ||
      wordsBeforeExpression.test(this.previous)
    );
  }

  /** @param {string} char */
  #stepMark(char) {
    const inTemplate = this.templates.length > 0;
    if (inTemplate && char === "{") this.templates[this.templates.length - 1]++;
    if (inTemplate && char === "}" && this.templates[this.templates.length - 1]-- === 0) {
      this.templates.pop();
      return this.#takeTemplate(this.at + 1);
    }
    this.#skip(this.text.startsWith("=>", this.at) ? 2 : 1);
  }

  // From the opening quote, or from the brace that closes a `${}`, up to the next `${` or the closing quote.
  /** @param {number} from */
  #takeTemplate(from) {
    let end = from;
    while (end < this.text.length && this.text[end] !== "`" && !this.text.startsWith("${", end))
      end += this.text[end] === "\\" ? 2 : 1;
    const goesOn = this.text.startsWith("${", end);
    if (goesOn) this.templates.push(0);
    this.#takeLiteral(end + (goesOn ? 2 : 1) - this.at);
    if (goesOn) this.previous = "{";
  }

  /** @param {number} size */
  #takeLiteral(size) {
    this.#take("literal", this.at + size);
    this.previous = '"';
  }

  /**
   * @param {Span['kind']} kind
   * @param {number} end
   */
  #take(kind, end) {
    const bounded = Math.min(end, this.text.length);
    this.spans.push({ kind, start: this.at, end: bounded });
    this.at = bounded;
  }

  /** @param {number} size */
  #skip(size) {
    this.previous = this.text.slice(this.at, this.at + size);
    this.at += size;
  }

  /** @param {RegExp} pattern */
  #match(pattern) {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0].length;
  }

  /**
   * @param {string} sought
   * @param {number} from
   */
  #find(sought, from) {
    const found = this.text.indexOf(sought, from);
    return found === -1 ? this.text.length : found;
  }
}

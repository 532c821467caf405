// @ts-check
// Where C++ defines state that lives longer than a call or an object: variables of a namespace, static ones of
// a class or a function, unless they are constant. Not a parser: it follows braces and parentheses, and reads
// the words in front of them.

/** @typedef {'namespace' | 'class' | 'code' | 'value'} Kind */

/**
 * What a brace opened. `resume` is where the statement began that goes on behind the brace, if it does.
 * @typedef {{ kind: Kind, depth: number, resume?: number }} Scope
 */

/**
 * The positions of all such definitions in code, which is a text without comments and literals.
 * @param {string} code
 * @returns {number[]}
 */
export function mutableStateIn(code) {
  const text = withoutDirectives(code);
  /** @type {Scope[]} */
  const outer = [];
  /** @type {Scope} */
  let scope = { kind: "namespace", depth: 0 };
  /** @type {number[]} */
  const found = [];
  let start = 0;
  for (let at = 0; at < text.length; ++at) {
    const char = text[at];
    if (char === "(" || char === "[") scope.depth++;
    else if (char === ")" || char === "]") scope.depth--;
    else if (char === "{") {
      const opened = scopeOf(text.slice(start, at), scope, start);
      outer.push(scope);
      scope = opened;
      if (opened.kind !== "value") start = at + 1;
    } else if (char === "}") {
      start = scope.resume ?? at + 1;
      scope = outer.pop() ?? { kind: "namespace", depth: 0 };
    } else if (char === ";" && scope.depth <= 0) {
      const statement = text.slice(start, at);
      if (isState(statement, scope.kind)) found.push(start + statement.search(/\S/));
      start = at + 1;
    }
  }
  return found;
}

/** @param {string} code */
const withoutDirectives = (code) =>
  code.replace(/^[ \t]*(?:#|%:)(?:.*\\\n)*.*$/gm, (directive) => directive.replace(/[^\n]/g, " "));

/**
 * @param {string} head
 * @param {Scope} parent
 * @param {number} start
 * @returns {Scope}
 */
function scopeOf(head, parent, start) {
  const words = withoutArguments(head);
  const isInside = parent.depth > 0 || /=(?!=)/.test(words.replace(/operator\s*\S+/, ""));
  if (isInside) {
    const isFunction = /(?:\)[^=]*|\])\s*$/.test(head);
    return { kind: isFunction ? "code" : "value", depth: 0, resume: start };
  }
  if (/\bnamespace\b|\bextern\s*$/.test(words)) return { kind: "namespace", depth: 0 };
  if (/\)/.test(head) && !/^\s*(?:struct|class|union)\b/.test(words))
    return { kind: "code", depth: 0 };
  if (/\b(?:struct|class|union|enum)\b/.test(words)) return { kind: "class", depth: 0 };
  if (/^\s*$|\b(?:else|do|try)\s*$|:\s*$/.test(words)) return { kind: "code", depth: 0 };
  return { kind: "value", depth: 0, resume: start };
}

// Arguments of templates and attributes hold other types and other braces.
/** @param {string} text */
function withoutArguments(text) {
  const erased = (/** @type {string} */ found) => " ".repeat(found.length);
  let result = text.replace(/\[\[[^\]]*\]\]|\balignas\s*\([^)]*\)/g, erased);
  for (let before = ""; before !== result; ) {
    before = result;
    result = result.replace(/<[^<>;{}=]*>/g, erased);
  }
  return result;
}

const otherStatements =
  /^\s*(?:using|typedef|template|friend|static_assert|struct|class|union|enum|namespace|extern|concept|export|asm|return|goto)\b/;

/**
 * @param {string} statement
 * @param {Kind} kind
 */
function isState(statement, kind) {
  const text = withoutArguments(statement).replace(
    /^\s*(?:public|private|protected)\s*:/,
    (label) => " ".repeat(label.length),
  );
  if (kind === "value" || otherStatements.test(text)) return false;
  const head = /^[^=({]*/.exec(text)?.[0] ?? "";
  if (/\boperator\b|\bthread_local\b/.test(head) || isConstant(head)) return false;
  if (kind !== "namespace" && !/\bstatic\b/.test(head)) return false;
  if (!/^\s*[\w:][\w:\s*&,]*[\s*&]\w+\s*(?:\[[^\]]*\]\s*)*$/.test(head)) return false;
  if (text[head.length] !== "(") return true;
  // A function of a namespace or a class; in a body, or with a value in the parentheses, a variable.
  return kind === "code" || /^\(\s*(?:[-.\d]|(?:nullptr|true|false)\b|\s+\))/.test(text.slice(head.length));
}

// `const char*` is a pointer that changes; the constant one has its word behind the star.
/** @param {string} head */
function isConstant(head) {
  if (/\bconst(?:expr|eval)\b/.test(head)) return true;
  return /\bconst\b/.test(head.slice(head.lastIndexOf("*") + 1));
}

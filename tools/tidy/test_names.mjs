// @ts-check
// The names of the tests of a file that are run and do something: neither switched off by the preprocessor nor
// empty. GoogleTest's are the second word of TEST(…, …), vitest's the text in test("…", …).
import { languageOf, lineAt } from "./paths.mjs";
import { codeOf, withoutComments } from "./source_text.mjs";

const macro =
  /\b(?:TEST|TEST_F|TEST_P|TYPED_TEST|TYPED_TEST_P|RC_GTEST_PROP|RC_GTEST_FIXTURE_PROP)\s*\(\s*\w+\s*,\s*(\w+)/g;
const call = /\b(?:it|test|describe|suite)(?:\.\w+)*\s*(?=\()/g;
const emptyBody = /^\s*(?:,\s*(?:async\s*)?(?:function\s*)?\(\s*\)\s*(?:=>\s*)?)?\{\s*\}/;

/**
 * @param {string} path
 * @param {string} text
 * @returns {{ name: string, line: number }[]}
 */
export function testNamesOf(path, text) {
  if (languageOf(path) === "cpp") return namesInCpp(withoutDeadCode(codeOf(path, text)));
  return namesInScript(withoutComments(path, text), codeOf(path, text));
}

/** @param {string} code */
function namesInCpp(code) {
  return [...code.matchAll(macro)].flatMap((match) => {
    const body = code.slice(behindParentheses(code, code.indexOf("(", match.index)));
    if (emptyBody.test(body)) return [];
    return [{ name: match[1], line: lineAt(code, match.index) }];
  });
}

/**
 * @param {string} text
 * @param {string} code
 */
function namesInScript(text, code) {
  return [...code.matchAll(call)].flatMap((match) => {
    const open = code.indexOf("(", match.index);
    // test.each(…)("…"): the name stands in the second pair of parentheses.
    const second = code.slice(behindParentheses(code, open)).match(/^\s*\(/);
    const begin = second ? behindParentheses(code, open) + second[0].length : open + 1;
    const literal = /^\s*("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)/.exec(text.slice(begin));
    if (!literal || emptyBody.test(code.slice(begin + literal[0].length))) return [];
    return [{ name: literal[1].slice(1, -1), line: lineAt(text, match.index) }];
  });
}

/**
 * The position behind the parenthesis that closes the one at `open`.
 * @param {string} code
 * @param {number} open
 */
function behindParentheses(code, open) {
  let depth = 0;
  for (let at = open; at < code.length; ++at) {
    if (code[at] === "(") depth++;
    else if (code[at] === ")" && --depth === 0) return at + 1;
  }
  return code.length;
}

// Blank from `#if 0` to its #else or #endif.
/** @param {string} code */
function withoutDeadCode(code) {
  /** @type {boolean[]} */
  const dead = [];
  return code
    .split("\n")
    .map((line) => {
      const [, word = "", rest = ""] = /^\s*#\s*(if|ifdef|ifndef|elif|else|endif)\b(.*)/.exec(line) ?? [];
      if (word.startsWith("if")) dead.push(/^\s*(?:0|false)\s*$/.test(rest));
      else if (word === "endif") dead.pop();
      else if (word !== "" && dead.length > 0) dead[dead.length - 1] = false;
      return dead.includes(true) ? "" : line;
    })
    .join("\n");
}

// @ts-check
// Words that code may not contain, where, and why. Patterns are written so as to miss a rare offence rather
// than to accuse good code: a method may be called `time`, a pool may have a `free`.
import { isBrain, isCppTestCode, isScriptTest, languageOf } from "./paths.mjs";

/**
 * @typedef {object} Word
 * @property {string} name
 * @property {RegExp} pattern
 * @property {string} reason
 * @property {boolean} [inComments]
 */

/** @typedef {{ applies: (path: string) => boolean, words: Word[] }} WordList */

// A call of a C function begins a statement or an expression. After a name, `>`, `*` or `&` it would be a
// declaration of our own function, after `.`, `->` or `Class::` a member.
const callStart = String.raw`(?<=(?:^|[;{}()\[,=!|?:<+\-/%]|\breturn|\belse)\s*)(?<!\w::)(?:std::|::)?`;

/**
 * @param {string} functions
 * @param {string} [argument]
 */
const call = (functions, argument = "") =>
  new RegExp(`${callStart}(?:${functions})\\s*\\(${argument}`, "g");

const clock = "the brain has no clock; take the time as an argument";
const chance = "the brain has no chance of its own; draw from the Prng that the constructor seeded";
const order =
  "hash order differs between builds and shows in the output; use an ordered or a flat map";
const exceptions =
  "the brain is built without exceptions; return a Result, or ASSERT what cannot happen";
const types = "the brain is built without run-time type information; use a variant";
const output = "the brain does not print; return an event or record it in the trace";
const environment = "the brain has no environment; take it as an option";
const owner = "each object has one owner; use a value, unique_ptr or an index";
const callbacks = "callbacks bring re-entrancy; return events, or pass a template";
const memory = "raw memory has no owner; use a container or unique_ptr";
const state =
  "state outside an object makes two machines in one process differ from one; make it a member";

// Up to the first of `;={(` a function shows its parenthesis, a variable does not.
const notVariable = String.raw`\b(?:const|constexpr|consteval|operator|namespace|struct|class|enum|union)\b`;
const mutableStatic = new RegExp(
  String.raw`(?<=(?:^|[;{}\n])[ \t]*)(?:inline\s+static|static|inline)\s(?![^;={(]*${notVariable})[^;={(]*[;={]`,
  "g",
);

/** @type {WordList} */
const purity = {
  applies: (path) => isBrain(path) && languageOf(path) === "cpp" && !isCppTestCode(path),
  words: [
    { name: "now()", pattern: /::now\s*\(/g, reason: clock },
    { name: "time()", pattern: call("time", String.raw`\s*(?:nullptr|NULL|0|&)`), reason: clock },
    { name: "random_device", pattern: /\brandom_device\b/g, reason: chance },
    { name: "rand()", pattern: call("s?rand", String.raw`[^)]*\)`), reason: chance },
    { name: "std::hash", pattern: /\bstd::hash\b/g, reason: order },
    { name: "unordered container", pattern: /\bunordered_(?:multi)?(?:map|set)\b/g, reason: order },
    { name: "shared_ptr", pattern: /\b(?:shared_ptr|make_shared)\b/g, reason: owner },
    { name: "std::function", pattern: /\bstd::(?:move_only_)?function\b/g, reason: callbacks },
    { name: "throw", pattern: /\bthrow\b/g, reason: exceptions },
    { name: "try", pattern: /\btry\s*\{/g, reason: exceptions },
    { name: "catch", pattern: /\bcatch\s*\(/g, reason: exceptions },
    { name: "dynamic_cast", pattern: /\bdynamic_cast\b/g, reason: types },
    { name: "typeid", pattern: /\btypeid\b/g, reason: types },
    { name: "thread_local", pattern: /\bthread_local\b/g, reason: state },
    {
      name: "mutable static",
      pattern: mutableStatic,
      reason: state,
    },
    { name: "getenv", pattern: /\b(?:secure_)?getenv\b/g, reason: environment },
    { name: "printf", pattern: /\bv?(?:f|s|sn)?printf\s*\(/g, reason: output },
    { name: "standard stream", pattern: /\bstd::(?:cout|cerr|clog|cin)\b/g, reason: output },
    { name: "malloc", pattern: call("malloc|calloc|realloc"), reason: memory },
    { name: "free", pattern: call("free"), reason: memory },
  ],
};

const skipped = "a test that does not run proves nothing; make it pass, or delete it";

/** @type {WordList} */
const runningCppTests = {
  applies: (path) => languageOf(path) === "cpp",
  words: [
    { name: "GTEST_SKIP", pattern: /\bGTEST_SKIP\b/g, reason: skipped },
    { name: "DISABLED_", pattern: /\bDISABLED_/g, reason: skipped },
  ],
};

/** @type {WordList} */
const runningScriptTests = {
  applies: isScriptTest,
  words: [
    {
      name: ".only or .skip",
      pattern: /\b(?:it|test|describe|suite|bench)(?:\.\w+)*\.(?:only|skip|fixme|todo)\s*[.(]/g,
      reason: skipped,
    },
  ],
};

/** @type {WordList} */
const finishedWork = {
  applies: (path) => ["cpp", "script", "hash"].includes(languageOf(path)),
  words: [
    {
      name: "work left over",
      pattern: /\b(?:TODO|FIXME|XXX)\b/g,
      reason: "nobody comes back to it; do it now, or write down as a fact what is not covered",
      inComments: true,
    },
  ],
};

/** @type {WordList[]} */
export const wordLists = [purity, runningCppTests, runningScriptTests, finishedWork];

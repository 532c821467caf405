// @ts-check
// Words that code may not contain, where, and why. Patterns are written so as to miss a rare offence rather
// than to accuse good code: a method may be called `time`, a pool may have a `free`.
import { mutableStateIn } from "./mutable_state.mjs";
import { isBrain, isCppTestCode, isScriptTest, languageOf } from "./paths.mjs";

/**
 * @typedef {object} Word
 * @property {string} name
 * @property {RegExp | ((code: string) => number[])} pattern  What finds it, or where it is.
 * @property {string} reason
 * @property {boolean} [inComments]
 * @property {RegExp} [unless]  A comment on the line, or alone on the one before, that says why it may.
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
const ending = "the brain does not end the process; ASSERT what only a bug of ours can break";
const addresses =
  "addresses differ from run to run, and so does the order; use an id as the key, or say in a comment " +
  "'order not used: …' why nothing depends on it";
const state =
  "state outside an object makes two machines in one process differ from one; make it a member";

/** @type {WordList} */
const purity = {
  applies: (path) => isBrain(path) && languageOf(path) === "cpp" && !isCppTestCode(path),
  words: [
    { name: "now()", pattern: /::now\b/g, reason: clock },
    { name: "time()", pattern: call("time", String.raw`\s*(?:nullptr|NULL|0|&)`), reason: clock },
    {
      name: "C clock",
      pattern: call("clock|clock_gettime|gettimeofday|timespec_get"),
      reason: clock,
    },
    {
      name: "cycle counter",
      pattern: /\b(?:__builtin_read(?:cycle|steady)counter|__rdtscp?|_rdtsc)\b/g,
      reason: clock,
    },
    { name: "random_device", pattern: /\brandom_device\b/g, reason: chance },
    { name: "rand()", pattern: call("s?rand|rand_r", String.raw`[^)]*\)`), reason: chance },
    {
      name: "random()",
      pattern: call(String.raw`s?random|[dejlmn]rand48|arc4random\w*|getrandom|getentropy`),
      reason: chance,
    },
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
    { name: "mutable state", pattern: mutableStateIn, reason: state },
    {
      name: "keys by address",
      pattern:
        /\b(?:(?:multi)?(?:map|set)|(?:Flat|Ordered)Map|less)\s*<\s*(?:const\s+)?[\w:]+(?:<[^<>]*>)?(?:\s+const)?\s*\*/g,
      reason: addresses,
      unless: /\border not used: \S/,
    },
    { name: "getenv", pattern: /\b(?:secure_)?getenv\b/g, reason: environment },
    { name: "printf", pattern: /\bv?(?:f|s|sn)?printf\s*\(/g, reason: output },
    { name: "standard stream", pattern: /\bstd::(?:cout|cerr|clog|cin)\b/g, reason: output },
    {
      name: "puts",
      pattern: call("f?puts|puts_unlocked|f?putc|putchar|fwrite|perror"),
      reason: output,
    },
    { name: "std::print", pattern: /\bstd::v?print(?:ln)?\s*\(/g, reason: output },
    { name: "exit", pattern: call("exit|_exit|_Exit|quick_exit|abort|terminate"), reason: ending },
    { name: "malloc", pattern: call("malloc|calloc|realloc"), reason: memory },
    { name: "new[]", pattern: /\bnew\b[^;(){}=,]*\[/g, reason: memory },
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
      pattern:
        /\b(?:it|test|describe|suite|bench)(?:\.\w+)*\.(?:only|skip|skipIf|runIf|fixme|todo|fails)\s*[.(]/g,
      reason: skipped,
    },
    { name: "xit", pattern: /\b[xf](?:it|test|describe)\s*[.(]/g, reason: skipped },
    {
      // Names are literals, of which only the room is left, or variables.
      name: "{ skip }",
      pattern:
        /\b(?:it|test|describe|suite|bench)(?:\.\w+)*\s*\([^(){},]*,\s*\{[^{}]*\b(?:only|skip|todo|fails)\s*[:,}]/g,
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

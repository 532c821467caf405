// Scripts as units, in workers as they are shipped.
#include "native/units/units_test.h"

namespace native::units {
namespace {

using ScriptUnit = UnitTest;

TEST_F(ScriptUnit, WU6_an_entry_is_called_with_its_input_and_what_it_returns_is_the_output) {
    EXPECT_EQ(run(script("function main(input) { return input; }", "abc")).output(), "abc");
    EXPECT_EQ(run(script("main = (input) => input.subarray(1, 3)", "abcd")).output(), "bc");
    EXPECT_EQ(run(script("'use strict'; function main(i) { return i.buffer.slice(1, 2) }", "abc"))
                  .output(),
              "b");
    EXPECT_EQ(run(script("function main() { return 'grüß \\ud83d\\ude00 \\ud800'; }")).output(),
              "grüß 😀 \xef\xbf\xbd");
    EXPECT_EQ(run(script("function main() {}")).output(), "");
    EXPECT_EQ(run(script("function main() { return { a: [1, null, 'ü'] }; }")).output(),
              R"({"a":[1,null,"ü"]})");
    EXPECT_EQ(run(script("function main() { return null; }")).output(), "null");
}

TEST_F(ScriptUnit, WU6_a_promise_is_waited_for) {
    EXPECT_EQ(
        run(script("async function main(i, h) { await null; await 0; return h.text() + '!'; }",
                   "a"))
            .output(),
        "a!");
    const Ended rejected = run(script("async function main() { throw new TypeError('no'); }"));
    EXPECT_EQ(rejected.kind(), "unit-failed");
    EXPECT_EQ(rejected.text(), "TypeError: no");
}

TEST_F(ScriptUnit, NU5_WU6_a_promise_that_nothing_will_settle_is_a_failure_at_once) {
    const Ended ended = run(script("function main() { return new Promise(() => {}); }"));
    EXPECT_EQ(ended.kind(), "unit-failed");
    EXPECT_EQ(ended.text(), "It waits for what never comes.");
}

TEST_F(ScriptUnit, WU6_the_host_tells_gives_state_and_takes_edits) {
    UnitRun unit = script(
        "function main(input, host) {"
        "  host.progress(0.5); host.log('line'); console.log('two', 2, { a: 1 });"
        "  host.edit({ set: host.state('count') + 1 });"
        "  return [host.json().x, host.text(), typeof host.state('missing')];"
        "}",
        R"({"x":5})");
    unit.state = {{"count", "41"}};
    const Ended ended = run(std::move(unit));
    EXPECT_EQ(ended.output(), R"([5,"{\"x\":5}","undefined"])");
    EXPECT_EQ(ended.progress, std::vector<double>{0.5});
    EXPECT_EQ(ended.lines, (std::vector<std::string>{"line", R"(two 2 {"a":1})"}));
    EXPECT_EQ(ended.edits(), std::vector<std::string>{R"({"set":42})"});
}

TEST_F(ScriptUnit, WU6_WU9_what_it_throws_is_a_failure_with_its_words) {
    EXPECT_EQ(run(script("function main() { throw new RangeError('far'); }")).text(),
              "RangeError: far");
    EXPECT_EQ(run(script("function main() { throw 'just so'; }")).text(), "just so");
    EXPECT_EQ(run(script("throw new Error('early');")).kind(), "unit-failed");
    EXPECT_EQ(run(script("function main() { throw { toString() { throw 1; } }; }")).text(),
              "It threw what has no words.");
    EXPECT_EQ(run(script("function main() { const a = {}; a.a = a; return a; }")).kind(),
              "unit-failed");
    EXPECT_EQ(run(script("function main() { return 1n; }")).kind(), "unit-failed");
    EXPECT_EQ(run(script("function main() { return () => 1; }")).kind(), "unit-failed");
}

TEST_F(ScriptUnit, WU6_WU9_what_is_no_script_or_has_no_such_entry_is_invalid) {
    EXPECT_EQ(run(script("function main( {")).kind(), "unit-invalid");
    EXPECT_EQ(run(script("import x from 'x';")).kind(), "unit-invalid");
    EXPECT_EQ(run(script("\xff\xfe")).kind(), "unit-invalid");
    EXPECT_EQ(run(script("function other() {}")).kind(), "unit-invalid");
    EXPECT_EQ(run(script("var main = 5;")).kind(), "unit-invalid");
    EXPECT_EQ(run(script("throw new SyntaxError('mine');")).kind(), "unit-failed");
}

TEST_F(ScriptUnit, WU7_it_finds_its_language_and_nothing_of_a_page_or_a_process) {
    const Ended ended = run(script(
        "function main() {"
        "  return ['fetch', 'XMLHttpRequest', 'WebSocket', 'localStorage', 'indexedDB', 'caches',"
        "    'importScripts', 'postMessage', 'setTimeout', 'setInterval', 'queueMicrotask', "
        "'require',"
        "    'process', 'Deno', 'print', 'load', 'readFile', 'Worker', 'SharedArrayBuffer', "
        "'crypto',"
        "    'performance', 'native', 'navigator', 'self', 'window', 'ShadowRealm', '$vm', "
        "'Temporal']"
        "    .filter((name) => name in globalThis);"
        "}"));
    EXPECT_EQ(ended.output(), "[]");
    EXPECT_EQ(run(script("function main() { return [typeof WebAssembly.Module, typeof Map, "
                         "typeof Intl.Collator, Object.keys(console)]; }"))
                  .output(),
              R"(["function","function","function",["log"]])");
    EXPECT_EQ(run(script("async function main() { return await import('x'); }")).kind(),
              "unit-failed");
}

TEST_F(ScriptUnit, WU7_texts_are_encoded_and_decoded) {
    EXPECT_EQ(run(script("function main(input) { return new TextDecoder().decode(input); }",
                         "\xef\xbb\xbfgr\xc3\xbc\xff\xe2\x82!\xed\xa0\x80"))
                  .output(),
              "grü\xef\xbf\xbd\xef\xbf\xbd!\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    EXPECT_EQ(
        run(script("function main() { return new TextEncoder().encode('grü\\ud800'); }")).output(),
        "grü\xef\xbf\xbd");
    EXPECT_EQ(run(script("function main() { const into = new Uint8Array(4);"
                         "return new TextEncoder().encodeInto('abcü', into); }"))
                  .output(),
              R"({"read":3,"written":3})");
    EXPECT_EQ(run(script("function main(input) {"
                         "return new TextDecoder('utf-8', { fatal: true }).decode(input); }",
                         "\xff"))
                  .kind(),
              "unit-failed");
    EXPECT_EQ(run(script("function main(input) { const all = new DataView(input.buffer, "
                         "input.byteOffset + 1, 2); return new TextDecoder().decode(all); }",
                         "abcd"))
                  .output(),
              "bc");
}

TEST_F(ScriptUnit, NU5_WU7_WebAssembly_is_compiled_by_either_way) {
    EXPECT_EQ(run(script("async function main() {"
                         "  const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);"
                         "  const { module, instance } = await WebAssembly.instantiate(bytes);"
                         "  const again = await WebAssembly.instantiate(module);"
                         "  return [again instanceof WebAssembly.Instance,"
                         "    (await WebAssembly.compile(bytes)) instanceof WebAssembly.Module,"
                         "    WebAssembly.validate(bytes), Object.keys(instance.exports)];"
                         "}"))
                  .output(),
              "[true,true,true,[]]");
}

TEST_F(ScriptUnit, WU2_WU7_without_a_grant_the_clock_stands_at_1970) {
    EXPECT_EQ(
        run(script("function main() {"
                   "  const parts = new Intl.DateTimeFormat('en', { year: 'numeric' });"
                   "  const first = new Date();"
                   "  let sum = 0; for (let i = 0; i < 1e6; ++i) sum += i % 7;"
                   "  class Mine extends Date {}"
                   "  return [first.getTime(), Date.now(), +new Date(), Date(), +new Mine(),"
                   "    new Mine() instanceof Mine, +new first.constructor(),"
                   "    new Date(5).getTime(), new Date(2020, 1, 1).toISOString(), Date.UTC(1970, "
                   "0, 2),"
                   "    parts.format(), parts.formatToParts()[0].value, first instanceof Date,"
                   "    Date.name, Date.length, typeof performance];"
                   "}"))
            .output(),
        R"js([0,0,0,"Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)",0,true,0,5,)js"
        R"js("2020-02-01T00:00:00.000Z",86400000,"1970","1970",true,"Date",7,"undefined"])js");
}

TEST_F(ScriptUnit, WU2_WU7_with_a_grant_the_clock_goes) {
    UnitRun unit = script(
        "function main() {"
        "  const begin = performance.now(); while (performance.now() - begin < 5);"
        "  return [Date.now() > 1.7e12, +new Date() > 1.7e12, begin >= 0, typeof Math.random];"
        "}");
    unit.may_know_time = true;
    EXPECT_EQ(run(std::move(unit)).output(), R"([true,true,true,"undefined"])");
}

TEST_F(ScriptUnit, WU2_WU7_without_a_grant_there_is_no_chance) {
    EXPECT_EQ(
        run(script("function main() { return [typeof Math.random, typeof crypto]; }")).output(),
        R"(["undefined","undefined"])");
    EXPECT_EQ(run(script("function main() { return Math.random(); }")).kind(), "unit-failed");
    UnitRun unit = script(
        "function main() {"
        "  const numbers = crypto.getRandomValues(new Uint32Array(4));"
        "  return [...numbers, Math.random()].join();"
        "}");
    unit.may_draw = true;
    EXPECT_NE(run(unit).output(), run(unit).output());
    EXPECT_EQ(run(unit).kind(), "done");
}

// What compilers and collectors do in threads of their own, and what libraries look for in files.
TEST_F(ScriptUnit, NU1_WU7_all_of_the_language_works_behind_the_filter) {
    const char* const busy = R"js(
        function main() {
          const date = new Date(86400000 * 365);
          const words = ['de', 'ja', 'ar', 'en'].map((locale) => [
            date.toLocaleString(locale, { timeZone: 'Asia/Tokyo', dateStyle: 'full', timeStyle: 'long' }),
            new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' }).format(1234.5),
            ['ö', 'z', 'a'].sort(new Intl.Collator(locale).compare).join(),
            [...new Intl.Segmenter(locale, { granularity: 'word' }).segment('a b')].length,
            new Intl.DisplayNames(locale, { type: 'region' }).of('JP'),
            new Intl.RelativeTimeFormat(locale).format(-1, 'day'),
            new Intl.PluralRules(locale).select(2),
          ].length);
          Date.parse('Tue, 01 Jan 2030 10:00:00 +0100');
          'İ'.normalize('NFD').toLocaleLowerCase('tr');
          let sum = 0;
          class Point { constructor(x) { this.x = x; } get twice() { return 2 * this.x; } }
          for (let i = 0; i < 3e6; ++i) sum += new Point(i % 10).twice + (i % 3 ? 0.5 : 0);
          const map = new Map();
          for (let i = 0; i < 3e5; ++i) map.set(`key ${i}`, { i, list: [i, i + 1] });
          let big = 1n;
          for (let i = 1n; i < 500n; ++i) big *= i;
          const bytes = new Float64Array(1e6).map((_, i) => Math.sin(i)).sort();
          const text = JSON.stringify([...map.values()].slice(0, 1e4));
          const again = JSON.parse(text).length;
          const matches = 'abcabc'.repeat(1e5).match(/(?<=a)b(c+)/gu).length;
          return [words.length, sum, map.size, big.toString().length, bytes.length, again, matches];
        })js";
    UnitRun unit = script(busy);
    unit.memory_max = 256 * mebibyte;
    EXPECT_EQ(run(unit).output(), "[4,28000000,300000,1132,1000000,10000,200000]");
}

}  // namespace
}  // namespace native::units

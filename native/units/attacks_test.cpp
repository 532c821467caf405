// Units that misbehave: each ends as it should, and what runs beside it and behind it is as if it
// had not been.
#include <algorithm>

#include "native/units/units_test.h"

namespace native::units {
namespace {

constexpr auto little_time = std::chrono::milliseconds(300);

UnitRun in_little_time(UnitRun run) {
    run.time_max = little_time;
    return run;
}

// A module whose start function is an endless loop.
core::Buffer module_that_loops_as_it_starts() {
    static constexpr char module[] =
        "\0asm\1\0\0\0"
        "\1\4\1\x60\0\0"                  // A type: nothing to nothing.
        "\3\2\1\0"                        // A function of it.
        "\5\3\1\0\1"                      // A memory.
        "\7\x11\2\6memory\2\0\4main\0\0"  // What is exported.
        "\x8\1\0"                         // What it starts with.
        "\xa\x9\1\7\0\3\x40\xc\0\xb\xb";  // loop br 0 end
    return buffer({module, sizeof module - 1});
}

class Attacks : public UnitTest {
protected:
    // The next runs are as if nothing had been.
    void expect_all_is_well() {
        EXPECT_EQ(run(test_unit("echo", "still here")).output(), "still here");
        EXPECT_EQ(run(script("function main() { return 'still here'; }")).output(), "still here");
    }
};

TEST_F(Attacks, WU9_WU10_endless_loops_end_with_their_time) {
    for (const UnitRun& unit :
         {test_unit("spins"), script("function main() { for (;;); }"), script("for (;;);"),
          script("async function main() { for (;;) await null; }"),
          script("function main() { return { toJSON() { for (;;); } }; }"),
          script("function main() { throw { toString() { for (;;); } }; }"),
          script("function main() { return { get then() { for (;;); } }; }"),
          script("function main() { return /(a+)+$/.test('a'.repeat(60) + 'b') + [].x; }"),
          wasm_run(module_that_loops_as_it_starts(), "main")}) {
        const Ended ended = run(in_little_time(unit));
        // The regular expression may be given up by the engine in its time, the others not.
        EXPECT_TRUE(ended.kind() == "too-long" ||
                    core::as_text(unit.code).find("a+") != std::string_view::npos)
            << ended.kind() << ended.text() << core::as_text(unit.code);
    }
    expect_all_is_well();
}

TEST_F(Attacks, WU10_stopping_ends_a_run_at_once_and_another_worker_takes_the_next) {
    bool runs = false;
    std::optional<Outcome> ended;
    const RunId id = pool_.run(script("function main() { console.log('runs'); for (;;); }"),
                               {.log = [&](const std::string&) { runs = true; },
                                .ended = [&](Outcome outcome) { ended = std::move(outcome); }});
    wait_until([&] { return runs; });
    const auto before = pool_.process_ids();
    pool_.stop(id);
    wait_until([&] { return ended.has_value(); });
    EXPECT_EQ(core::get<Failed>(*ended).kind, FailureKind::stopped);
    expect_all_is_well();
    EXPECT_NE(pool_.process_ids(), before);
    pool_.stop(id);  // It ended before.
}

TEST_F(Attacks, WU10_a_run_that_waits_can_be_stopped_too) {
    const auto first = begin(in_little_time(test_unit("spins")));
    const auto second = begin(test_unit("nothing"));
    pool_.stop(last_);
    wait_until([&] { return first->has_value() && second->has_value(); });
    EXPECT_EQ((*second)->kind(), "stopped");
    EXPECT_EQ((*first)->kind(), "too-long");
}

TEST_F(Attacks, NU10_WU3_WU9_memory_that_grows_without_end_is_too_much) {
    for (const char* bomb :
         {"function main() { const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(1)); }",
          "function main() { let text = 'x'; const all = []; for (;;) all.push([...'abcdefgh']); }",
          "function main() { const all = new Map(); for (let i = 0;; ++i) all.set(i, { i }); }"}) {
        const Ended ended = run(script(bomb));
        EXPECT_EQ(ended.kind(), "too-much") << ended.text() << bomb;
    }
    UnitRun unit = test_unit("grows");
    unit.memory_max = memory_size_max;
    EXPECT_EQ(run(std::move(unit)).kind(), "done");
    expect_all_is_well();
}

TEST_F(Attacks, NU4_WU11_a_unit_that_took_much_leaves_none_of_it_to_the_next) {
    UnitRun hungry = script(
        "function main() { const all = new Uint8Array(300 << 20).fill(1); return all.at(-1); }");
    hungry.memory_max = 512 * mebibyte;
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(run(hungry).output(), "1");
        EXPECT_EQ(run(script("function main() { return 'fine'; }")).output(), "fine");
    }
}

TEST_F(Attacks, WU3_WU9_outputs_and_edits_without_end_are_too_much) {
    EXPECT_EQ(run(test_unit("writes_without_end")).kind(), "too-much");
    EXPECT_EQ(run(test_unit("edits_without_end")).kind(), "too-much");
    EXPECT_EQ(run(test_unit("large_edit")).kind(), "too-much");
    UnitRun large = script("function main() { return new Uint8Array((64 << 20) + 1); }");
    large.memory_max = 256 * mebibyte;
    EXPECT_EQ(run(large).kind(), "too-much");
    large.code = buffer("function main() { return new Uint8Array(64 << 20); }");
    EXPECT_EQ(run(large).output().size(), output_size_max);
    EXPECT_EQ(run(script("function main(i, host) { for (let n = 0; n < 256; ++n) host.edit(n); }"))
                  .edits()
                  .size(),
              edit_count_max);
    // Caught or not, it was too much.
    EXPECT_EQ(run(script("function main(i, host) { for (let n = 0; n < 300; ++n)"
                         "  try { host.edit(n); } catch {} }"))
                  .kind(),
              "too-much");
    expect_all_is_well();
}

TEST_F(Attacks, WU3_lines_and_progress_without_end_are_dropped) {
    for (const UnitRun& unit :
         {test_unit("floods"), script("function main(i, host) { for (let n = 0; n < 3e5; ++n) {"
                                      "  console.log('again'); host.progress(0.5); } }")}) {
        const Ended ended = run(unit);
        EXPECT_EQ(ended.kind(), "done") << ended.text();
        EXPECT_EQ(ended.lines.size(), log_count_max);
        EXPECT_GE(ended.progress.size(), 1U);
        EXPECT_LE(ended.progress.size(), 100 * progress_per_second_max);
    }
    EXPECT_EQ(run(test_unit("long_line")).lines.at(0).size(), log_size_max);
    EXPECT_EQ(run(script("function main() { console.log('ü'.repeat(1e6)); }")).lines.at(0).size(),
              log_size_max);
}

TEST_F(Attacks, WU9_recursion_without_end_is_a_failure) {
    EXPECT_EQ(run(test_unit("recurses")).kind(), "unit-failed");
    EXPECT_EQ(run(script("function main() { return main() + 1; }")).kind(), "unit-failed");
    EXPECT_EQ(run(script("function main() { let a = []; for (let i = 0; i < 1e6; ++i) a = [a];"
                         "  return a; }"))
                  .kind(),
              "unit-failed");
    EXPECT_EQ(run(script(std::string(1000000, '('))).kind(), "unit-invalid");
    expect_all_is_well();
}

TEST_F(Attacks, WU1_WU9_garbage_is_invalid_and_nothing_else) {
    core::Buffer garbage(code_size_max);
    std::uint32_t number = 1;
    for (std::byte& byte : garbage)
        byte = static_cast<std::byte>((number = number * 1664525 + 1013904223) >> 24);
    EXPECT_EQ(run(wasm_run(garbage, "main")).kind(), "unit-invalid");
    UnitRun as_script = wasm_run(garbage, "main");
    as_script.engine = Engine::js;
    EXPECT_EQ(run(as_script).kind(), "unit-invalid");
    std::ranges::copy(core::as_bytes(std::string_view("\0asm\1\0\0\0", 8)), garbage.begin());
    EXPECT_EQ(run(wasm_run(garbage, "main")).kind(), "unit-invalid");
    garbage.push_back({});
    EXPECT_EQ(run(wasm_run(garbage, "main")).text(), "The code is larger than 16 MiB.");
    core::Buffer cut = file_bytes(SELVAGE_TEST_UNITS);
    for (std::size_t size = 0; size < cut.size(); size += 37) {
        const Ended ended = run(
            wasm_run({cut.begin(), cut.begin() + static_cast<std::ptrdiff_t>(size)}, "nothing"));
        EXPECT_EQ(ended.kind(), "unit-invalid") << size;
    }
    expect_all_is_well();
}

TEST_F(Attacks, NU4_WU11_what_a_script_changes_of_its_language_is_gone_with_it) {
    const char* const poison =
        "function main() {"
        "  globalThis.left = 1; Object.prototype.left = 1; Array.prototype.push = () => { throw 1; "
        "};"
        "  Promise.prototype.then = () => {}; Map.prototype.get = () => 'poison';"
        "  Uint8Array.prototype.set = () => {}; Function.prototype.call = () => {};"
        "  JSON.stringify = () => 'poison'; WebAssembly.Module = class {}; WebAssembly.Instance = "
        "class {};"
        "  Object.defineProperty(Object.prototype, 'value', { get() { return 'poison'; } });"
        "  String.prototype.toString = () => 'poison'; Symbol.for('left').description;"
        "  Object.freeze(Object.prototype); Object.freeze(globalThis);"
        "  (async () => { for (let i = 0; i < 100; ++i) await null; globalThis.later = 1; })();"
        "  new FinalizationRegistry(() => { for (;;); }).register({}, 1);"
        "  return 'done';"
        "}";
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(run(script(poison)).output(), "done");
        EXPECT_EQ(
            run(script("function main(input, host) {"
                       "  return [typeof left, typeof later, {}.left, [1].concat(2), host.text(),"
                       "    JSON.stringify('x'), new Map([[1, 2]]).get(1)];"
                       "}",
                       "in"))
                .output(),
            R"(["undefined","undefined",null,[1,2],"in","\"x\"",2])");
        expect_all_is_well();
    }
}

TEST_F(Attacks, WU7_code_that_makes_code_finds_no_more_than_other_code) {
    EXPECT_EQ(run(script("function main() {"
                         "  const all = Function('return this')();"
                         "  const again = (0, eval)('globalThis');"
                         "  const made = (async () => {}).constructor('return typeof native');"
                         "  made().then((type) => { if (type !== 'undefined') throw 1; });"
                         "  return [all === globalThis, again === globalThis,"
                         "    Object.getOwnPropertyNames(all).includes('native'), typeof "
                         "Function('return main.caller')()];"
                         "}"))
                  .output(),
              R"([true,true,false,"object"])");
    // The functions of its host lead to nothing but themselves.
    EXPECT_EQ(run(script("function main(input, host) {"
                         "  const all = new Set();"
                         "  const walk = (value, depth) => {"
                         "    if (depth > 6 || value === null || !['object', "
                         "'function'].includes(typeof value)) return;"
                         "    if (all.has(value)) return; all.add(value);"
                         "    for (const key of Reflect.ownKeys(value)) {"
                         "      let inner; try { inner = value[key]; } catch { continue; }"
                         "      if (key === 'draw' || key === 'done') throw new Error('found ' + "
                         "String(key));"
                         "      walk(inner, depth + 1);"
                         "    }"
                         "    walk(Object.getPrototypeOf(value), depth + 1);"
                         "  };"
                         "  walk(host, 0); walk(globalThis, 0);"
                         "  return all.size > 100;"
                         "}"))
                  .output(),
              "true");
}

TEST_F(Attacks, WU3_WU10_waiting_on_shared_memory_ends_with_its_time) {
    const Ended ended = run(in_little_time(
        script("function main() {"
               "  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });"
               "  Atomics.wait(new Int32Array(memory.buffer), 0, 0);"
               "}")));
    EXPECT_TRUE(ended.kind() == "too-long" || ended.kind() == "unit-failed") << ended.text();
    expect_all_is_well();
}

TEST_F(Attacks, NU4_WU11_a_script_that_keeps_its_hosts_functions_reaches_nobody_later) {
    EXPECT_EQ(run(script("function main(input, host) {"
                         "  Promise.resolve().then(() => { host.log('late'); host.edit({}); });"
                         "  return 'early';"
                         "}"))
                  .output(),
              "early");
    EXPECT_TRUE(run(script("function main() {}")).lines.empty());
    expect_all_is_well();
}

}  // namespace
}  // namespace native::units

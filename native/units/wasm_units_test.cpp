// WebAssembly units, in workers as they are shipped.
#include "native/units/units_test.h"

namespace native::units {
namespace {

using WasmUnit = UnitTest;

// A module of single sections, each its number and its content.
struct Section {
    char number;
    std::string content;
};

core::Buffer module_of(const std::vector<Section>& sections) {
    std::string module("\0asm\1\0\0\0", 8);
    for (const auto& [number, content] : sections) {
        module += number;
        module += static_cast<char>(content.size());  // Below 128.
        module += content;
    }
    return buffer(module);
}

std::string bytes(std::initializer_list<int> numbers) {
    std::string text;
    for (const int number : numbers) text += static_cast<char>(number);
    return text;
}

const Section one_type{1, bytes({1, 0x60, 0, 0})};
const Section one_function{3, bytes({1, 0})};
const Section exports{7, bytes({2}) + "\6memory" + bytes({2, 0}) + "\4main" + bytes({0, 0})};
const Section empty_body{10, bytes({1, 2, 0, 0x0b})};

core::Buffer module_with_memory(const std::string& limits) {
    return module_of({one_type, one_function, {5, bytes({1}) + limits}, exports, empty_body});
}

core::Buffer module_importing(const std::string& from, const std::string& name) {
    const std::string import = bytes({1, static_cast<int>(from.size())}) + from +
                               bytes({static_cast<int>(name.size())}) + name + bytes({0, 0});
    const Section shifted{7, bytes({2}) + "\6memory" + bytes({2, 0}) + "\4main" + bytes({0, 1})};
    return module_of(
        {one_type, {2, import}, one_function, {5, bytes({1, 0, 1})}, shifted, empty_body});
}

TEST_F(WasmUnit, WU4_an_entry_without_a_result_or_with_zero_is_done) {
    EXPECT_EQ(run(test_unit("nothing")).output(), "");
    EXPECT_EQ(run(wasm_run(module_with_memory(bytes({0, 1})), "main")).output(), "");
    EXPECT_EQ(run(test_unit("echo", "some bytes")).output(), "some bytes");
}

TEST_F(WasmUnit, WU4_another_result_and_a_trap_are_failures) {
    const Ended seven = run(test_unit("seven"));
    EXPECT_EQ(seven.kind(), "unit-failed");
    EXPECT_EQ(seven.text(), "It returned 7.");
    const Ended trapped = run(test_unit("traps"));
    EXPECT_EQ(trapped.kind(), "unit-failed");
    EXPECT_EQ(trapped.text(), "RuntimeError: Unreachable code should not be executed");
    EXPECT_EQ(run(test_unit("reads_outside")).kind(), "unit-failed");
}

TEST_F(WasmUnit, WU4_initialize_is_called_first) {
    UnitRun unit = wasm_run(file_bytes(SELVAGE_GRANTED_UNIT), "is_initialized");
    unit.may_draw = unit.may_know_time = true;
    EXPECT_EQ(run(std::move(unit)).kind(), "done");
}

TEST_F(WasmUnit, WU4_WU9_what_is_no_module_or_lacks_what_it_must_export_is_invalid) {
    EXPECT_EQ(run(wasm_run(buffer("no module"), "main")).kind(), "unit-invalid");
    EXPECT_EQ(run(wasm_run({}, "main")).kind(), "unit-invalid");
    EXPECT_EQ(run(test_unit("no_such_entry")).kind(), "unit-invalid");
    EXPECT_EQ(run(test_unit("memory")).kind(), "unit-invalid");
    EXPECT_EQ(run(test_unit("__proto__")).kind(), "unit-invalid");
    const Section only_main{7, bytes({1}) + "\4main" + bytes({0, 0})};
    const Ended no_memory =
        run(wasm_run(module_of({one_type, one_function, only_main, empty_body}), "main"));
    EXPECT_EQ(no_memory.kind(), "unit-invalid");
    EXPECT_EQ(no_memory.text(), "It exports no memory called 'memory'.");
    const Section one_parameter{1, bytes({1, 0x60, 1, 0x7f, 0})};
    EXPECT_EQ(
        run(wasm_run(module_of(
                         {one_parameter, one_function, {5, bytes({1, 0, 1})}, exports, empty_body}),
                     "main"))
            .kind(),
        "unit-invalid");
}

TEST_F(WasmUnit, WU5_it_reads_its_input_in_pieces_and_writes_its_output_in_pieces) {
    std::string large;
    for (int i = 0; i < 300000; ++i) large += static_cast<char>(i * 7 + i / 256);
    const std::string output = run(test_unit("echo", large)).output();
    ASSERT_EQ(output.size(), large.size());
    EXPECT_TRUE(output == large) << std::ranges::mismatch(output, large).in1 - output.begin();
}

TEST_F(WasmUnit, WU5_it_says_why_it_failed_and_has_failed_then) {
    const Ended ended = run(test_unit("says_why"));
    EXPECT_EQ(ended.kind(), "unit-failed");
    EXPECT_EQ(ended.text(), "no luck: ü");
}

TEST_F(WasmUnit, WU5_it_tells_how_far_it_is_and_lines) {
    const Ended ended = run(test_unit("tells"));
    EXPECT_EQ(ended.progress, (std::vector<double>{0.25, 1}));
    EXPECT_EQ(ended.lines, std::vector<std::string>{"half ü way"});
}

TEST_F(WasmUnit, WU5_it_reads_state_and_edits_it) {
    UnitRun unit = test_unit("state");
    unit.state = {{"other", "1"}, {"greeting", "\"grüß dich\""}};
    const Ended ended = run(std::move(unit));
    EXPECT_EQ(ended.output(), "\"grüß dich\"");
    EXPECT_EQ(ended.edits(), (std::vector<std::string>{"{\"set\":1}", "{\"set\":2}"}));
    EXPECT_EQ(run(test_unit("state")).text(), "It returned 2.");
}

TEST_F(WasmUnit, WU5_bytes_outside_of_its_memory_are_a_failure) {
    const Ended ended = run(test_unit("gives_bytes_outside"));
    EXPECT_EQ(ended.kind(), "unit-failed");
    EXPECT_NE(ended.text().find("outside"), std::string::npos) << ended.text();
}

TEST_F(WasmUnit, WU2_WU5_chance_and_time_are_there_when_they_are_granted) {
    UnitRun unit = wasm_run(file_bytes(SELVAGE_GRANTED_UNIT), "draws_and_tells_time");
    unit.may_draw = unit.may_know_time = true;
    const Ended first = run(unit);
    const Ended second = run(unit);
    ASSERT_TRUE(first.is_done() && second.is_done()) << first.text() << second.text();
    EXPECT_NE(first.output().substr(0, 16), second.output().substr(0, 16));
    double milliseconds = 0;
    std::memcpy(&milliseconds, first.output().data() + 16, sizeof milliseconds);
    EXPECT_GT(milliseconds, 1.7e12);
}

TEST_F(WasmUnit, WU2_WU9_an_import_that_is_not_granted_is_refused_before_it_begins) {
    for (const auto& [may_draw, may_know_time, missing] :
         {std::tuple(false, true, "random"), std::tuple(true, false, "now")}) {
        UnitRun unit = wasm_run(file_bytes(SELVAGE_GRANTED_UNIT), "draws_and_tells_time");
        unit.may_draw = may_draw;
        unit.may_know_time = may_know_time;
        const Ended ended = run(std::move(unit));
        EXPECT_EQ(ended.kind(), "unit-invalid");
        EXPECT_NE(ended.text().find(missing), std::string::npos) << ended.text();
        EXPECT_NE(ended.text().find("not granted"), std::string::npos) << ended.text();
    }
}

TEST_F(WasmUnit, WU5_WU9_what_is_not_in_the_list_cannot_be_imported) {
    for (const auto& [from, name] :
         {std::pair("env", "fetch"), std::pair("selvage", "fetch"),
          std::pair("selvage", "__proto__"), std::pair("wasi_snapshot_preview1", "fd_write")}) {
        const Ended ended = run(wasm_run(module_importing(from, name), "main"));
        EXPECT_EQ(ended.kind(), "unit-invalid") << name;
        EXPECT_NE(ended.text().find("is not there"), std::string::npos) << ended.text();
    }
    EXPECT_EQ(run(wasm_run(module_importing("selvage", "input_size"), "main")).kind(), "done");
}

TEST_F(WasmUnit, NU10_WU3_WU9_memory_is_what_it_was_given_and_no_more) {
    UnitRun unit = test_unit("grows");
    unit.memory_max = 4 * mebibyte;
    EXPECT_EQ(run(unit).number<std::uint32_t>(), 64U);
    unit.memory_max = 8 * mebibyte;
    EXPECT_EQ(run(unit).number<std::uint32_t>(), 128U);
    UnitRun large = wasm_run(module_with_memory(bytes({0, 0x80, 0x10})), "main");  // 128 MiB.
    EXPECT_EQ(run(large).kind(), "too-much");
    EXPECT_EQ(run(large).kind(), "too-much");
    large.memory_max = 128 * mebibyte;
    EXPECT_EQ(run(large).kind(), "done");
}

TEST_F(WasmUnit, NU10_shared_memory_is_bounded_too_and_one_of_64_bits_is_refused) {
    UnitRun unit = wasm_run(module_with_memory(bytes({3, 1, 0x80, 0x80, 4})), "main");
    EXPECT_EQ(run(unit).kind(), "done") << "a shared memory whose maximum is lowered";
    unit = wasm_run(module_with_memory(bytes({4, 1})), "main");
    EXPECT_EQ(run(unit).kind(), "unit-invalid") << "a memory of 64 bits";
}

TEST_F(WasmUnit, NU4_WU11_a_unit_that_runs_again_begins_anew) {
    for (int i = 0; i < 3; ++i) EXPECT_EQ(run(test_unit("counts_calls")).number<int>(), 1);
}

TEST_F(WasmUnit, NU9_WU1_more_units_than_a_worker_keeps_are_told_apart) {
    for (int round = 0; round < 3; ++round) {
        for (char number = 0; number < 12; ++number) {
            // Each returns its own number.
            const core::Buffer module = module_of({{1, bytes({1, 0x60, 0, 1, 0x7f})},
                                                   one_function,
                                                   {5, bytes({1, 0, 1})},
                                                   exports,
                                                   {10, bytes({1, 4, 0, 0x41, number, 0x0b})}});
            const Ended ended = run(wasm_run(module, "main"));
            if (number == 0)
                EXPECT_EQ(ended.kind(), "done");
            else
                EXPECT_EQ(ended.text(), "It returned " + std::to_string(number) + ".");
        }
    }
}

TEST_F(WasmUnit, WU4_WU5_the_example_of_the_kit_counts_primes) {
    const std::uint64_t below = 1000000;
    const Ended ended = run(wasm_run(file_bytes(SELVAGE_PRIMES_UNIT), "count_primes",
                                     core::as_text(std::as_bytes(std::span(&below, 1)))));
    ASSERT_TRUE(ended.is_done()) << ended.text();
    EXPECT_EQ(ended.number<std::uint64_t>(), 78498U);
    EXPECT_EQ(ended.progress.back(), 1);
    EXPECT_EQ(run(wasm_run(file_bytes(SELVAGE_PRIMES_UNIT), "count_primes")).kind(), "unit-failed");
}

}  // namespace
}  // namespace native::units

// What may be run, and the names that the spec gives.
#include "fabric/units/unit.h"

#include <gtest/gtest.h>

namespace fabric::units {
namespace {

UnitRun sound_run() {
    UnitRun run;
    run.entry = "main";
    run.time_max = std::chrono::seconds(1);
    return run;
}

FailureKind kind_of(const std::optional<Failed>& failed) { return failed.value().kind; }

TEST(Unit, WU1_a_run_names_an_entry_and_has_code_of_at_most_16_mib) {
    UnitRun run = sound_run();
    EXPECT_FALSE(objection_to(run));
    run.code.resize(code_size_max);
    EXPECT_FALSE(objection_to(run));
    run.code.resize(code_size_max + 1);
    EXPECT_EQ(kind_of(objection_to(run)), FailureKind::unit_invalid);
    run = sound_run();
    for (const std::string& entry : {std::string(), std::string(257, 'x'), std::string("\xff")}) {
        run.entry = entry;
        EXPECT_EQ(kind_of(objection_to(run)), FailureKind::unit_invalid);
    }
    run.entry = std::string(256, 'x');
    EXPECT_FALSE(objection_to(run));
}

TEST(Unit, WU3_a_run_has_memory_time_and_bounded_input) {
    EXPECT_EQ(sound_run().memory_max, 64U << 20);
    for (const auto& change : std::initializer_list<void (*)(UnitRun&)>{
             [](UnitRun& run) { run.memory_max = 0; },
             [](UnitRun& run) { run.memory_max = memory_size_max + 1; },
             [](UnitRun& run) { run.time_max = {}; },
             [](UnitRun& run) { run.input.resize(input_size_max + 1); },
             [](UnitRun& run) { run.state.resize(state_count_max + 1); },
             [](UnitRun& run) { run.state = {{"name", std::string(state_size_max, ' ')}}; },
             [](UnitRun& run) { run.state = {{"name", "\xff"}}; }}) {
        UnitRun run = sound_run();
        change(run);
        EXPECT_EQ(kind_of(objection_to(run)), FailureKind::unit_invalid);
    }
}

TEST(Unit, WU9_failures_have_the_names_of_the_spec) {
    std::string names;
    for (std::size_t i = 0; i < failure_kind_count; ++i)
        names += std::string(name_of(static_cast<FailureKind>(i))) + " ";
    EXPECT_EQ(names, "unit-failed unit-invalid too-much too-long crashed no-engine stopped ");
}

TEST(Unit, WU1_engines_have_the_names_of_the_spec) {
    EXPECT_EQ(name_of(Engine::wasm), "wasm");
    EXPECT_EQ(name_of(Engine::js), "js");
    EXPECT_EQ(name_of(Engine::wgsl), "wgsl");
}

TEST(Unit, WU3_texts_are_cut_between_characters) {
    EXPECT_EQ(shortened("abc", 3), "abc");
    EXPECT_EQ(shortened("abc", 2), "ab");
    EXPECT_EQ(shortened("aü€", 2), "a");
    EXPECT_EQ(shortened("aü€", 5), "aü");
    EXPECT_EQ(shortened("ü", 0), "");
}

}  // namespace
}  // namespace fabric::units

// The sweep must notice every planted bug, or it proves nothing. Each plays in a process of its
// own, since an ASSERT of the machine may be what notices it.
#include "fabric/liveness/mutants_test.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "fabric/liveness/scenario_test.h"

namespace fabric::liveness::testing {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Mutant::count)> names{
    "none",
    "believes_old_pulses",
    "misses_two_pulses_only",
    "never_misses_anybody",
    "asks_about_the_frozen",
    "asks_about_nobody",
    "suspects_who_left",
    "passes_on_what_others_heard",
    "believes_any_age",
    "believes_no_witness",
    "believes_lies_for_ever",
    "believes_who_was_not_asked",
    "gives_up_unasked",
    "forgets_nobody",
    "blames_others_for_its_sleep",
    "grants_nothing_after_a_sleep",
};

constexpr int noticed = 3;

std::uint64_t seeds_max() {
    const char* text = std::getenv("SELVAGE_LIVENESS_SEEDS");
    return text ? std::strtoull(text, nullptr, 10) : 300;
}

[[noreturn]] void play(Mutant mutant) {
    planted = mutant;
    for (std::uint64_t seed = 1; seed <= seeds_max(); ++seed) {
        std::fprintf(stderr, "seed %llu ", static_cast<unsigned long long>(seed));
        const std::string failure = ScenarioRun(core::Seed{seed}).play();
        if (failure.empty()) continue;
        std::fprintf(stderr, "noticed: %s\n", failure.c_str());
        std::exit(noticed);
    }
    std::exit(0);
}

class LivenessMutants : public ::testing::TestWithParam<int> {};

TEST_P(LivenessMutants, LV61_a_planted_bug_is_noticed) {
    const auto was_noticed = [](int status) {
        return WIFSIGNALED(status) || WEXITSTATUS(status) == noticed;
    };
    EXPECT_EXIT(play(static_cast<Mutant>(GetParam())), was_noticed, "");
}

INSTANTIATE_TEST_SUITE_P(, LivenessMutants, ::testing::Range(1, static_cast<int>(Mutant::count)),
                         [](const auto& tested) {
                             return std::string(names[static_cast<std::size_t>(tested.param)]);
                         });

}  // namespace
}  // namespace fabric::liveness::testing

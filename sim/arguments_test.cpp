// What the simulator's command understands and refuses.
#include "sim/arguments.h"

#include <gtest/gtest.h>

#include <vector>

namespace sim {
namespace {

using Words = std::vector<std::string_view>;

TEST(Arguments, without_any_all_scenarios_are_swept) {
    const auto arguments = parse(Words{});
    ASSERT_TRUE(arguments);
    EXPECT_EQ(arguments->scenario, nullptr);
    EXPECT_FALSE(arguments->seed);
    EXPECT_EQ(arguments->seeds, 1000u);
    EXPECT_FALSE(arguments->json);
}

TEST(Arguments, one_seed_is_a_sweep_of_one) {
    const auto arguments = parse(Words{"ping", "--seed", "0", "--json"});
    ASSERT_TRUE(arguments);
    EXPECT_EQ(arguments->scenario, find_scenario("ping"));
    EXPECT_EQ(arguments->seed, 0u);
    EXPECT_EQ(arguments->seeds, 1u);
    EXPECT_TRUE(arguments->json);
}

TEST(Arguments, what_makes_no_sense_is_refused_with_the_reason) {
    const auto reason = [](const Words& words) {
        const auto arguments = parse(words);
        return arguments ? "none" : arguments.error();
    };
    EXPECT_EQ(reason({"--seeds", "0"}), "--seeds 0 would play nothing");
    EXPECT_EQ(reason({"--seed", "1", "--seeds", "5"}),
              "--seed plays one seed and --seeds many: give one of them");
    EXPECT_EQ(reason({"--seeds"}), "--seeds needs a number");
    EXPECT_EQ(reason({"--seed", "1x"}), "--seed needs a number");
    EXPECT_EQ(reason({"pong"}), "there is no scenario or option 'pong'");
}

}  // namespace
}  // namespace sim

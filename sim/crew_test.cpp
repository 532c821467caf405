// Many who play the seeds of a sweep come to what one comes to.
#include "sim/crew.h"

#include <gtest/gtest.h>

#include "sim/sweep.h"

namespace sim {
namespace {

class Taker final : public RunTaker {
public:
    explicit Taker(const Scenario& scenario) : sum_(scenario, core::Seed{1}) {}
    void take(core::Seed seed, const Run& run) override {
        EXPECT_EQ(seed.value, sum_.so_far().runs + 1);
        sum_.add(seed, run);
    }
    Sweep finish() { return sum_.finish(); }

private:
    Summing sum_;
};

Sweep played_by_all(const Scenario& scenario, std::uint64_t runs) {
    Taker taker(scenario);
    play_all(scenario, core::Seed{1}, runs, taker);
    return taker.finish();
}

void expect_the_same(const Scenario& scenario, std::uint64_t runs) {
    const Sweep by_one = sweep(scenario, core::Seed{1}, runs);
    const Sweep by_all = played_by_all(scenario, runs);
    EXPECT_EQ(to_json(std::span(&by_all, 1)), to_json(std::span(&by_one, 1)));
}

TEST(Crew, SM30_a_sweep_on_all_cores_comes_to_the_same) {
    expect_the_same(*find_scenario("ping"), 300);
    expect_the_same(*find_scenario("ping"), 1);
}

TEST(Crew, SM30_failures_are_told_in_their_order) {
    expect_the_same(*find_scenario("ping-canary"), 60);
}

TEST(Crew, SM30_of_several_sweeps_there_is_a_table) {
    const std::array both{sweep(*find_scenario("ping"), core::Seed{1}, 2),
                          sweep(*find_scenario("ping-canary"), core::Seed{1}, 1)};
    EXPECT_EQ(to_table(both).find("scenario              runs    failed  as expected\nping  "), 0u);
}

}  // namespace
}  // namespace sim

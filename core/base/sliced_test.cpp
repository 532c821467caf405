// Work in slices: it stops where its steps are spent, however deep it is, goes on there, and may be
// given up anywhere.
#include "core/base/sliced.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace core {
namespace {

struct Tree {
    int number = 0;
    std::vector<Tree> below;
};

struct Walk {
    Pace pace;
    std::string seen;
    int alive = 0;

    struct Guard {
        int& alive;
        explicit Guard(int& count) : alive(count) { ++alive; }
        ~Guard() { --alive; }
        Guard(const Guard&) = delete;
        Guard& operator=(const Guard&) = delete;
    };

    Sliced<Result<int>> sum(const Tree& tree) {
        const Guard guard(alive);
        co_await pace.spend(1);
        if (tree.number < 0) co_return fail(Error::malformed);
        seen += std::to_string(tree.number);
        int sum = tree.number;
        for (const Tree& below : tree.below) sum += CO_TRY(co_await this->sum(below));
        co_return sum;
    }
};

const Tree tree{1, {{2, {{3, {}}, {4, {}}}}, {5, {}}}};
const Tree bad_tree{1, {{2, {{3, {}}, {-4, {}}}}, {5, {}}}};

TEST(Sliced, SL1_comes_to_the_same_in_slices_of_any_size) {
    for (const Steps steps : {Steps{1}, Steps{2}, Steps{3}, Steps{100}}) {
        Walk walk;
        Slices work(walk.pace, walk.sum(tree));
        int slices = 1;
        for (; !work.run(steps); ++slices) {
        }
        EXPECT_EQ(work.result(), 15);
        EXPECT_EQ(walk.seen, "12345");
        // With the last step of a slice it stops.
        EXPECT_EQ(slices, steps == 100 ? 1 : 1 + 5 / static_cast<int>(steps));
    }
}

TEST(Sliced, SL1_errors_travel_out_from_any_depth) {
    Walk walk;
    Slices work(walk.pace, walk.sum(bad_tree));
    EXPECT_EQ(work.run_to_end().error(), Error::malformed);
    EXPECT_EQ(walk.seen, "123");
}

TEST(Sliced, SL2_nothing_runs_before_it_is_asked_for_and_a_slice_does_its_steps) {
    Walk walk;
    Slices work(walk.pace, walk.sum(tree));
    EXPECT_EQ(walk.seen, "");
    EXPECT_FALSE(work.run(3));
    EXPECT_EQ(walk.seen, "12");  // The third step stands in front of the third number.
    EXPECT_FALSE(work.run(2));
    EXPECT_EQ(walk.seen, "1234");
}

TEST(Sliced, SL3_given_up_anywhere_all_of_it_goes) {
    for (Steps steps = 1; steps < 6; ++steps) {
        Walk walk;
        {
            Slices work(walk.pace, walk.sum(tree));
            EXPECT_FALSE(work.run(steps));
            EXPECT_GT(walk.alive, 0);
        }
        EXPECT_EQ(walk.alive, 0);
    }
}

Sliced<Result<std::unique_ptr<int>>> made(Pace& pace) {
    co_await pace.spend(1);
    co_return std::make_unique<int>(7);
}

TEST(Sliced, SL1_results_may_be_such_as_can_only_be_moved) {
    Pace pace;
    Slices work(pace, made(pace));
    EXPECT_EQ(**work.run_to_end(), 7);
}

}  // namespace
}  // namespace core

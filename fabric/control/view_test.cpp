// Views and the states that are kept of them, by example.
#include "fabric/control/view.h"

#include <gtest/gtest.h>

namespace fabric::control {
namespace {

using core::crdt::Author;
using core::crdt::Dot;

constexpr Author ann{1};
constexpr Author bob{2};

// Five items of one, of which another erased the third.
View view_of_four() {
    core::crdt::sequence::Sequence sequence;
    static_cast<void>(sequence.insert(0, 5, Dot{ann, 1}));
    sequence.erase(2, 1, [](const View::Run&) {});
    return View(sequence);
}

TEST(View, CT19_it_knows_what_is_seen_by_name) {
    const View view = view_of_four();
    EXPECT_EQ(view.size(), 4u);
    EXPECT_EQ(view.run_count(), 2u);
    EXPECT_EQ(view.before(0).counter, 0u);
    EXPECT_EQ(view.before(2), (Dot{ann, 2}));
    EXPECT_EQ(view.before(3), (Dot{ann, 4}));
    EXPECT_EQ(view.items(1, 2), (std::vector<View::Run>{{{ann, 2}, 1}, {{ann, 4}, 1}}));
    EXPECT_TRUE(view.items(4, 0).empty());
}

TEST(View, CT19_what_its_asker_did_is_in_it) {
    View view = view_of_four();
    view.insert(1, {{bob, 1}, 2});
    view.insert(3, {{bob, 3}, 1});  // Typed on.
    EXPECT_EQ(view.size(), 7u);
    EXPECT_EQ(view.run_count(), 4u);
    EXPECT_EQ(view.items(0, 7),
              (std::vector<View::Run>{{{ann, 1}, 1}, {{bob, 1}, 3}, {{ann, 2}, 1}, {{ann, 4}, 2}}));
    view.erase(2, 4);
    EXPECT_EQ(view.items(0, 3),
              (std::vector<View::Run>{{{ann, 1}, 1}, {{bob, 1}, 1}, {{ann, 5}, 1}}));
    view.insert(3, {{bob, 9}, 0});
    EXPECT_EQ(view.size(), 3u);
}

TEST(Views, CT20_states_older_than_one_that_was_used_are_not_known_any_more) {
    Views views;
    const auto first = views.tell(view_of_four());
    const auto second = views.tell(view_of_four());
    const auto third = views.tell(view_of_four());
    EXPECT_LT(first, second);
    EXPECT_LT(second, third);
    EXPECT_FALSE(views.use(third + 1));
    ASSERT_TRUE(views.use(second));
    EXPECT_FALSE(views.use(first));
    EXPECT_TRUE(views.use(second));
    EXPECT_TRUE(views.use(third));
    EXPECT_FALSE(views.use(second));
}

TEST(Views, CT20_states_without_an_edit_of_the_asker_are_not_known_any_more) {
    Views views;
    const auto first = views.tell(view_of_four());
    const auto second = views.tell(view_of_four());
    ASSERT_TRUE(views.use(first));
    views.changed();
    EXPECT_FALSE(views.use(second));
    EXPECT_TRUE(views.use(first));
    const auto third = views.tell(view_of_four());
    EXPECT_GT(third, second);
    EXPECT_TRUE(views.use(third));
    views.forget();
    EXPECT_FALSE(views.use(third));
    EXPECT_GT(views.tell({}), third);
}

TEST(Views, CT21_so_many_states_are_kept_and_always_the_last) {
    Views few({.states_max = 2});
    const auto first = few.tell(view_of_four());
    const auto second = few.tell(view_of_four());
    const auto third = few.tell(view_of_four());
    EXPECT_EQ(few.count(), 2u);
    EXPECT_FALSE(few.use(first));
    EXPECT_TRUE(few.use(second));
    EXPECT_TRUE(few.use(third));
    Views small({.runs_max = 1});
    const auto large = small.tell(view_of_four());
    EXPECT_TRUE(small.use(large));
    const auto next = small.tell(view_of_four());
    EXPECT_FALSE(small.use(large));
    EXPECT_TRUE(small.use(next));
}

}  // namespace
}  // namespace fabric::control

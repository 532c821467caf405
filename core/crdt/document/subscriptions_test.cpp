// Subscriptions by example, and what many of them cost.
#include <gtest/gtest.h>

#include <functional>

#include "core/crdt/document/document_world.h"
#include "core/crdt/document/editor.h"

namespace core::crdt {
namespace {

using Ids = std::vector<SubscriptionId>;

// Alice's document, with those who look at it.
struct Watched {
    Watched() { alice.subscriptions = &subscriptions; }

    SubscriptionId at(const Path& path) { return subscriptions.add(path); }
    Ids told(const std::function<void(Editor&)>& act) {
        Events events;
        alice.edit(
            [&act](Transaction& edit) {
                Editor editor(edit);
                act(editor);
            },
            &events);
        return alice.told;
    }

    Subscriptions subscriptions;
    WorldReplica alice = replica(1);
};

void put(Editor& editor, const Path& path, const Tree& tree) {
    ASSERT_TRUE(editor.put(path, tree));
}
void set(Editor& editor, const Path& path, int value) {
    ASSERT_TRUE(editor.set(path, Value::of(value)));
}

const Tree small{MapTree{{{"x", {Value::of(1)}}}}};

TEST(Subscriptions, DE4_tell_of_what_is_at_a_path_or_below_it) {
    Watched watched;
    const auto root = watched.at({});
    const auto above = watched.at(Path{"a"});
    const auto there = watched.at(Path{"a", "b"});
    const auto below = watched.at(Path{"a", "b", "c"});
    const auto beside = watched.at(Path{"a", "other"});
    EXPECT_EQ(watched.told([](Editor& e) { set(e, Path{"a", "b", "x"}, 1); }),
              (Ids{root, above, there}));
    EXPECT_EQ(watched.told([](Editor& e) { set(e, Path{"a", "b", "c"}, 1); }),
              (Ids{root, above, there, below}));
    EXPECT_EQ(watched.told([](Editor& e) { set(e, Path{"a", "b", "c"}, 1); }), Ids{});
    EXPECT_EQ(watched.told([](Editor& e) {
        set(e, Path{"a", "b", "c"}, 2);
        set(e, Path{"a", "b", "c"}, 1);
    }),
              Ids{});
    EXPECT_EQ(watched.told([](Editor& e) { set(e, Path{"a", "other"}, 1); }),
              (Ids{root, above, beside}));
}

TEST(Subscriptions, DE4_tell_of_what_was_put_or_removed_above_only_if_it_is_another) {
    Watched watched;
    const auto x = watched.at(Path{"a", "x"});
    const auto y = watched.at(Path{"a", "y"});
    EXPECT_EQ(watched.told([](Editor& e) { put(e, Path{"a"}, small); }), Ids{x});
    EXPECT_EQ(watched.told([](Editor& e) { put(e, Path{"a"}, small); }), Ids{});
    EXPECT_EQ(watched.told([](Editor& e) { ASSERT_TRUE(e.remove(Path{"a"})); }), Ids{x});
    EXPECT_EQ(watched.told([](Editor& e) {
        put(e, Path{"a"}, small);
        set(e, Path{"a", "y"}, 2);
    }),
              (Ids{x, y}));
    EXPECT_EQ(watched.told([](Editor& e) { set(e, Path{"a"}, 1); }), (Ids{x, y}));
}

TEST(Subscriptions, DE4_what_is_hidden_is_not_told_of) {
    WorldReplica bob = replica(2);
    Watched watched;
    std::vector<WorldChange> changes;
    changes.push_back(bob.edit([](Transaction& edit) {
        edit.set(edit.make(edit.root(), "k", NodeKind::map), "x", Value::of(1));
    }));
    watched.alice.edit([](Transaction& edit) {
        edit.insert(edit.make(edit.root(), "k", NodeKind::text), 0, "hidden");
    });
    watched.alice.take_all(changes);
    const auto there = watched.at(Path{"k"});
    const auto hide = [](Editor& e) { ASSERT_TRUE(e.insert_text(Path{"k"}, 0, "more ")); };
    EXPECT_EQ(watched.told(hide), Ids{});
    EXPECT_EQ(watched.told([](Editor& e) { set(e, Path{"k", "x"}, 2); }), Ids{there});
}

TEST(Subscriptions, DE5_a_position_is_about_what_stands_there) {
    Watched watched;
    const auto insert = [](std::uint32_t position, const char* text) {
        return [=](Editor& e) {
            ASSERT_TRUE(e.insert_items(Path{"l"}, position, {{Value::of(text)}}));
        };
    };
    const auto first = watched.at(Path{"l", 0u});
    const auto second = watched.at(Path{"l", 1u});
    const auto third = watched.at(Path{"l", 2u});
    EXPECT_EQ(watched.told(insert(0, "b")), Ids{first});
    EXPECT_EQ(watched.told(insert(0, "a")), (Ids{first, second}));
    EXPECT_EQ(watched.told(insert(1, "b")), Ids{third});
    EXPECT_EQ(watched.told([](Editor& e) { ASSERT_TRUE(e.remove(Path{"l", 1u})); }), Ids{third});
    EXPECT_EQ(watched.told([](Editor& e) { set(e, Path{"l", 1u}, 1); }), Ids{second});
}

TEST(Subscriptions, DE5_what_is_in_an_item_moves_with_it) {
    Watched watched;
    ASSERT_EQ(watched.told([](Editor& e) { put(e, Path{"l"}, {ListTree{{small, small}}}); }),
              Ids{});
    const auto first = watched.at(Path{"l", 0u, "x"});
    const auto second = watched.at(Path{"l", 1u, "x"});
    const auto list = watched.at(Path{"l"});
    EXPECT_EQ(watched.told([](Editor& e) { set(e, Path{"l", 0u, "x"}, 2); }), (Ids{first, list}));
    // What was first is second, and what is first shows what was first.
    EXPECT_EQ(watched.told([](Editor& e) {
        ASSERT_TRUE(e.insert_items(Path{"l"}, 0, {{MapTree{{{"x", {Value::of(2)}}}}}}));
    }),
              (Ids{second, list}));
    // All is as it was, though both items that are left are others, or in another place.
    EXPECT_EQ(watched.told([](Editor& e) {
        ASSERT_TRUE(e.remove(Path{"l", 0u}));
        ASSERT_TRUE(e.insert_items(Path{"l"}, 1, {{small}}));
        set(e, Path{"l", 1u, "x"}, 2);
    }),
              Ids{});
}

TEST(Subscriptions, DE4_those_that_are_removed_are_told_no_more) {
    Watched watched;
    const auto one = watched.at(Path{"a", "b"});
    const auto other = watched.at(Path{"a", "b"});
    watched.subscriptions.remove(one);
    watched.subscriptions.remove(one);
    EXPECT_EQ(watched.told([](Editor& e) { set(e, Path{"a", "b"}, 1); }), Ids{other});
    watched.subscriptions.remove(other);
    EXPECT_TRUE(watched.subscriptions.empty());
    EXPECT_EQ(watched.told([](Editor& e) { set(e, Path{"a", "b"}, 2); }), Ids{});
}

TEST(Subscriptions, DE4_a_path_that_is_too_deep_is_never_told_of) {
    Watched watched;
    const auto deep = watched.at(Path(1'000'000, Step("a")));
    EXPECT_EQ(watched.told([](Editor& e) { set(e, Path{"a"}, 1); }), Ids{});
    watched.subscriptions.remove(deep);
    EXPECT_TRUE(watched.subscriptions.empty());
}

TEST(Subscriptions, DE6_a_change_asks_those_alone_that_are_near_it) {
    constexpr std::uint32_t count = 100'000;
    Watched watched;
    for (std::uint32_t i = 0; i < count; ++i) watched.at(Path{"m", std::to_string(i), "x"});
    const auto steps_of = [&](const std::function<void(Editor&)>& act) {
        const std::uint64_t before = watched.subscriptions.steps();
        watched.told(act);
        return watched.subscriptions.steps() - before;
    };
    watched.told([](Editor& e) { set(e, Path{"m", "7", "z"}, 1); });
    EXPECT_LT(steps_of([](Editor& e) { set(e, Path{"m", "7", "x"}, 1); }), 20u);
    EXPECT_LT(steps_of([](Editor& e) { set(e, Path{"m", "7", "y"}, 1); }), 20u);
    EXPECT_LT(steps_of([](Editor& e) { set(e, Path{"other"}, 1); }), 20u);
    // All of them once, however many places a change touches.
    EXPECT_LT(steps_of([](Editor& e) {
                  for (int i = 0; i < 1000; ++i) set(e, Path{"m", std::to_string(i), "x"}, i);
              }),
              10'000u);
    EXPECT_LT(steps_of([](Editor& e) {
                  for (int i = 0; i < 10; ++i) put(e, Path{"m"}, small);
              }),
              3 * count);
}

}  // namespace
}  // namespace core::crdt

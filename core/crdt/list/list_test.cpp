// Lists by example: what a user sees, what waits, and what is left of what was removed.
#include "core/crdt/list/list.h"

#include <gtest/gtest.h>

#include <string>

#include "core/crdt/document/value.h"
#include "core/crdt/or_map.h"
#include "core/crdt/state_bytes.h"

namespace core::crdt {
namespace {

using sequence::Insertion;
using sequence::Order;
using Words = List<std::string>;
using Numbers = List<std::uint64_t>;
using Strings = std::vector<std::string>;

constexpr Author alice{1};
constexpr Author bob{2};
constexpr Author carol{3};

// What one item is, as somebody may claim it.
Numbers::Delta claim(const Insertion& insertion, std::uint64_t value) {
    Numbers::Delta delta;
    delta.places.push_back(insertion);
    for (std::uint32_t i = 0; i < insertion.size; ++i)
        delta.added.emplace_back(Dot{insertion.first.author, insertion.first.counter + i}, value);
    return delta;
}

TEST(List, LS1_has_what_was_inserted_and_not_removed) {
    Words list;
    list.insert(alice, 0, {"bread", "milk"});
    list.insert(alice, 1, {"butter"});
    EXPECT_EQ(list.values(), (Strings{"bread", "butter", "milk"}));
    list.erase(0, 2);
    list.insert(alice, 1, {"salt"});
    EXPECT_EQ(list.values(), (Strings{"milk", "salt"}));
    EXPECT_EQ(list[1], "salt");
    list.clear();
    EXPECT_EQ(list.size(), 0u);
    // Nothing is a change too, which takes no event.
    list.insert(alice, 0, {});
    list.erase(0, 0);
    EXPECT_EQ(list.version()[alice], 4u);
}

TEST(List, LS1_keeps_values_of_documents_as_well) {
    List<Value> list;
    list.insert(alice, 0, {Value::of(1), Value::of("one"), Value()});
    const auto again = read_back<List<Value>>(bytes_of(list));
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, list);
    EXPECT_EQ(*again->store().at(1).as_text(), "one");
}

TEST(List, LS1_a_value_is_found_again_wherever_it_went) {
    Words list;
    list.insert(alice, 0, {"a", "b"});
    const Dot b = list.store().dot_at(1);
    list.insert(bob, 0, {"c", "d"});
    EXPECT_EQ(list.store().position_of(b), 3u);
    list.erase(3);
    EXPECT_EQ(list.store().position_of(b), std::nullopt);
    EXPECT_EQ(list.store().position_of({carol, 1}), std::nullopt);
}

template <Order order>
void expect_any_order_of_deltas() {
    using Ordered = List<std::string, order>;
    Ordered ours;
    std::vector<typename Ordered::Delta> sent;
    sent.push_back(ours.insert(alice, 0, {"a", "e"}));
    sent.push_back(ours.insert(alice, 1, {"b", "d"}));
    sent.push_back(ours.insert(bob, 2, {"c"}));
    sent.push_back(ours.erase(1));
    Ordered theirs;
    theirs.apply(sent[3]);
    theirs.apply(sent[2]);
    EXPECT_EQ(theirs.size(), 0u);
    // What waits is told to others, and survives being written down.
    Ordered third;
    third.merge(*read_back<Ordered>(bytes_of(theirs)));
    for (Ordered* const list : {&theirs, &third}) {
        list->apply(sent[1]);
        EXPECT_EQ(list->size(), 0u);
        list->apply(sent[0]);
        EXPECT_EQ(list->values(), (Strings{"a", "c", "d", "e"}));
        EXPECT_EQ(*list, ours);
        EXPECT_EQ(bytes_of(*list), bytes_of(ours));
    }
}

TEST(List, LS2_deltas_come_in_any_order) {
    expect_any_order_of_deltas<Order::fugue_max>();
    expect_any_order_of_deltas<Order::yata>();
    expect_any_order_of_deltas<Order::rga>();
}

TEST(List, LS2_deltas_are_put_together) {
    Words ours;
    Words theirs;
    Words::Delta all = ours.insert(alice, 0, {"a", "b"});
    all.merge(ours.erase(0));
    all.merge(ours.insert(alice, 1, {"c"}));
    theirs.apply(all);
    EXPECT_EQ(theirs, ours);
    EXPECT_EQ(theirs.values(), (Strings{"b", "c"}));
}

TEST(List, LS2_what_no_author_can_have_seen_waits_for_ever) {
    Numbers ours;
    ours.insert(alice, 0, {1, 2});
    Numbers theirs = ours;
    // Beside itself, beside each other, and between two the other way round.
    const std::array claims{claim({{bob, 1}, 1, {bob, 1}, {}, {}}, 7),
                            claim({{bob, 2}, 1, {carol, 1}, {}, {}}, 7),
                            claim({{carol, 1}, 1, {}, {bob, 2}, {}}, 7),
                            claim({{carol, 2}, 2, {alice, 2}, {alice, 1}, {}}, 7),
                            claim({{bob, 3}, 1, {carol, 3}, {}, {}}, 7)};
    for (const auto& one : claims) ours.apply(one);
    for (std::size_t i = claims.size(); i-- > 0;) theirs.apply(claims[i]);
    EXPECT_EQ(ours.values(), (std::vector<std::uint64_t>{1, 2}));
    EXPECT_EQ(ours, theirs);
    EXPECT_EQ(bytes_of(ours), bytes_of(theirs));
    EXPECT_EQ(*read_back<Numbers>(bytes_of(ours)), ours);
    // All the same it can be removed.
    ours.clear();
    EXPECT_FALSE(ours.store().is_seen());
}

TEST(List, LS2_a_run_that_is_known_in_part_is_taken_for_the_rest) {
    Numbers ours;
    const auto all = ours.insert(alice, 0, {1, 2, 3, 4, 5});
    Numbers theirs;
    Numbers::Delta middle;
    middle.places.push_back({{alice, 3}, 1, {alice, 2}, {}, {}});
    middle.added.emplace_back(Dot{alice, 3}, 3);
    theirs.apply(middle);
    EXPECT_EQ(theirs.size(), 0u);
    theirs.apply(all);
    EXPECT_EQ(theirs, ours);
    EXPECT_EQ(theirs.values(), ours.values());
}

TEST(List, LS3_who_learns_of_a_removal_first_learns_where_it_was) {
    Words ours;
    const auto inserted = ours.insert(alice, 0, {"a", "b", "c"});
    const auto removed = ours.erase(1);
    Words theirs;
    theirs.apply(removed);
    EXPECT_EQ(theirs.size(), 0u);
    theirs.apply(inserted);
    EXPECT_EQ(theirs.values(), (Strings{"a", "c"}));
    EXPECT_EQ(theirs, ours);
}

TEST(List, LS4_a_list_is_under_its_key_while_values_are_in_it) {
    using Map = OrMap<std::string, ListStore<std::string>>;
    const auto insert = [](Map& map, Author author, std::uint32_t position, const char* text) {
        return map.change(author, "list", [&](const auto& list, Dot dot) {
            return list.insert(dot, position, {text});
        });
    };
    const auto shown = [](const Map& map) {
        Strings shown;
        if (const auto* const list = map.find("list"))
            list->each([&shown](const std::string& one) { shown.push_back(one); });
        return shown;
    };
    Map ours;
    for (const auto* const letter : {"a", "b", "c"})
        insert(ours, alice, static_cast<std::uint32_t>(shown(ours).size()), letter);
    Map theirs = ours;
    Map third = ours;
    ours.remove("list");
    EXPECT_EQ(ours.size(), 0u);
    EXPECT_EQ(ours.find("list"), nullptr);
    EXPECT_EQ(ours.store().begin(), ours.store().end());
    EXPECT_FALSE(ours.store().empty());
    // Both come beside what was removed, and know where it stood.
    insert(theirs, bob, 2, "2");
    insert(third, carol, 1, "1");
    ours.merge(theirs);
    ours.merge(third);
    EXPECT_EQ(shown(ours), (Strings{"1", "2"}));
    EXPECT_EQ(ours.size(), 1u);
    theirs.merge(ours);
    EXPECT_EQ(theirs, ours);
    EXPECT_EQ(*read_back<Map>(bytes_of(ours)), ours);
    theirs.remove("list");
    const Map::Causal caught_up = theirs.since(ours.version());
    ours.merge(caught_up);
    EXPECT_EQ(ours.size(), 0u);
    EXPECT_EQ(*read_back<Map>(bytes_of(ours)), theirs);
}

TEST(List, LS4_so_is_a_map_that_has_nothing_but_lists) {
    using Inner = DotMap<std::string, ListStore<std::uint64_t>>;
    OrMap<std::string, Inner> ours;
    const auto insert = [&ours](const char* outer, const char* key) {
        ours.change(alice, outer, [key](const Inner& inner, Dot dot) {
            return inner.change(key, [dot](const auto& list) { return list.insert(dot, 0, {7}); });
        });
    };
    insert("a", "1");
    insert("a", "2");
    insert("b", "1");
    ours.remove("a");
    EXPECT_EQ(ours.size(), 1u);
    EXPECT_EQ(ours.find("a"), nullptr);
    EXPECT_EQ(ours.store().begin()->first, "b");
    insert("a", "2");
    EXPECT_EQ(ours.find("a")->size(), 1u);
    EXPECT_EQ(ours.find("a")->begin()->first, "2");
    EXPECT_EQ(ours.find("a")->find("1"), nullptr);
    EXPECT_EQ(*(read_back<OrMap<std::string, Inner>>(bytes_of(ours))), ours);
}

}  // namespace
}  // namespace core::crdt

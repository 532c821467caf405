// Lists by example: what a user sees, what waits, the bytes, and what is refused.
#include "core/crdt/list/list.h"

#include <gtest/gtest.h>

#include <string>

#include "core/crdt/document/value.h"
#include "core/crdt/or_map.h"
#include "core/testing/spaced_hex.h"

namespace core::crdt {
namespace {

using core::testing::spaced_hex;
using sequence::Insertion;
using sequence::Order;
using Words = List<std::string>;
using Numbers = List<std::uint64_t>;
using Strings = std::vector<std::string>;

constexpr Author alice{1};
constexpr Author bob{2};
constexpr Author carol{3};

template <class State>
Buffer bytes_of(const State& state) {
    Buffer bytes;
    BufferWriter writer(bytes, 1 << 20);
    state.write(writer);
    EXPECT_TRUE(writer.finish());
    return bytes;
}

template <class State>
auto read_back(Bytes bytes) {
    Reader reader(bytes);
    return State::Causal::read(reader);
}

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

TEST(List, LS3_of_what_was_removed_only_the_place_is_left) {
    Numbers list;
    for (std::uint32_t i = 0; i < 1000; ++i) list.insert(alice, i, {i});
    const std::size_t full = bytes_of(list).size();
    list.clear();
    EXPECT_GT(full, 1800u);
    EXPECT_EQ(bytes_of(list), spaced_hex("01 0000000000000001 01 01e807"  // Alice's events.
                                         "00 01 00"                       // Of her alone,
                                         "01 01e807 00 00"                // one run,
                                         "00"));                          // all gone.
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

TEST(List, LS5_each_run_is_written_once) {
    Numbers list;
    list.insert(bob, 0, {5, 6});
    list.insert(alice, 1, {7});
    list.erase(0);
    EXPECT_EQ(bytes_of(list), spaced_hex("02 0000000000000001 01 0101"  // The context: alice's 1,
                                         "   0000000000000002 01 0102"  // bob's 1 and 2.
                                         "00 02"                        // Two of them inserted:
                                         "00 01 01 01 03 05"            // alice's 1, between bob's,
                                         "01 01 01"                     // which is left,
                                         "01 01 01 02 00 00"  // bob's 1 and 2, at the edge,
                                         "01 02 01"           // of which 2 is left.
                                         "07 06"));           // The values.
    const auto again = read_back<Numbers>(bytes_of(list));
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, list);
}

TEST(List, LS5_a_catch_up_names_authors_whom_it_does_not_bring) {
    Numbers ours;
    ours.insert(bob, 0, {1});
    ours.insert(carol, 1, {2});
    Numbers theirs = ours;
    ours.insert(alice, 1, {3});
    const Buffer bytes = bytes_of(ours.since(theirs.version()));
    EXPECT_EQ(bytes,
              spaced_hex("01 0000000000000001 01 0101"           // Alice's event.
                         "02 0000000000000002 0000000000000003"  // Beside bob and carol.
                         "01 00 01 01 01 04 05 01 01 01 03"));   // Three authors: 1×3 + place.
    theirs.merge(*read_back<Numbers>(bytes));
    EXPECT_EQ(theirs, ours);
    EXPECT_EQ(theirs.values(), (std::vector<std::uint64_t>{1, 3, 2}));
}

TEST(List, LS5_refuses_other_forms) {
    const auto read = [](const std::string& hex) {
        return read_back<Numbers>(spaced_hex("01 0000000000000001 01 0103" + hex));
    };
    EXPECT_TRUE(read("00 01 00 01 0102 00 00 01 0102 05 06"));
    EXPECT_TRUE(read("00 00"));
    const auto error = [&read](const std::string& hex) { return read(hex).error(); };
    EXPECT_EQ(error("00 01 01"), Error::truncated);
    EXPECT_EQ(error("00 01 01 01 0102 00 00 01 0102 05 06"), Error::malformed);  // Nobody.
    EXPECT_EQ(error("00 01 00 00 00 00 00 00 00"), Error::not_canonical);        // No runs.
    EXPECT_EQ(error("00 01 00 01 0100 00 00 00 00 00"), Error::not_canonical);   // Empty.
    EXPECT_EQ(error("00 01 00 01 0002 00 00 01 0102 05 06"), Error::malformed);  // Event 0.
    EXPECT_EQ(error("00 01 00 01 0104 00 00 01 0102 05 06"), Error::malformed);  // Not seen.
    EXPECT_EQ(error("00 01 00 01 0102 00 00 01 0103 05 06"), Error::malformed);  // Not there.
    EXPECT_EQ(error("00 01 00 01 0102 00 00 02 0101 0001 05 06"), Error::not_canonical);
    EXPECT_EQ(error("00 01 00 02 0101 00 00 0001 01 00 01 0102 05 06"), Error::not_canonical);
    EXPECT_EQ(error("00 02 00 01 0101 00 00 00 00 01 0001 00 00 00"), Error::not_canonical);
    EXPECT_EQ(error("01 0000000000000002 00"), Error::not_canonical);  // Not named.
    EXPECT_EQ(error("01 0000000000000001 00"), Error::not_canonical);  // Known.
    EXPECT_EQ(error("02 0000000000000003 0000000000000002 00"), Error::not_canonical);
    EXPECT_EQ(error("00 01 00 01 0102 00 ffffffffffffffff7f 01 0102 05 06"), Error::too_large);
    EXPECT_EQ(error("00 01 00 01 0102 00 00 01 0102 05"), Error::truncated);
    EXPECT_EQ(error("00 01 00 7f 0102 00 00 01 0102 05 06"), Error::truncated);
    EXPECT_EQ(error("7f 0000000000000002"), Error::truncated);
}

TEST(List, LS5_in_the_order_rga_a_run_has_its_number_instead_of_a_right_neighbour) {
    using Rga = List<std::uint64_t, Order::rga>;
    Rga list;
    list.insert(alice, 0, {5});
    list.insert(bob, 0, {6});
    EXPECT_EQ(bytes_of(list), spaced_hex("02 0000000000000001 01 0101"
                                         "   0000000000000002 01 0101"
                                         "00 02"
                                         "00 01 01 01 00 01 01 01 01"  // Alice's has number 1,
                                         "01 01 01 01 00 02 01 01 01"  // bob's 2.
                                         "05 06"));
    EXPECT_EQ(list.values(), (std::vector<std::uint64_t>{6, 5}));
    EXPECT_EQ(*read_back<Rga>(bytes_of(list)), list);
    const std::string alone = "01 0000000000000001 01 0101 00 01 00 01 01 01 00 ";
    EXPECT_TRUE(read_back<Rga>(spaced_hex(alone + "8080808080808080 40 01 01 01 05")));
    EXPECT_EQ(read_back<Rga>(spaced_hex(alone + "ffffffffffffffff 7f 01 01 01 05")).error(),
              Error::too_large);
}

TEST(List, LS5_counters_and_sizes_that_are_claimed_reserve_nothing) {
    // Nearly all items that a list can have, none of them left.
    const auto full = read_back<Numbers>(
        spaced_hex("01 0000000000000001 01 01 feffffff07 00 01 00 01 01 feffffff07 00 00 00"));
    ASSERT_TRUE(full);
    EXPECT_EQ(full->store().size(), 0u);
    Numbers list;
    list.merge(*full);
    EXPECT_FALSE(list.has_room_for(alice, 1));
    EXPECT_FALSE(list.has_room_for(bob, 2));
    EXPECT_TRUE(list.has_room_for(bob, 1));
    // As many that are left are more than the bytes hold.
    EXPECT_EQ(read_back<Numbers>(spaced_hex("01 0000000000000001 01 01 feffffff07"
                                            "00 01 00 01 01 feffffff07 00 00 01 01 feffffff07 05"))
                  .error(),
              Error::truncated);
    // A counter beyond all lists, of an event that has nothing to do with this one.
    const auto far =
        read_back<Numbers>(spaced_hex("01 0000000000000001 01 01 8080808080 01 00 00"));
    ASSERT_TRUE(far);
    Numbers other;
    other.merge(*far);
    EXPECT_FALSE(other.has_room_for(alice, 1));
    EXPECT_TRUE(other.has_room_for(bob, 1));
}

}  // namespace
}  // namespace core::crdt

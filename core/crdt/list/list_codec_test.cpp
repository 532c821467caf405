// The bytes of lists: what each means, and what is refused.
#include <gtest/gtest.h>

#include "core/crdt/list/list.h"
#include "core/crdt/state_bytes.h"
#include "core/testing/spaced_hex.h"

namespace core::crdt {
namespace {

using core::testing::spaced_hex;
using sequence::Order;
using Numbers = List<std::uint64_t>;

constexpr Author alice{1};
constexpr Author bob{2};
constexpr Author carol{3};

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

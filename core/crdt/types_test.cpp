// The types by example: what a user is promised of each, and the edges of their numbers.
#include <gtest/gtest.h>

#include "core/crdt/counter.h"
#include "core/crdt/or_map.h"
#include "core/crdt/or_set.h"
#include "core/crdt/register.h"
#include "core/crdt/state_bytes.h"
#include "core/testing/spaced_hex.h"

namespace core::crdt {
namespace {

using core::testing::spaced_hex;

constexpr Author alice{1};
constexpr Author bob{2};

template <class State>
void exchange(State& left, State& right) {
    left.merge(right);
    right.merge(left);
    EXPECT_EQ(left, right);
}

TEST(Counter, TY1_sums_what_everybody_added_and_took_away) {
    PnCounter ours;
    PnCounter theirs;
    ours.add(alice, 5);
    theirs.add(bob, -7);
    ours.add(alice, 3);
    exchange(ours, theirs);
    EXPECT_EQ(ours.value(), 1);
    EXPECT_EQ(ours.store().size(), 2u);
}

TEST(Counter, TY1_stops_at_the_ends_of_its_numbers) {
    GCounter grown;
    grown.increment(alice, UINT64_MAX);
    grown.increment(alice, 5);
    grown.increment(bob, 1);
    EXPECT_EQ(grown.value(), UINT64_MAX);

    PnCounter counter;
    counter.add(alice, INT64_MIN);
    EXPECT_EQ(counter.value(), INT64_MIN);
    counter.add(bob, -1);
    EXPECT_EQ(counter.value(), INT64_MIN);
    PnCounter risen;
    for (int i = 0; i < 4; ++i) risen.add(alice, INT64_MAX);
    EXPECT_EQ(risen.value(), INT64_MAX);
    risen.add(bob, -1);
    EXPECT_EQ(risen.value(), INT64_MAX);
}

// Anybody may claim the largest number there is; whoever writes then must still be able to read it.
TEST(Register, TY3_numbers_end_where_they_can_be_written) {
    const Buffer claimed = spaced_hex(
        "01 0000000000000002 01 01 01"      // Event 1 of Bob was seen.
        "01 00 01 ffffffffffffffff7f 05");  // It wrote 5, at the last Lamport number.
    LwwRegister<std::uint64_t> ours;
    ours.merge(*read_back<Causal<LwwRegisterStore<std::uint64_t>>>(claimed));
    EXPECT_EQ(*ours.value(), 5u);
    ours.set(alice, 9);
    EXPECT_EQ(*ours.value(), 9u);
    EXPECT_EQ(read_back<Causal<LwwRegisterStore<std::uint64_t>>>(bytes_of(ours)), ours);
}

struct Moved {
    Moved() = default;
    Moved(const Moved&) { ++count; }
    Moved(Moved&&) noexcept { ++count; }
    Moved& operator=(const Moved&) { return ++count, *this; }
    Moved& operator=(Moved&&) noexcept { return ++count, *this; }
    ~Moved() = default;

    static inline std::size_t count = 0;
};

TEST(DotValues, MG6_many_values_are_joined_and_removed_at_once) {
    constexpr std::size_t count = 10'000;
    DotValues<Moved> ours;
    DotValues<Moved> theirs;
    DotContext seen;
    DotContext their_seen;
    for (std::uint64_t i = 1; i <= count; ++i) {
        DotValues<Moved>& values = i % 2 ? ours : theirs;
        (i % 2 ? seen : their_seen).add({alice, i});
        values.insert({alice, i}, {});
    }
    Moved::count = 0;
    ours.join(seen, theirs, their_seen);
    EXPECT_EQ(ours.size(), count);
    EXPECT_LT(Moved::count, 10 * count);
    seen.merge(their_seen);
    const auto removal = ours.remove();
    Moved::count = 0;
    ours.apply(removal, seen);
    EXPECT_TRUE(ours.empty());
    EXPECT_LT(Moved::count, 10 * count);
}

TEST(Register, TY3_a_write_that_saw_another_wins_over_it) {
    LwwRegister<std::string> ours;
    LwwRegister<std::string> theirs;
    theirs.set(bob, "first");
    theirs.set(bob, "second");
    ours.merge(theirs);
    ours.set(alice, "third");  // Though alice comes before bob.
    exchange(ours, theirs);
    EXPECT_EQ(*theirs.value(), "third");
}

TEST(Register, TY3_of_two_blind_writes_the_same_wins_everywhere) {
    LwwRegister<std::string> ours;
    LwwRegister<std::string> theirs;
    EXPECT_EQ(ours.value(), nullptr);
    ours.set(alice, "a");
    theirs.set(bob, "b");
    exchange(ours, theirs);
    EXPECT_EQ(*ours.value(), "b");
    EXPECT_EQ(ours.store().size(), 2u);
}

TEST(Register, TY2_keeps_all_that_nobody_replaced) {
    MvRegister<std::string> ours;
    MvRegister<std::string> theirs;
    ours.set(alice, "a");
    theirs.set(bob, "b");
    exchange(ours, theirs);
    EXPECT_EQ(ours.values().size(), 2u);
    theirs.set(bob, "both seen");
    exchange(ours, theirs);
    ASSERT_EQ(ours.values().size(), 1u);
    EXPECT_EQ(ours.values().begin()->second, "both seen");
}

TEST(OrSet, TY4_adding_wins_over_a_removal_that_did_not_see_it) {
    OrSet<std::string> ours;
    OrSet<std::string> theirs;
    ours.add(alice, "milk");
    exchange(ours, theirs);
    ours.add(alice, "milk");
    theirs.remove("milk");
    exchange(ours, theirs);
    EXPECT_TRUE(theirs.contains("milk"));
    theirs.remove("milk");
    exchange(ours, theirs);
    EXPECT_FALSE(ours.contains("milk"));
}

TEST(OrSet, MG5_what_was_removed_leaves_no_trace) {
    OrSet<std::uint64_t> set;
    for (std::uint64_t i = 0; i < 1000; ++i) set.add(alice, i);
    const std::size_t full = bytes_of(set).size();
    set.clear();
    const Buffer bytes = bytes_of(set);
    EXPECT_GT(full, 3000u);
    EXPECT_EQ(bytes, spaced_hex("01 0000000000000001 01 01e807 00"));
}

TEST(OrMap, TY5_two_who_make_the_same_key_share_it) {
    OrMap<std::string, PnCounterStore> ours;
    OrMap<std::string, PnCounterStore> theirs;
    const auto count = [](auto& map, Author author, std::int64_t by) {
        map.change(author, "visits",
                   [by](const PnCounterStore& counter, Dot dot) { return add(counter, dot, by); });
    };
    count(ours, alice, 2);
    count(theirs, bob, 3);
    exchange(ours, theirs);
    EXPECT_EQ(value_of(*ours.find("visits")), 5);
    // Removing takes what was seen; what was added meanwhile stays.
    ours.remove("visits");
    count(theirs, bob, 10);
    exchange(ours, theirs);
    EXPECT_EQ(value_of(*ours.find("visits")), 13);
    ours.remove("visits");
    exchange(ours, theirs);
    EXPECT_EQ(theirs.find("visits"), nullptr);
    EXPECT_EQ(ours.size(), 0u);
}

TEST(Causal, MG4_refuses_what_it_would_not_have_written) {
    using Set = OrSet<std::uint64_t>;
    const std::string context = "01 0000000000000001 01 0103";  // Alice's first three.
    const auto read = [&](const std::string& store) {
        return read_back<Set>(spaced_hex(context + store));
    };
    EXPECT_TRUE(read("02 05 01 0001 07 01 0002"));
    EXPECT_EQ(read("02 07 01 0001 05 01 0002").error(), Error::not_canonical);
    EXPECT_EQ(read("02 05 01 0001 05 01 0002").error(), Error::not_canonical);
    EXPECT_EQ(read("01 05 00 0000").error(), Error::not_canonical);
    EXPECT_EQ(read("01 05 02 0002 0001").error(), Error::not_canonical);
    EXPECT_EQ(read("01 05 01 0004").error(),
              Error::malformed);  // Not in the context.
    EXPECT_EQ(read("01 05 01 0101").error(),
              Error::malformed);  // No such author.
    EXPECT_EQ(read("7f 05 01 0001").error(), Error::truncated);
    EXPECT_EQ(read("01 05 01").error(), Error::truncated);
}

TEST(Causal, MG3_a_catch_up_carries_removals_and_nothing_known) {
    OrSet<std::uint64_t> ours;
    for (std::uint64_t i = 0; i < 500; ++i) ours.add(alice, i);
    OrSet<std::uint64_t> theirs = ours;
    const Version before = theirs.version();
    ours.remove(7);
    ours.add(alice, 1000);
    const OrSet<std::uint64_t>::Causal part = ours.since(before);
    EXPECT_EQ(part.store().size(), 1u);
    EXPECT_LT(bytes_of(part).size(), 30u);
    theirs.merge(part);
    EXPECT_EQ(theirs, ours);
}

}  // namespace
}  // namespace core::crdt

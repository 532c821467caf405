// Clocks: comparing, ticking, gaps that close, and what they refuse to read.
#include <gtest/gtest.h>

#include <set>

#include "core/base/prng.h"
#include "core/crdt/dot_context.h"
#include "core/crdt/local_clock.h"
#include "core/crdt/version.h"
#include "core/testing/spaced_hex.h"

namespace core::crdt {
namespace {

using core::testing::spaced_hex;

constexpr Author alice{1};
constexpr Author bob{2};

Version version(std::uint64_t of_alice, std::uint64_t of_bob) {
    Version version;
    version.include({alice, of_alice});
    version.include({bob, of_bob});
    return version;
}

template <class Value, class Write>
Buffer written(const Value& value, Write write) {
    Buffer bytes;
    BufferWriter writer(bytes, 1 << 20);
    write(writer, value);
    EXPECT_TRUE(writer.finish());
    return bytes;
}

Result<Version> version_from(std::string_view hex) {
    const Buffer bytes = spaced_hex(std::string(hex));
    Reader reader(bytes);
    return read_version(reader);
}

Result<DotContext> context_from(std::string_view hex) {
    const Buffer bytes = spaced_hex(std::string(hex));
    Reader reader(bytes);
    return read_dot_context(reader);
}

TEST(Version, CL1_includes_what_it_says_no_less_of) {
    EXPECT_TRUE(version(2, 1).includes(version(2, 1)));
    EXPECT_TRUE(version(2, 1).includes(version(2, 0)));
    EXPECT_TRUE(version(2, 1).includes(version(0, 0)));
    EXPECT_FALSE(version(2, 1).includes(version(0, 2)));
    EXPECT_TRUE(version(2, 1).includes(Dot{alice, 2}));
    EXPECT_FALSE(version(2, 1).includes(Dot{alice, 3}));
    EXPECT_EQ(version(0, 5).size(), 1u);
}

TEST(Version, CL2_orders_what_saw_one_another_and_nothing_else) {
    EXPECT_TRUE(happened_before(version(1, 1), version(1, 2)));
    EXPECT_FALSE(happened_before(version(1, 2), version(1, 1)));
    EXPECT_FALSE(happened_before(version(1, 1), version(1, 1)));
    EXPECT_FALSE(concurrent(version(1, 1), version(1, 1)));
    EXPECT_TRUE(concurrent(version(1, 0), version(0, 1)));
    EXPECT_TRUE(concurrent(version(2, 1), version(1, 2)));
}

TEST(Version, CL2_merging_is_the_least_that_includes_both) {
    Prng prng(Seed{1});
    for (int round = 0; round < 200; ++round) {
        Version left;
        Version right;
        for (int i = 0; i < 20; ++i) {
            left.include({Author{prng.below(40)}, prng.below(9)});
            if (round % 2) right.include({Author{prng.below(40)}, prng.below(9)});
        }
        right.include({Author{prng.below(40)}, 5});
        Version both = left;
        both.merge(right);
        for (std::uint64_t author = 0; author < 40; ++author)
            EXPECT_EQ(both[Author{author}], std::max(left[Author{author}], right[Author{author}]));
    }
}

TEST(LocalClock, CL3_counts_without_gaps_above_all_it_took_in) {
    LocalClock clock(alice);
    EXPECT_EQ(clock.tick().dot, (Dot{alice, 1}));
    clock.receive(version(0, 7), Lamport{100});
    const LocalClock::Tick tick = clock.tick();
    EXPECT_EQ(tick.dot, (Dot{alice, 2}));
    EXPECT_EQ(tick.lamport, Lamport{101});
    EXPECT_EQ(clock.seen(), version(2, 7));
    clock.receive(version(1, 3), Lamport{5});
    EXPECT_EQ(clock.seen(), version(2, 7));
    EXPECT_EQ(clock.lamport(), Lamport{101});
}

TEST(Version, CL4_reads_back_what_it_wrote) {
    const Version some = version(300, 1);
    const Buffer bytes = written(some, write_version);
    EXPECT_EQ(bytes, spaced_hex("02 0000000000000001 ac02 0000000000000002 01"));
    Reader reader(bytes);
    EXPECT_EQ(read_version(reader), some);
    EXPECT_TRUE(reader.at_end());
}

TEST(Version, CL4_refuses_other_forms) {
    // Authors out of order, the same twice, a counter of zero.
    EXPECT_EQ(version_from("02000000000000000201000000000000000101").error(), Error::not_canonical);
    EXPECT_EQ(version_from("02000000000000000101000000000000000101").error(), Error::not_canonical);
    EXPECT_EQ(version_from("01000000000000000100").error(), Error::not_canonical);
    // Many authors announced and few there, more than there may be, and a cut one.
    EXPECT_EQ(version_from("ff7f00000000000000010100").error(), Error::truncated);
    EXPECT_EQ(version_from("818004").error(), Error::too_large);
    EXPECT_EQ(version_from("0100000000000001").error(), Error::truncated);
}

TEST(DotContext, CL5_closes_its_gaps) {
    DotContext context;
    context.add({alice, 1});
    context.add({alice, 3});
    context.add({alice, 5});
    EXPECT_EQ(context.version()[alice], 1u);
    EXPECT_FALSE(context.includes({alice, 2}));
    EXPECT_EQ(context.next(alice), (Dot{alice, 6}));
    context.add({alice, 4});
    context.add({alice, 2});
    EXPECT_EQ(context.version()[alice], 5u);
    EXPECT_EQ(context.begin()->second.size(), 1u);
    EXPECT_EQ(context.next(bob), (Dot{bob, 1}));
    context.add({bob, 2});
    EXPECT_EQ(context.version()[bob], 0u);
}

TEST(DotContext, CL5_removes_and_merges_as_a_set) {
    Prng prng(Seed{2});
    for (int round = 0; round < 300; ++round) {
        std::set<Dot> expected;
        DotContext left;
        DotContext right;
        for (int i = 0; i < 40; ++i) {
            const Dot dot{Author{prng.below(3)}, prng.between(1, 30)};
            (i % 2 ? left : right).add(dot);
            expected.insert(dot);
        }
        left.merge(right);
        std::vector<Dot> gone;
        for (int i = 0; i < 20; ++i) gone.push_back({Author{prng.below(4)}, prng.between(1, 30)});
        for (const Dot dot : gone) expected.erase(dot);
        left.remove(gone);
        for (std::uint64_t author = 0; author < 4; ++author)
            for (std::uint64_t counter = 1; counter <= 30; ++counter)
                ASSERT_EQ(left.includes({Author{author}, counter}),
                          expected.contains({Author{author}, counter}));
        const Buffer bytes = written(left, write_dot_context);
        Reader reader(bytes);
        EXPECT_EQ(read_dot_context(reader), left);
    }
}

TEST(DotContext, CL4_refuses_other_forms) {
    EXPECT_TRUE(context_from("0100000000000000010101 05"));
    // Counter 0, an empty range, touching ranges, no range, and numbers beyond all counters.
    EXPECT_EQ(context_from("010000000000000001010005").error(), Error::not_canonical);
    EXPECT_EQ(context_from("010000000000000001010100").error(), Error::not_canonical);
    EXPECT_EQ(context_from("0100000000000000010201050001").error(), Error::not_canonical);
    EXPECT_EQ(context_from("01000000000000000100 0000").error(), Error::not_canonical);
    EXPECT_EQ(context_from("010000000000000001 01 ffffffffffffffff7f 01").error(),
              Error::too_large);
    EXPECT_EQ(context_from("010000000000000001 7f0101").error(), Error::truncated);
}

}  // namespace
}  // namespace core::crdt

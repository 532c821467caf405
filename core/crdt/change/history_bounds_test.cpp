// The room for changes that wait: its bounds, and what delivering a full one takes.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/codec/varint.h"
#include "core/crdt/change/change_writers.h"

namespace core::crdt {
namespace {

using Verdict = History::Verdict;

constexpr Author alice{1};
constexpr Author bob{2};

TEST(HistoryBounds, CH6_a_full_room_of_changes_is_delivered_in_one_go) {
    Writer writer{alice, {}};
    std::vector<Buffer> changes;
    for (std::size_t i = 0; i <= waiting_changes_max; ++i) changes.push_back(writer.write());
    std::ranges::reverse(changes);
    History history;
    for (std::size_t i = 0; i < waiting_changes_max; ++i)
        ASSERT_EQ(history.take(changes[i]).value().verdict, Verdict::waiting);
    const auto taken = history.take(changes.back()).value();
    EXPECT_EQ(taken.ready.size(), changes.size());
    EXPECT_EQ(history.version(), writer.history.version());
}

TEST(HistoryBounds, CH6_many_authors_behind_one_another_are_delivered_in_one_go) {
    constexpr std::uint64_t authors = 300;
    // Each has heard of the one before it, and names all of them.
    std::vector<Buffer> changes;
    Writer writer{Author{1}, {}};
    for (std::uint64_t i = 1; i <= authors; ++i) {
        writer.author = Author{i};
        changes.push_back(writer.write());
    }
    std::ranges::reverse(changes);
    History history;
    std::size_t delivered = 0;
    for (const Buffer& change : changes) delivered += history.take(change).value().ready.size();
    EXPECT_EQ(delivered, authors);
}

TEST(HistoryBounds, CH6_who_comes_to_a_full_room_is_refused_and_who_is_in_turn_is_not) {
    Writer writer{alice, {}};
    const Buffer first = writer.write();
    std::vector<Buffer> changes;
    for (std::size_t i = 0; i <= waiting_changes_max; ++i) changes.push_back(writer.write());
    History history;
    for (std::size_t i = 0; i < waiting_changes_max; ++i)
        ASSERT_EQ(history.take(changes[i]).value().verdict, Verdict::waiting);
    const Buffer before = snapshot_of(history);
    EXPECT_EQ(history.take(changes.back()).error(), Error::too_large);
    EXPECT_EQ(snapshot_of(history), before);
    EXPECT_EQ(history.take(changes.front()).value().verdict, Verdict::waiting);
    Writer other{bob, {}};
    EXPECT_EQ(history.take(other.write()).value().verdict, Verdict::delivered);
    EXPECT_EQ(history.take(first).value().ready.size(), waiting_changes_max + 1);
    EXPECT_EQ(history.take(changes.back()).value().verdict, Verdict::delivered);
}

TEST(HistoryBounds, CH6_bounds_the_bytes_that_wait) {
    Writer writer{alice, {}};
    const Buffer first = writer.write();
    std::vector<Buffer> large;
    for (int i = 0; i < 5; ++i) {
        Change change = writer.next();
        change.operations.resize(std::size_t{15} << 20);
        large.push_back(signed_change(change));
        ASSERT_TRUE(writer.history.take(large.back()));
    }
    History history;
    for (std::size_t i = 0; i < 4; ++i)
        ASSERT_EQ(history.take(large[i]).value().verdict, Verdict::waiting);
    EXPECT_EQ(history.take(large[4]).error(), Error::too_large);
    EXPECT_EQ(history.take(first).value().ready.size(), 5u);
    EXPECT_EQ(history.take(large[4]).value().verdict, Verdict::delivered);

    // The room is free again.
    const Buffer early = writer.write();
    for (int i = 0; i < 5; ++i) {
        Change change = writer.next();
        change.operations.resize(std::size_t{12} << 20);
        const Buffer bytes = signed_change(change);
        ASSERT_TRUE(writer.history.take(bytes));
        ASSERT_EQ(history.take(bytes).value().verdict, Verdict::waiting);
    }
    EXPECT_EQ(history.take(early).value().ready.size(), 6u);
}

TEST(HistoryBounds, CH6_quarantine_makes_room) {
    Writer writer{alice, {}};
    Writer twin = writer;
    const Buffer left = writer.write(1);
    const Buffer right = twin.write(2);
    History history;
    for (std::size_t i = 0; i < waiting_changes_max; ++i)
        ASSERT_EQ(history.take(writer.write()).value().verdict, Verdict::waiting);
    Writer other{bob, {}};
    other.write();
    const Buffer second = other.write();
    EXPECT_EQ(history.take(second).error(), Error::too_large);
    ASSERT_TRUE(history.convict({alice, 1, left, right}));
    EXPECT_EQ(history.take(second).value().verdict, Verdict::waiting);
}

TEST(HistoryBounds, CH6_RP9_bounds_the_authors) {
    Buffer bytes;
    BufferWriter writer(bytes, std::size_t{1} << 20);
    writer.u8(1);
    codec::write_varint(writer, authors_max);
    for (std::size_t i = 0; i < authors_max; ++i) {
        writer.u64_be(100 + i);
        writer.u16_be(0x0100);  // In quarantine, without changes.
    }
    History history = history_from(bytes).value();
    Writer one{alice, {}};
    Writer twin = one;
    const Buffer first = one.write(1);
    const Buffer other = twin.write(2);
    EXPECT_EQ(history.check_can_write(alice).error(), Error::too_large);
    EXPECT_EQ(history.take(first).error(), Error::too_large);
    EXPECT_EQ(history.take(one.write()).error(), Error::too_large);
    EXPECT_EQ(history.convict({alice, 1, first, other}).error(), Error::too_large);
    EXPECT_EQ(snapshot_of(history), bytes);
}

}  // namespace
}  // namespace core::crdt

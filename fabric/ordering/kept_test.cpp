// What the journal has: records there and back, at every beginning of them, and what is refused.
#include "fabric/ordering/kept.h"

#include <gtest/gtest.h>

#include "fabric/ordering/world_test.h"

namespace fabric::ordering::testing {
namespace {

using leadership::EntryKind;
using leadership::EntryView;
using leadership::HardState;
using leadership::PersistOrder;
using leadership::SnapshotMeta;

EntryView entry(std::uint64_t term, std::string_view words) {
    return {{term}, EntryKind::command, core::as_bytes(words)};
}

PersistOrder order_of(std::uint64_t term, std::uint64_t first, std::vector<EntryView> entries) {
    return {{}, {{term}, member(1)}, {}, {}, {first}, std::move(entries)};
}

SnapshotMeta snapshot_at(std::uint64_t term, std::uint64_t index, core::Bytes content) {
    SnapshotMeta snapshot{
        {{term}, {index}}, {}, leadership::testing::voters(3), content.size(), {}};
    snapshot.digest = core::blake3(content);
    return snapshot;
}

// A disk that is new, and took three entries.
Kept with_three() {
    Kept kept;
    EXPECT_TRUE(kept.take(
        write_order_record(order_of(2, 1, {entry(1, "a"), entry(2, "b"), entry(2, "c")}), {})));
    return kept;
}

void expect_raft_starts(const Kept& kept) {
    const leadership::Raft raft(member(1), {}, kept.stored(), core::Seed{1}, Instant{});
    EXPECT_EQ(raft.log().last().index.value,
              kept.stored().snapshot.last.index.value + kept.stored().entries.size());
}

TEST(OrderingKept, OR10_an_order_is_read_as_it_was_written) {
    const Kept kept = with_three();
    const leadership::Stored stored = kept.stored();
    EXPECT_EQ(stored.hard_state, (HardState{{2}, member(1)}));
    EXPECT_EQ(stored.first, Index{1});
    ASSERT_EQ(stored.entries.size(), 3);
    EXPECT_EQ(stored.entries[2].term, Term{2});
    EXPECT_TRUE(core::equal(stored.entries[2].bytes, core::as_bytes("c")));
    EXPECT_FALSE(stored.known_since);
    expect_raft_starts(kept);
}

TEST(OrderingKept, OR10_what_is_truncated_goes_and_what_is_written_anew_takes_its_place) {
    Kept kept = with_three();
    PersistOrder order = order_of(3, 2, {entry(3, "d")});
    order.truncate_from = Index{2};
    ASSERT_TRUE(kept.take(write_order_record(order, {})));
    EXPECT_EQ(kept.stored().entries.size(), 2);
    ASSERT_TRUE(kept.take(write_order_record(order_of(3, 2, {entry(3, "e"), entry(3, "f")}), {})));
    EXPECT_EQ(kept.stored().entries.size(), 3);
    EXPECT_TRUE(core::equal(kept.stored().entries[1].bytes, core::as_bytes("e")));
}

TEST(OrderingKept, OR10_a_snapshot_of_ones_own_takes_the_place_of_the_log_before_it) {
    Kept kept = with_three();
    const core::Buffer content = text("content");
    ASSERT_TRUE(kept.take(write_snapshot_record(snapshot_at(2, 2, content), content)));
    EXPECT_EQ(kept.stored().first, Index{3});
    EXPECT_EQ(kept.stored().entries.size(), 1);
    EXPECT_EQ(kept.content(), content);
    expect_raft_starts(kept);
    // An older one changes nothing.
    ASSERT_TRUE(kept.take(write_snapshot_record(snapshot_at(1, 1, content), content)));
    EXPECT_EQ(kept.stored().snapshot.last.index, Index{2});
}

TEST(OrderingKept, OR10_a_snapshot_that_came_in_takes_the_place_of_the_log_or_of_its_beginning) {
    const core::Buffer content = text("content");
    for (const bool keeps_log : {false, true}) {
        Kept kept = with_three();
        PersistOrder order = order_of(2, 4, {});
        order.install = leadership::Install{snapshot_at(2, 2, content), keeps_log};
        if (!keeps_log) {
            order.first = Index{3};
            order.entries = {entry(2, "x"), entry(2, "y")};
        }
        ASSERT_TRUE(kept.take(write_order_record(order, content)));
        EXPECT_EQ(kept.stored().entries.size(), keeps_log ? 1 : 2);
        EXPECT_EQ(kept.content(), content);
        expect_raft_starts(kept);
    }
}

TEST(OrderingKept, OR1_OR10_the_founding_is_a_record_too) {
    Kept kept;
    for (const core::Buffer& record : Kept::founding(member(1)).records())
        ASSERT_TRUE(kept.take(record));
    EXPECT_TRUE(kept.stored().snapshot.configuration.is_voter(member(1)));
    EXPECT_EQ(kept.stored().known_since, Place{});
    expect_raft_starts(kept);
}

TEST(OrderingKept, OR3_OR10_who_is_known_takes_part_in_no_earlier_term) {
    Kept kept;
    ASSERT_TRUE(kept.take(write_trusted_record({{7}, {5}})));
    EXPECT_EQ(kept.stored().known_since, (Place{{7}, {5}}));
    EXPECT_EQ(kept.stored().hard_state, HardState{{7}});
    expect_raft_starts(kept);
    EXPECT_FALSE(kept.take(write_order_record(order_of(6, 1, {}), {})));
}

TEST(OrderingKept, OR10_behind_what_could_not_be_read_it_begins_anew) {
    Kept kept = with_three();
    EXPECT_FALSE(kept.take(text("nothing of the kind")));
    EXPECT_FALSE(kept.is_readable());
    EXPECT_FALSE(kept.take(write_trusted_record({{1}, {1}})));
    ASSERT_TRUE(kept.take(write_anew_record()));
    EXPECT_TRUE(kept.is_readable());
    EXPECT_FALSE(kept.known_since());
    EXPECT_TRUE(kept.stored().entries.empty());
}

TEST(OrderingKept, OR10_what_does_not_follow_is_refused) {
    const auto is_refused = [](const core::Buffer& record) {
        return !with_three().take(record).has_value();
    };
    const core::Buffer content = text("content");
    EXPECT_TRUE(is_refused({}));
    EXPECT_TRUE(is_refused({std::byte{4}}));
    EXPECT_TRUE(is_refused(write_order_record(order_of(2, 5, {entry(2, "e")}), {})));  // A gap.
    EXPECT_TRUE(is_refused(write_order_record(order_of(2, 4, {entry(1, "d")}), {})));
    EXPECT_TRUE(is_refused(write_order_record(order_of(2, 4, {entry(3, "d")}), {})));
    EXPECT_TRUE(is_refused(write_order_record(order_of(1, 4, {}), {})));
    PersistOrder other_vote = order_of(2, 4, {});
    other_vote.hard_state.vote = member(2);
    EXPECT_TRUE(is_refused(write_order_record(other_vote, {})));
    const EntryView configuration{{2}, EntryKind::configuration, core::as_bytes("none")};
    EXPECT_TRUE(is_refused(write_order_record(order_of(2, 4, {configuration}), {})));
    EXPECT_TRUE(is_refused(write_snapshot_record(snapshot_at(3, 9, content), content)));
    EXPECT_TRUE(is_refused(write_snapshot_record(snapshot_at(1, 2, content), content)));
    EXPECT_TRUE(is_refused(write_snapshot_record(snapshot_at(0, 2, content), content)));
    EXPECT_TRUE(is_refused(write_snapshot_record(snapshot_at(2, 2, {}), {})));
    SnapshotMeta early = snapshot_at(2, 2, content);
    early.configuration_index = Index{3};
    EXPECT_TRUE(is_refused(write_snapshot_record(early, content)));
    core::Buffer longer = write_trusted_record({{1}, {1}});
    longer.push_back(std::byte{0});
    EXPECT_TRUE(is_refused(longer));
    core::Buffer shorter = write_order_record(order_of(2, 4, {entry(2, "d")}), {});
    shorter.pop_back();
    EXPECT_TRUE(is_refused(shorter));
}

TEST(OrderingKept, OR10_records_of_all_come_to_the_same) {
    const core::Buffer content = text("content");
    Kept kept = with_three();
    ASSERT_TRUE(kept.take(write_snapshot_record(snapshot_at(2, 2, content), content)));
    ASSERT_TRUE(kept.take(write_trusted_record({{1}, {1}})));
    // More than fits into one record.
    const std::string large(200'000, 'x');
    ASSERT_TRUE(kept.take(write_order_record(
        order_of(4, 4, {entry(3, large), entry(3, large), entry(4, large)}), {})));
    const std::vector<core::Buffer> records = kept.records();
    EXPECT_GT(records.size(), 4);
    Kept again;
    for (const core::Buffer& record : records) {
        ASSERT_TRUE(again.take(record));
        expect_raft_starts(again);
    }
    EXPECT_EQ(again.records(), records);
    EXPECT_EQ(again.stored().entries.size(), 4);
}

// A power failure between any two of them.
TEST(OrderingKept, OR10_every_beginning_of_what_a_member_kept_can_be_read) {
    Options small;
    small.raft.log_size_max = 8'000;
    small.raft.snapshot_after_size = 1'000;
    World world({.ordering = small}, core::Seed{3});
    for (int round = 0; round < 30; ++round) {
        static_cast<void>(world.order(0, text("a" + std::to_string(round)), seconds{9}));
        static_cast<void>(world.order(1, text("b" + std::to_string(round)), seconds{9}));
        world.run_for(milliseconds{150});
        if (round % 10 == 9 && world.leader()) world.hand_over(*world.leader());
    }
    ASSERT_EQ(world.judge().failure(), "");
    for (unsigned who = 0; who < 3; ++who) {
        Kept kept;
        for (const core::Buffer& record : world.seat(who).journal.records()) {
            ASSERT_TRUE(kept.take(record));
            expect_raft_starts(kept);
        }
        EXPECT_GT(kept.stored().snapshot.last.index, Index{});
    }
}

}  // namespace
}  // namespace fabric::ordering::testing

// A store on a disk in memory, under a state that is no more than the list of its records.
#include "core/store/store.h"

#include <gtest/gtest.h>

#include "core/testing/store_node.h"

namespace core::store {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using Texts = std::vector<std::string>;

using Node = core::testing::StoreNode;
using core::testing::text_type;
constexpr std::uint64_t plenty = std::uint64_t{1} << 30;

Texts texts(std::size_t count) {
    Texts all;
    for (std::size_t i = 0; i < count; ++i) all.push_back(core::testing::numbered_text(i));
    return all;
}

std::size_t used(MemoryDisk& disk) {
    std::size_t size = 0;
    for (const auto& [name, bytes] : disk.files()) size += bytes.size();
    return size;
}

std::size_t file_count(MemoryDisk& disk, std::string_view prefix) {
    return static_cast<std::size_t>(std::ranges::count_if(
        disk.files(), [&](const auto& file) { return file.first.starts_with(prefix); }));
}

Instant after(Duration time) { return Instant{} + time; }

// Of a disk that a few hundred records fill.
constexpr std::uint64_t scarce = 400'000;

void fill_to(std::size_t percent, Node& node, MemoryDisk& disk) {
    while (used(disk) < scarce / 100 * percent) node.append(1);
}

TEST(Store, ST1_without_a_snapshot_all_records_are_told) {
    MemoryDisk disk(plenty);
    Node(disk, {}).append(50);
    const Node again(disk, {});
    EXPECT_EQ(again.state, texts(50));
    EXPECT_EQ((again.events_in<JournalEvent, Opened>().size()), 1u);
    EXPECT_TRUE((again.events_in<JournalEvent, Lost>().empty()));
}

TEST(Store, ST1_ST2_a_snapshot_is_told_and_what_was_appended_behind_it) {
    MemoryDisk disk(scarce);
    std::size_t count = 0;
    {
        Node node(disk, {});
        fill_to(75, node, disk);
        node.let_all_go();
        EXPECT_GE(node.stored(), 1u);
        EXPECT_FALSE(node.events_of<SnapshotWanted>().empty());
        node.append(7);
        count = node.state.size();
    }
    const Node again(disk, {});
    EXPECT_EQ(again.state, texts(count));
    EXPECT_EQ((again.events_in<SnapshotEvent, SnapshotLoaded>().size()), 1u);
    EXPECT_TRUE((again.events_in<JournalEvent, Lost>().empty()));
}

TEST(Store, ST4_the_journal_forgets_what_is_in_the_snapshots) {
    MemoryDisk disk(scarce);
    Node node(disk, {});
    for (int i = 0; i < 16; ++i) {
        node.append(50);
        node.let_all_go();
    }
    EXPECT_EQ(node.state, texts(800));
    EXPECT_LE(used(disk), scarce / 100 * 80);
    EXPECT_LE(file_count(disk, "snapshot-"), 2u);
    EXPECT_TRUE(node.events_of<HistoryDropped>().empty());
    EXPECT_EQ(Node(disk, {}).state, texts(800));
}

TEST(Store, ST4_what_others_need_stays_until_there_is_hardly_any_room) {
    MemoryDisk disk(scarce);
    Node node(disk, {});
    fill_to(88, node, disk);
    node.pass(minutes{2});
    EXPECT_EQ(node->pressure(), Pressure::high);
    EXPECT_EQ(node.stored(), 0u);  // It would free nothing.
    EXPECT_TRUE((node.events_in<JournalEvent, Released>().empty()));
    fill_to(96, node, disk);
    for (int i = 0; i < 3; ++i) node.pass(minutes{2});
    const auto dropped = node.events_of<HistoryDropped>();
    ASSERT_FALSE(dropped.empty());
    EXPECT_EQ(dropped[0].from, Position{});
    EXPECT_GT(dropped[0].to, dropped[0].from);
    EXPECT_LT(used(disk), scarce / 2);
    EXPECT_EQ(Node(disk, {}).state, node.state);
}

TEST(Store, ST3_a_snapshot_waits_for_the_journal) {
    MemoryDisk disk(scarce);
    Node node(disk, {});
    fill_to(75, node, disk);
    node.holds_back = [](const DiskRequest& request) {
        return DiskClient::user_of(request.ticket) == DiskUser{1};
    };
    node.append(1);
    node.let_all_go();
    EXPECT_GT(file_count(disk, "snapshot-"), 0u);
    EXPECT_EQ(node.stored(), 0u);
    node.holds_back = [](const DiskRequest&) { return false; };
    node.run();
    EXPECT_EQ(node.stored(), 1u);
    EXPECT_EQ(Node(disk, {}).state, node.state);
}

TEST(Store, ST3_on_a_full_disk_a_snapshot_makes_room_for_what_waits) {
    MemoryDisk disk(scarce);
    Node node(disk, {});
    while (node->append(text_type, as_bytes(core::testing::numbered_text(node.state.size())))) {
        node.state.push_back(core::testing::numbered_text(node.state.size()));
        node.run();
    }
    EXPECT_FALSE((node.events_in<JournalEvent, SpaceEnded>().empty()));
    EXPECT_LT(node->acknowledged(), node->end());
    for (int i = 0; i < 5; ++i) node.let_all_go();
    EXPECT_GE(node.stored(), 1u);
    EXPECT_FALSE((node.events_in<JournalEvent, SpaceBack>().empty()));
    node.append(10);
    EXPECT_EQ(node->acknowledged(), node->end());
    EXPECT_EQ(Node(disk, {}).state, node.state);
}

TEST(Store, ST8_reading_passes_over_the_records_of_the_store) {
    MemoryDisk disk(plenty);
    Node node(disk, {});
    node.append(3);
    for (int i = 0; i < 3; ++i) {
        node.pass(hours{2});
        node.append(1);
    }
    const auto first = node->read({});
    ASSERT_TRUE(first);
    Texts read;
    for (auto next = *first;;) {
        node.run();
        const auto found = node.events_in<JournalEvent, Found>();
        if (found.size() == read.size()) break;
        EXPECT_EQ(found.back().read, next);
        EXPECT_GE(found.back().type, Store::record_type_min);
        read.emplace_back(as_text(found.back().payload));
        const auto again = node->read(found.back().next);
        ASSERT_TRUE(again);
        next = *again;
    }
    EXPECT_EQ(read, texts(6));
    EXPECT_EQ((node.events_in<JournalEvent, NotFound>().size()), 1u);
}

TEST(Store, ST9_a_store_whose_journal_has_stopped_refuses_and_removes_nothing) {
    MemoryDisk disk(scarce);
    Node node(disk, {});
    fill_to(75, node, disk);
    node.faults = [](const DiskAction& action) {
        return holds_alternative<SyncFile>(action) ? DiskFault::gone : DiskFault::none;
    };
    ASSERT_TRUE(node->append(text_type, as_bytes("lost")));
    node.run();
    ASSERT_FALSE((node.events_in<JournalEvent, Stopped>().empty()));
    const auto before = disk.files();
    node.faults = [](const DiskAction&) { return DiskFault::none; };
    node->note_needs(Position{UINT64_MAX}, Position{UINT64_MAX});
    node.pass(hours{1});
    EXPECT_EQ(disk.files(), before);
    EXPECT_EQ(node->append(text_type, as_bytes("more")).error(), Error::storage_failed);
    EXPECT_EQ(node->read({}).error(), Error::storage_failed);
    EXPECT_EQ(node->estimate().now_size, 0u);
}

TEST(Store, ST6_what_was_abandoned_is_wanted_again_a_minute_later) {
    MemoryDisk disk(scarce);
    Node node(disk, {});
    node.writes_snapshots = false;
    fill_to(75, node, disk);
    node.let_all_go();
    EXPECT_EQ(node.events_of<SnapshotWanted>().size(), 1u);
    EXPECT_TRUE(node->begin_snapshot());
    EXPECT_FALSE(node->begin_snapshot());
    node->write_snapshot(as_bytes("half of"));
    node->abandon_snapshot();
    node.run();
    EXPECT_EQ(file_count(disk, "snapshot-"), 0u);
    EXPECT_EQ(node.events_of<SnapshotWanted>().size(), 1u);
    node.writes_snapshots = true;
    node.pass(minutes{2});
    EXPECT_EQ(node.events_of<SnapshotWanted>().size(), 2u);
    EXPECT_EQ(node.stored(), 1u);
}

TEST(Store, ST6_without_room_for_a_snapshot_one_is_tried_a_minute) {
    MemoryDisk disk(scarce);
    Node node(disk, {});
    fill_to(75, node, disk);
    const Node tidied(disk, {});
    MemoryDisk full(used(disk) + 100);
    full.files() = disk.files();
    Node again(full, {});
    for (int i = 0; i < 5; ++i) again.let_all_go();
    const auto failed = again.events_in<SnapshotEvent, SnapshotFailed>();
    ASSERT_GE(failed.size(), 3u);
    EXPECT_LE(failed.size(), 6u);
    EXPECT_EQ(failed[0].fault, DiskFault::full);
    EXPECT_EQ(Node(full, {}).state, node.state);
}

// Two records an hour for three weeks, a new process each day.
TEST(Store, ST5_with_plenty_of_room_a_week_of_history_stays_across_restarts) {
    MemoryDisk disk(plenty);
    std::vector<Position> ends;  // Of the days.
    std::size_t count = 0;
    for (std::size_t day = 0; day < 21; ++day) {
        Node node(disk, after(hours{24 * day}));
        ASSERT_EQ(node.state, texts(count));
        for (int hour = 0; hour < 24; ++hour) {
            node.append(2);
            node.pass(hours{1} - minutes{2});
            node.let_all_go();
            const auto released = node.events_in<JournalEvent, Released>();
            if (released.empty()) continue;
            ASSERT_GE(day, 7u);
            // Nothing that is younger than seven days.
            EXPECT_LE(released.back().begin, ends[day - 7]);
        }
        count += 48;
        ends.push_back(node->end());
    }
    Node node(disk, after(hours{24 * 21}));
    EXPECT_EQ(node.state, texts(count));
    // Of the older ones nearly all are gone: a third of all there was, and the rest of what was
    // kept.
    const auto opened = node.events_in<JournalEvent, Opened>();
    EXPECT_GE(opened[0].begin, ends[5]);
}

TEST(Store, ST7_snapshots_of_another_node_stop_it_before_the_journal_is_looked_at) {
    MemoryDisk disk(scarce);
    {
        Node node(disk, {});
        fill_to(75, node, disk);
        node.let_all_go();
    }
    std::erase_if(disk.files(),
                  [](const auto& file) { return file.first.starts_with("journal-"); });
    const auto before = disk.files();
    Store::Options others = core::testing::small_store_options();
    others.journal.owner.node.bytes[0] = std::byte{9};
    others.snapshots.owner = others.journal.owner;
    const Node node(disk, {}, others);
    const auto stopped = node.events_in<SnapshotEvent, Stopped>();
    ASSERT_EQ(stopped.size(), 1u);
    EXPECT_EQ(stopped[0].reason, StopReason::of_other_owner);
    EXPECT_EQ(disk.files(), before);
}

}  // namespace
}  // namespace core::store

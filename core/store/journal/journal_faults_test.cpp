// A journal whose disk fails, fills up, or goes away.
#include <gtest/gtest.h>

#include "core/testing/journal_driver.h"

namespace core::store {
namespace {

using core::testing::JournalDriver;
using std::chrono::seconds;
using Texts = std::vector<std::string>;

constexpr RecordType note{16};
constexpr std::uint64_t room = std::uint64_t{1} << 30;

// Lets requests of a kind fail, so many times, from the next one on.
template <class Action>
auto failing(std::size_t times, DiskFault fault = DiskFault::failed) {
    return [times, fault](const DiskAction& action) mutable {
        if (times == 0 || !holds_alternative<Action>(action)) return DiskFault::none;
        --times;
        return fault;
    };
}

TEST(JournalFaults, JN23_after_a_failed_sync_the_rest_goes_to_another_segment) {
    MemoryDisk disk(room);
    JournalDriver driver(disk);
    driver.open();
    driver.store("safe");
    const Position synced = driver->end();
    std::size_t syncs_of_first = 0;
    const FileNumber first = [&] {
        static_cast<void>(driver->append(note, as_bytes("one")));
        for (const DiskRequest& request : driver.fetch())
            if (const auto* sync = get_if<SyncFile>(&request.action)) return sync->file;
        return FileNumber{};
    }();
    driver.intercept = [&](const DiskAction& action) {
        const auto* sync = get_if<SyncFile>(&action);
        if (!sync || sync->file != first) return DiskFault::none;
        ++syncs_of_first;
        return DiskFault::failed;
    };
    driver.run();
    EXPECT_EQ(syncs_of_first, 1u);
    EXPECT_EQ(driver.events_of<Abandoned>(),
              (std::vector{Abandoned{SegmentNumber{1}, synced, DiskFault::failed}}));
    EXPECT_EQ(driver.events_of<Acknowledged>().back().up_to, driver->end());
    EXPECT_EQ(*driver->segments().back().base, synced);
    driver.store("two");
    JournalDriver again(disk, {}, 2);
    EXPECT_EQ(again.open().payloads(), (Texts{"safe", "one", "two"}));
    EXPECT_TRUE(again.events_of<Lost>().empty());
}

TEST(JournalFaults, JN23_so_after_a_failed_write_with_a_second_batch_under_way) {
    MemoryDisk disk(room);
    JournalDriver driver(disk);
    driver.open();
    static_cast<void>(driver->append(note, as_bytes("one")));
    static_cast<void>(driver.fetch());
    static_cast<void>(driver->append(note, as_bytes("two")));
    static_cast<void>(driver.fetch());
    driver.intercept = failing<WriteFile>(1);
    driver.run();
    EXPECT_EQ(driver.events_of<Abandoned>().size(), 1u);
    EXPECT_EQ(driver.events_of<Acknowledged>().back().up_to, driver->end());
    JournalDriver again(disk, {}, 2);
    EXPECT_EQ(again.open().payloads(), (Texts{"one", "two"}));
}

TEST(JournalFaults, JN23_positions_stay_with_their_records) {
    MemoryDisk disk(room);
    JournalDriver driver(disk);
    driver.open();
    driver.intercept = failing<SyncFile>(1);
    const Position position = driver.store("one");
    ASSERT_TRUE(driver->read(position));
    driver.run();
    EXPECT_EQ(as_text(driver.events_of<Found>().back().payload), "one");
    JournalDriver again(disk, {}, 2);
    EXPECT_EQ(again.open().records.front().position, position);
}

TEST(JournalFaults, JN24_a_second_failure_without_a_sync_in_between_stops_it) {
    MemoryDisk disk(room);
    JournalDriver driver(disk);
    driver.open();
    const auto safe = driver.store("safe");
    driver.intercept = failing<SyncFile>(SIZE_MAX);
    driver.store("lost");
    EXPECT_EQ(driver.events_of<Stopped>(), (std::vector{Stopped{StopReason::failed}}));
    EXPECT_EQ(driver.events_of<Acknowledged>().size(), 1u);
    EXPECT_EQ(driver->append(note, {}).error(), Error::storage_failed);
    EXPECT_EQ(driver->read(safe).error(), Error::storage_failed);
    EXPECT_EQ(driver->deadline(), std::nullopt);
    driver->release(Checkpoint(driver->end()));
    EXPECT_TRUE(driver.fetch().empty());
}

TEST(JournalFaults, JN24_failures_with_syncs_in_between_do_not) {
    MemoryDisk disk(room);
    JournalDriver driver(disk);
    driver.open();
    Texts stored;
    for (int i = 0; i < 6; ++i) {
        driver.intercept = failing<SyncFile>(1);
        stored.push_back(std::to_string(i));
        driver.store(stored.back());
        driver.intercept = nullptr;
        stored.push_back("between");
        driver.store(stored.back());
    }
    EXPECT_EQ(driver.events_of<Abandoned>().size(), 6u);
    EXPECT_TRUE(driver.events_of<Stopped>().empty());
    JournalDriver again(disk, {}, 2);
    EXPECT_EQ(again.open().payloads(), stored);
}

TEST(JournalFaults, JN24_a_segment_that_cannot_be_made_is_tried_once_more) {
    for (const std::size_t times : {1uz, 2uz}) {
        MemoryDisk disk(room);
        JournalDriver driver(disk);
        driver.intercept = failing<SyncNames>(times);
        // The first is of the opening itself.
        driver.intercept = [times, seen = 0uz](const DiskAction& action) mutable {
            if (!holds_alternative<SyncNames>(action)) return DiskFault::none;
            ++seen;
            return seen > 1 && seen <= times + 1 ? DiskFault::failed : DiskFault::none;
        };
        driver.open();
        EXPECT_EQ(driver.events_of<Stopped>().size(), times - 1);
        if (times == 1) driver.store("one");
    }
}

TEST(JournalFaults, JN24_storage_that_goes_away_stops_it_at_once) {
    for (const auto& [fault, reason] : {std::pair{DiskFault::gone, StopReason::gone},
                                        std::pair{DiskFault::denied, StopReason::denied}}) {
        MemoryDisk disk(room);
        JournalDriver driver(disk);
        driver.open();
        driver.intercept = failing<WriteFile>(1, fault);
        driver.store("one");
        EXPECT_EQ(driver.events_of<Stopped>(), (std::vector{Stopped{reason}}));
        JournalDriver other(disk, {}, 2);
        other.intercept = failing<ListFiles>(1, fault);
        EXPECT_EQ(other.open().events_of<Stopped>(), (std::vector{Stopped{reason}}));
    }
}

TEST(JournalFaults, JN24_what_waits_to_be_read_is_answered_when_it_stops) {
    MemoryDisk disk(room);
    JournalDriver driver(disk);
    driver.open();
    const Position position = driver.store("one");
    ASSERT_TRUE(driver->read(position));
    static_cast<void>(driver->append(note, as_bytes("two")));
    driver.intercept = [](const DiskAction& action) {
        return holds_alternative<CloseFile>(action) ? DiskFault::none : DiskFault::gone;
    };
    driver.run();
    EXPECT_EQ(driver.events_of<NotFound>().back().error, Error::storage_failed);
}

TEST(JournalFaults, JN25_without_room_it_refuses_keeps_what_it_has_and_goes_on_later) {
    MemoryDisk disk(room);
    JournalDriver driver(disk);
    driver.open();
    const Position safe = driver.store("safe");
    driver.intercept = failing<WriteFile>(SIZE_MAX, DiskFault::full);
    driver.store("kept");
    EXPECT_EQ(driver.events_of<SpaceEnded>().size(), 1u);
    EXPECT_EQ(driver->append(note, as_bytes("refused")).error(), Error::storage_full);
    // Meanwhile it can be read.
    ASSERT_TRUE(driver->read(safe));
    driver.run();
    EXPECT_EQ(as_text(driver.events_of<Found>().back().payload), "safe");
    // It tries after 1, 2, 4 … 30 seconds.
    for (const int wait : {1, 2, 4, 8, 16, 30, 30}) {
        EXPECT_EQ(driver->deadline(), driver.now + seconds{wait});
        driver.pass(seconds{wait});
    }
    EXPECT_TRUE(driver.events_of<SpaceBack>().empty());
    EXPECT_EQ(driver.events_of<SpaceEnded>().size(), 1u);
    driver.intercept = nullptr;
    driver.pass(seconds{30});
    EXPECT_EQ(driver.events_of<SpaceBack>().size(), 1u);
    driver.store("after");
    JournalDriver again(disk, {}, 2);
    EXPECT_EQ(again.open().payloads(), (Texts{"safe", "kept", "after"}));
}

TEST(JournalFaults, JN25_there_is_room_again_when_nothing_but_a_mark_had_waited_for_it) {
    MemoryDisk disk(room);
    JournalDriver driver(disk);
    driver.open();
    driver.store("safe");
    driver.intercept = failing<WriteFile>(SIZE_MAX, DiskFault::full);
    driver.pass(seconds{1});
    ASSERT_EQ(driver.events_of<SpaceEnded>().size(), 1u);
    driver.intercept = nullptr;
    driver.pass(seconds{1});
    EXPECT_EQ(driver.events_of<SpaceBack>().size(), 1u);
    driver.store("after");
    JournalDriver again(disk, {}, 2);
    EXPECT_EQ(again.open().payloads(), (Texts{"safe", "after"}));
}

TEST(JournalFaults, JN25_room_is_sought_in_good_time_and_not_told_before_it_is_needed) {
    Journal::Options options;
    options.writing.segment_size_max = segment_data_begin + 1000;
    options.writing.growth_size = 1000;
    options.writing.large_batch_size = options.writing.growth_size / 4;
    MemoryDisk disk(2 * segment_data_begin + 500);
    JournalDriver driver(disk, options);
    driver.open();
    std::size_t stored = 0;
    while (driver.events_of<SpaceEnded>().empty() && stored < 50) {
        static_cast<void>(driver->append(note, as_bytes(std::string(100, 'x'))));
        driver.run();
        ++stored;
    }
    // The next segment found no room when the first was half full; told was it at its end.
    EXPECT_EQ(stored, 7u);
    EXPECT_EQ(driver.events_of<Acknowledged>().size(), 6u);
}

TEST(JournalFaults, JN25_without_room_for_mending_it_opens_later) {
    MemoryDisk disk(room);
    JournalDriver first(disk);
    first.open();
    first.store("one");
    JournalDriver driver(disk, {}, 2);
    driver.intercept = failing<WriteFile>(1, DiskFault::full);
    driver.open();
    EXPECT_EQ(driver.events_of<SpaceEnded>().size(), 1u);
    EXPECT_TRUE(driver.events_of<Opened>().empty());
    driver.pass(seconds{1});
    EXPECT_EQ(driver.events_of<SpaceBack>().size(), 1u);
    EXPECT_EQ(driver.events_of<Opened>().size(), 1u);
    EXPECT_EQ(driver.payloads(), (Texts{"one"}));
    driver.store("two");
}

// As when too many files are open.
TEST(JournalFaults, JN12_what_cannot_be_opened_now_is_not_taken_for_empty) {
    MemoryDisk disk(room);
    JournalDriver first(disk);
    first.open();
    first.store("safe");
    const auto before = disk.files();
    for (const std::size_t times : {std::size_t{1}, std::size_t{SIZE_MAX}}) {
        JournalDriver driver(disk, {}, 2);
        driver.intercept = failing<OpenFile>(times);
        driver.open();
        EXPECT_EQ(driver.events_of<Stopped>(), (std::vector{Stopped{StopReason::failed}}));
        EXPECT_TRUE(driver.events_of<Opened>().empty());
        EXPECT_EQ(disk.files(), before);
    }
    JournalDriver again(disk, {}, 3);
    EXPECT_EQ(again.open().payloads(), (Texts{"safe"}));
}

TEST(JournalFaults, JN26_a_read_that_could_not_open_its_file_spoils_no_other) {
    MemoryDisk disk(room);
    JournalDriver driver(disk);
    driver.open();
    const Position position = driver.store("safe");
    driver.intercept = failing<OpenFile>(1, DiskFault::denied);
    const auto first = driver->read(position);
    driver.run();
    EXPECT_EQ(driver.events_of<NotFound>(), (std::vector{NotFound{*first, Error::storage_failed}}));
    ASSERT_TRUE(driver->read(position));
    driver.run();
    ASSERT_EQ(driver.events_of<Found>().size(), 1u);
    EXPECT_EQ(as_text(driver.events_of<Found>().front().payload), "safe");
}

TEST(JournalFaults, JN25_mending_again_finds_a_segment_that_has_its_other_name_already) {
    MemoryDisk disk(room);
    JournalDriver first(disk);
    first.open();
    const Position rotten = first.store("rotten");
    const Position kept = first.store("kept");
    const auto at = static_cast<std::size_t>(segment_data_begin + rotten.value);
    disk.files().at(segment_name(SegmentNumber{1}))[at] ^= std::byte{1};
    JournalDriver driver(disk, {}, 2);
    driver.intercept = failing<SyncNames>(1, DiskFault::full);
    driver.open();
    EXPECT_TRUE(driver.events_of<Opened>().empty());
    driver.pass(seconds{1});
    EXPECT_EQ(driver.events_of<Lost>().size(), 1u);
    EXPECT_EQ(driver.events_of<Opened>().size(), 1u);
    EXPECT_TRUE(driver.events_of<Stopped>().empty());
    EXPECT_EQ(driver.records.front().position, kept);
}

}  // namespace
}  // namespace core::store

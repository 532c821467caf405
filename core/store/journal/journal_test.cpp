// Appending to a journal, reading and releasing, on a disk that does what it is told.
#include "core/store/journal/journal.h"

#include <gtest/gtest.h>

#include "core/testing/journal_driver.h"

namespace core::store {
namespace {

using core::testing::JournalDriver;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Texts = std::vector<std::string>;

constexpr RecordType note{16};
constexpr std::uint64_t room = std::uint64_t{1} << 30;

template <class Action>
std::size_t count_of(const std::deque<DiskRequest>& requests) {
    return static_cast<std::size_t>(std::ranges::count_if(
        requests, [](const auto& request) { return holds_alternative<Action>(request.action); }));
}

Journal::Options with_policy(SyncPolicy policy) {
    Journal::Options options;
    options.writing.policy = policy;
    return options;
}

// Segments for a few records each.
Journal::Options small_segments() {
    Journal::Options options;
    options.writing.segment_size_max = segment_data_begin + 400;
    options.writing.growth_size = 200;
    options.writing.large_batch_size = options.writing.growth_size / 4;
    return options;
}

TEST(Journal, JN17_what_was_acknowledged_is_told_again) {
    MemoryDisk disk(room);
    JournalDriver first(disk);
    first.open();
    EXPECT_EQ(first.events_of<Opened>(), (std::vector{Opened{}}));
    ASSERT_TRUE(first->append(note, as_bytes("one")));
    ASSERT_TRUE(first->append(RecordType{255}, {}));
    first.run();
    EXPECT_EQ(first.events_of<Acknowledged>(), (std::vector{Acknowledged{first->end()}}));

    JournalDriver second(disk, {}, 2);
    second.open();
    EXPECT_EQ(second.records,
              (std::vector<core::testing::KeptRecord>{{Position{40}, note, "one"},
                                                      {Position{56}, RecordType{255}, ""}}));
    EXPECT_EQ(second.events_of<Opened>().back().end, first->end());
    EXPECT_TRUE(second.events_of<Cut>().empty());
    EXPECT_TRUE(second.events_of<Lost>().empty());
}

TEST(Journal, JN17_nothing_is_acknowledged_before_its_sync) {
    MemoryDisk disk(room);
    JournalDriver driver(disk);
    driver.open();
    ASSERT_TRUE(driver->append(note, as_bytes("one")));
    while (!holds_alternative<SyncFile>(driver.fetch().front().action)) driver.carry_out_next();
    EXPECT_TRUE(driver.events_of<Acknowledged>().empty());
    driver.carry_out_next();
    EXPECT_EQ(driver.events_of<Acknowledged>().size(), 1u);
}

TEST(Journal, JN17_with_an_interval_syncs_come_when_it_has_passed) {
    MemoryDisk disk(room);
    JournalDriver driver(disk, with_policy(SyncPolicy::interval));
    driver.open();
    driver.store("one");
    driver.store("two");
    EXPECT_TRUE(driver.events_of<Acknowledged>().empty());
    EXPECT_EQ(driver->deadline(), driver.now + milliseconds{100});
    driver.pass(milliseconds{99});
    EXPECT_TRUE(driver.events_of<Acknowledged>().empty());
    driver.pass(milliseconds{1});
    EXPECT_EQ(driver.events_of<Acknowledged>(), (std::vector{Acknowledged{driver->end()}}));
}

TEST(Journal, JN17_with_an_interval_a_half_full_backlog_is_synced_at_once) {
    Journal::Options options = with_policy(SyncPolicy::interval);
    options.writing.unsynced_size_max = 300;
    MemoryDisk disk(room);
    JournalDriver driver(disk, options);
    driver.open();
    driver.store("one");
    EXPECT_TRUE(driver.events_of<Acknowledged>().empty());
    driver.store(std::string(300, 'x'));
    EXPECT_EQ(driver.events_of<Acknowledged>().size(), 1u);
}

TEST(Journal, JN17_without_syncs_what_was_written_is_acknowledged) {
    MemoryDisk disk(room);
    JournalDriver driver(disk, with_policy(SyncPolicy::none));
    driver.open();
    std::size_t syncs = 0;
    driver.intercept = [&](const DiskAction& action) {
        syncs += holds_alternative<SyncFile>(action) ? 1 : 0;
        return DiskFault::none;
    };
    driver.store("one");
    EXPECT_EQ(driver.events_of<Acknowledged>().size(), 1u);
    EXPECT_EQ(syncs, 0u);
}

TEST(Journal, JN18_what_comes_together_goes_out_together) {
    MemoryDisk disk(room);
    JournalDriver driver(disk);
    driver.open();
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(driver->append(note, as_bytes("text")));
    EXPECT_EQ(count_of<WriteFile>(driver.fetch()), 1u);
    EXPECT_EQ(count_of<SyncFile>(driver.fetch()), 1u);
    // Less than that waits for the sync, as much does not, and a third sync waits in any case.
    for (int i = 0; i < 99; ++i) ASSERT_TRUE(driver->append(note, as_bytes("text")));
    EXPECT_EQ(count_of<WriteFile>(driver.fetch()), 1u);
    ASSERT_TRUE(driver->append(note, as_bytes("text")));
    EXPECT_EQ(count_of<WriteFile>(driver.fetch()), 2u);
    for (int i = 0; i < 300; ++i) ASSERT_TRUE(driver->append(note, as_bytes("text")));
    EXPECT_EQ(count_of<WriteFile>(driver.fetch()), 2u);
    EXPECT_EQ(count_of<SyncFile>(driver.fetch()), 2u);
    driver.run();
    EXPECT_EQ(driver.events_of<Acknowledged>().size(), 3u);
    JournalDriver again(disk, {}, 2);
    EXPECT_EQ(again.open().records.size(), 500u);
}

TEST(Journal, JN18_many_batches_have_one_sync) {
    Journal::Options options;
    options.backlog.batch_size_max = 1000;
    MemoryDisk disk(room);
    JournalDriver driver(disk, options);
    driver.open();
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(driver->append(note, as_bytes(std::string(200, 'x'))));
    EXPECT_EQ(count_of<WriteFile>(driver.fetch()), 10u);
    EXPECT_EQ(count_of<SyncFile>(driver.fetch()), 1u);
    driver.run();
    EXPECT_EQ(driver.events_of<Acknowledged>().size(), 1u);
    JournalDriver again(disk, {}, 2);
    EXPECT_EQ(again.open().records.size(), 50u);
}

TEST(Journal, JN19_an_append_beyond_the_limit_is_refused_until_there_is_room) {
    Journal::Options options;
    options.backlog.size_max = 1000;
    MemoryDisk disk(room);
    JournalDriver driver(disk, options);
    driver.open();
    std::size_t accepted = 0;
    while (driver->append(note, as_bytes(std::string(100, 'x')))) ++accepted;
    EXPECT_EQ(accepted, 8u);
    EXPECT_EQ(driver->append(note, as_bytes(std::string(100, 'x'))).error(), Error::backlog_full);
    driver.run();
    EXPECT_TRUE(driver->append(note, as_bytes(std::string(100, 'x'))));
    driver.run();
    JournalDriver again(disk, {}, 2);
    EXPECT_EQ(again.open().records.size(), 9u);
}

TEST(Journal, JN20_a_batch_that_does_not_fit_begins_a_new_segment) {
    MemoryDisk disk(room);
    JournalDriver driver(disk, small_segments());
    driver.open();
    Texts stored;
    for (int i = 0; i < 20; ++i) {
        stored.push_back(std::string(50, static_cast<char>('a' + i)));
        driver.store(stored.back());
    }
    EXPECT_GE(driver->segments().size(), 5u);
    for (std::size_t i = 0; i + 1 < driver->segments().size(); ++i) {
        // What was prepared and not used is cut away.
        const Buffer& file = disk.files().at(driver->segments()[i].name());
        EXPECT_EQ(file.size() - segment_data_begin,
                  driver->segments()[i + 1].base->value - driver->segments()[i].base->value);
        EXPECT_LE(file.size(), small_segments().writing.segment_size_max);
    }
    JournalDriver again(disk, small_segments(), 2);
    EXPECT_EQ(again.open().payloads(), stored);
}

TEST(Journal, JN20_a_batch_that_fits_no_segment_has_one_of_its_own) {
    MemoryDisk disk(room);
    JournalDriver driver(disk, small_segments());
    driver.open();
    const Texts stored{"small", std::string(5000, 'x'), "small again"};
    for (const std::string& text : stored) driver.store(text);
    EXPECT_EQ(driver->segments().size(), 3u);
    JournalDriver again(disk, small_segments(), 2);
    EXPECT_EQ(again.open().payloads(), stored);
}

TEST(Journal, JN20_a_new_segment_waits_until_all_before_it_is_synced) {
    MemoryDisk disk(room);
    JournalDriver driver(disk, small_segments());
    std::vector<std::string> order;
    std::uint64_t written = 0;
    driver.intercept = [&](const DiskAction& action) {
        if (const auto* write = get_if<WriteFile>(&action))
            if (write->offset >= segment_data_begin) written = write->file.value;
        if (const auto* sync = get_if<SyncFile>(&action))
            if (sync->file.value == written) written = 0;
        if (const auto* close = get_if<CloseFile>(&action)) EXPECT_NE(close->file.value, written);
        return DiskFault::none;
    };
    driver.open();
    for (int i = 0; i < 20; ++i) driver.store(std::string(50, 'x'));
    EXPECT_GE(driver->segments().size(), 5u);
}

TEST(Journal, JN21_a_segment_is_prepared_and_synced_before_it_is_written_to) {
    MemoryDisk disk(room);
    JournalDriver driver(disk, small_segments());
    std::map<FileNumber, int> header_syncs;
    bool are_names_synced = false;
    driver.intercept = [&](const DiskAction& action) {
        if (const auto* open = get_if<OpenFile>(&action)) are_names_synced &= !open->is_new;
        if (holds_alternative<SyncNames>(action)) are_names_synced = true;
        if (const auto* sync = get_if<SyncFile>(&action)) ++header_syncs[sync->file];
        const auto* write = get_if<WriteFile>(&action);
        if (write && write->offset == segment_data_begin) {
            EXPECT_TRUE(are_names_synced);
            EXPECT_EQ(header_syncs[write->file], 1);
        }
        return DiskFault::none;
    };
    driver.open();
    // Half of a segment's size brings the next.
    EXPECT_EQ(disk.files().size(), 1u);
    driver.store("x");
    EXPECT_EQ(disk.files().size(), 2u);
    for (int i = 0; i < 20; ++i) driver.store(std::string(50, 'x'));
    EXPECT_EQ(disk.files().size(), driver->segments().size() + 1);
}

TEST(Journal, JN22_an_idle_journal_marks_how_far_it_is_synced) {
    MemoryDisk disk(room);
    JournalDriver driver(disk);
    driver.open();
    driver.store("one");
    const Position synced = driver->end();
    EXPECT_EQ(driver->deadline(), driver.now + seconds{1});
    std::size_t writes = 0;
    driver.intercept = [&](const DiskAction& action) {
        writes += holds_alternative<WriteFile>(action) ? 1 : 0;
        EXPECT_FALSE(holds_alternative<SyncFile>(action));
        return DiskFault::none;
    };
    driver.pass(seconds{1});
    EXPECT_EQ(writes, 1u);
    EXPECT_EQ(driver->end(), behind(synced, head_frame_size));
    EXPECT_EQ(driver->deadline(), std::nullopt);  // Once is enough.
    // With it, rot in the last batch is told from a torn end.
    disk.files().begin()->second[segment_data_begin + head_frame_size] ^= std::byte{1};
    JournalDriver again(disk, {}, 2);
    again.open();
    ASSERT_EQ(again.events_of<Lost>().size(), 1u);
    EXPECT_TRUE(again.events_of<Cut>().empty());
}

TEST(Journal, JN26_records_are_read_on_demand_in_their_order) {
    MemoryDisk disk(room);
    JournalDriver driver(disk, small_segments());
    driver.open();
    std::vector<Position> positions;
    for (int i = 0; i < 20; ++i) positions.push_back(driver.store(std::to_string(i)));
    // From one to the next, and across segments.
    Position next = driver->segments().front().base.value();
    for (int i = 0; i < 20; ++i) {
        const auto read = driver->read(next);
        driver.run();
        const Found found = driver.events_of<Found>().back();
        EXPECT_EQ(found.read, read.value());
        EXPECT_EQ(found.position, positions[static_cast<std::size_t>(i)]);
        EXPECT_EQ(as_text(found.payload), std::to_string(i));
        next = found.next;
    }
    ASSERT_TRUE(driver->read(driver->end()));
    driver.run();
    EXPECT_EQ(driver.events_of<NotFound>().back().error, Error::value_missing);
}

TEST(Journal, JN26_what_was_written_since_the_file_was_read_is_found) {
    MemoryDisk disk(room);
    JournalDriver driver(disk);
    driver.open();
    for (int i = 0; i < 5; ++i) {
        const Position position = driver.store(std::to_string(i));
        ASSERT_TRUE(driver->read(position));
        driver.run();
        ASSERT_FALSE(driver.events_of<Found>().empty());
        EXPECT_EQ(as_text(driver.events_of<Found>().back().payload), std::to_string(i));
    }
    EXPECT_TRUE(driver.events_of<NotFound>().empty());
}

TEST(Journal, JN26_what_is_not_acknowledged_or_is_rotten_is_not_given) {
    MemoryDisk disk(room);
    JournalDriver driver(disk);
    driver.open();
    const Position position = driver.store("one");
    const auto waiting = driver->append(note, as_bytes("two"));
    ASSERT_TRUE(driver->read(*waiting));
    static_cast<void>(driver.fetch());
    ASSERT_TRUE(driver->read(position));
    disk.files().begin()->second[segment_data_begin + head_frame_size + 10] ^= std::byte{1};
    driver.run();
    const auto refused = driver.events_of<NotFound>();
    ASSERT_EQ(refused.size(), 2u);
    EXPECT_EQ(refused[0].error, Error::value_missing);
    EXPECT_EQ(refused[1].error, Error::checksum_wrong);
}

TEST(Journal, JN26_only_so_many_reads_wait) {
    MemoryDisk disk(room);
    JournalDriver driver(disk);
    driver.open();
    const Position position = driver.store("one");
    for (std::size_t i = 0; i < RecordReads::reads_max; ++i) ASSERT_TRUE(driver->read(position));
    EXPECT_EQ(driver->read(position).error(), Error::backlog_full);
    driver.run();
    EXPECT_EQ(driver.events_of<Found>().size(), RecordReads::reads_max);
    EXPECT_TRUE(driver->read(position));
}

TEST(Journal, JN27_segments_in_front_of_a_checkpoint_are_removed) {
    MemoryDisk disk(room);
    JournalDriver driver(disk, small_segments());
    driver.open();
    std::vector<Position> positions;
    for (int i = 0; i < 20; ++i) positions.push_back(driver.store(std::string(50, 'x')));
    const auto before = driver->segments();
    ASSERT_GE(before.size(), 4u);
    std::vector<std::string> removed;
    bool are_names_synced = false;
    driver.intercept = [&](const DiskAction& action) {
        if (const auto* remove = get_if<RemoveFile>(&action)) removed.push_back(remove->name);
        are_names_synced = holds_alternative<SyncNames>(action);
        return DiskFault::none;
    };
    // A position inside of the third keeps it whole.
    driver->release(Checkpoint(behind(*before[2].base, 8)));
    driver.run();
    EXPECT_EQ(removed, (Texts{before[0].name(), before[1].name()}));
    EXPECT_TRUE(are_names_synced);
    EXPECT_EQ(driver.events_of<Released>(), (std::vector{Released{*before[2].base}}));
    EXPECT_EQ(driver->segments().size(), before.size() - 2);
    ASSERT_TRUE(driver->read(positions.front()));
    driver.run();
    EXPECT_EQ(driver.events_of<NotFound>().back().error, Error::value_missing);
    // The last stays, whatever is said.
    driver->release(Checkpoint(driver->end()));
    driver.run();
    EXPECT_EQ(driver->segments().size(), 1u);

    JournalDriver again(disk, small_segments(), 2);
    again.open(*before.back().base);
    EXPECT_TRUE(again.events_of<Lost>().empty());
    EXPECT_EQ(again.events_of<Opened>().back().end, driver->end());
}

TEST(Journal, JN28_the_same_calls_and_answers_give_the_same_bytes) {
    MemoryDisk one(room);
    MemoryDisk two(room);
    MemoryDisk other(room);
    for (MemoryDisk* disk : {&one, &two, &other}) {
        JournalDriver driver(*disk, small_segments(), disk == &other ? 2 : 1);
        driver.open();
        for (int i = 0; i < 10; ++i) driver.store(std::to_string(i));
    }
    EXPECT_EQ(one.files(), two.files());
    EXPECT_NE(one.files(), other.files());
}

}  // namespace
}  // namespace core::store

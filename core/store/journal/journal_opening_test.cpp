// Opening a journal whose files are torn, rotten, missing, somebody else's.
#include <gtest/gtest.h>

#include "core/testing/journal_driver.h"

namespace core::store {
namespace {

using core::testing::JournalDriver;
using std::chrono::seconds;
using Texts = std::vector<std::string>;

constexpr RecordType note{16};
constexpr std::uint64_t room = std::uint64_t{1} << 30;
const std::string first_name = segment_name(SegmentNumber{1});

Journal::Options small_segments() {
    Journal::Options options;
    options.writing.segment_size_max = segment_data_begin + 400;
    options.writing.growth_size = 200;
    options.writing.large_batch_size = options.writing.growth_size / 4;
    options.slice_size = 4096;
    return options;
}

// A disk with records "0", "1", … of a batch each, and where they are.
struct Stored {
    explicit Stored(int count, const Journal::Options& options = {}) : options_(options) {
        JournalDriver driver(disk, options);
        driver.open();
        for (int i = 0; i < count; ++i) positions.push_back(driver.store(std::to_string(i)));
        end = driver->end();
        segments = driver->segments();
    }
    [[nodiscard]] const Segment& segment_of(std::size_t record) const {
        std::size_t i = segments.size() - 1;
        while (*segments[i].base > positions[record]) --i;
        return segments[i];
    }
    // The first byte of the record's frame.
    std::byte& byte_of(std::size_t record) {
        const Segment& segment = segment_of(record);
        const std::uint64_t offset =
            segment_data_begin + (positions[record].value - segment.base->value);
        return disk.files().at(segment.name())[static_cast<std::size_t>(offset)];
    }
    JournalDriver open_again(Position from = {}) {
        JournalDriver driver(disk, options_, ++seed_);
        driver.open(from);
        return driver;
    }
    [[nodiscard]] Texts all_but(std::initializer_list<int> lost) const {
        Texts texts;
        for (int i = 0; i < static_cast<int>(positions.size()); ++i)
            if (std::ranges::find(lost, i) == lost.end()) texts.push_back(std::to_string(i));
        return texts;
    }

    MemoryDisk disk{room};
    std::vector<Position> positions;
    Position end;
    std::vector<Segment> segments;

private:
    Journal::Options options_;
    std::uint64_t seed_ = 1;
};

TEST(JournalOpening, JN7_files_of_somebody_else_are_left_alone) {
    Stored stored(3);
    const auto before = stored.disk.files();
    Journal::Options other;
    other.owner.mesh.bytes[5] = std::byte{1};
    JournalDriver driver(stored.disk, other, 2);
    EXPECT_EQ(driver.open().events_of<Stopped>(),
              (std::vector{Stopped{StopReason::of_other_owner}}));
    EXPECT_TRUE(driver.records.empty());
    EXPECT_EQ(stored.disk.files(), before);
}

TEST(JournalOpening, JN7_files_of_a_later_version_are_left_alone) {
    Stored stored(3);
    Buffer& file = stored.disk.files().at(first_name);
    file[8] = file[header_copy_distance + 8] = std::byte{2};
    const auto before = stored.disk.files();
    JournalDriver driver = stored.open_again();
    EXPECT_EQ(driver.events_of<Stopped>(), (std::vector{Stopped{StopReason::format_unknown}}));
    EXPECT_EQ(stored.disk.files(), before);
}

TEST(JournalOpening, JN8_a_segment_ends_where_the_next_begins_whatever_it_holds_behind) {
    Stored stored(20, small_segments());
    // The bytes of the second segment's beginning, sealed for the first, would go on there.
    const Segment& first = stored.segments[0];
    Buffer& file = stored.disk.files().at(first.name());
    const Position end = *stored.segments[1].base;
    Buffer stale(static_cast<std::size_t>(frame_size(5)));
    copy(MutableBytes(stale).subspan(frame_header_size), as_bytes("stale"));
    complete_frame(stale, note, 5);
    seal_frame(stale, {*first.salt, file.size()});
    ASSERT_EQ(file.size() - segment_data_begin, end.value - first.base->value);
    append(file, stale);
    JournalDriver driver = stored.open_again();
    EXPECT_EQ(driver.payloads(), stored.all_but({}));
    EXPECT_TRUE(driver.events_of<Lost>().empty());
}

TEST(JournalOpening, JN9_records_are_told_from_the_position_asked_for) {
    Stored stored(20, small_segments());
    for (const std::size_t from : {0uz, 1uz, 7uz, 13uz, 19uz}) {
        JournalDriver driver = stored.open_again(stored.positions[from]);
        ASSERT_EQ(driver.records.size(), stored.positions.size() - from);
        EXPECT_EQ(driver.records.front().position, stored.positions[from]);
        EXPECT_EQ(driver.events_of<Opened>().back().begin, Position{});
    }
}

TEST(JournalOpening, JN10_rot_in_the_middle_is_told_and_what_is_around_it_too) {
    for (const std::size_t record : {0uz, 1uz, 8uz, 13uz, 17uz}) {
        Stored stored(20, small_segments());
        stored.byte_of(record) ^= std::byte{0x40};
        JournalDriver driver = stored.open_again();
        EXPECT_EQ(driver.payloads(), stored.all_but({static_cast<int>(record)}));
        const auto lost = driver.events_of<Lost>();
        ASSERT_EQ(lost.size(), 1u);
        EXPECT_EQ(lost[0].from, stored.positions[record]);
        EXPECT_EQ(lost[0].to, behind(stored.positions[record], frame_size(1)));
        EXPECT_EQ(lost[0].segment, stored.segment_of(record).number);
        EXPECT_TRUE(driver.events_of<Cut>().empty());
    }
}

TEST(JournalOpening, JN10_in_a_large_batch_reading_goes_on_at_its_next_head) {
    Journal::Options options;
    options.backlog.head_distance_max = 200;
    MemoryDisk disk(room);
    JournalDriver first(disk, options);
    first.open();
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(first->append(note, as_bytes(std::to_string(i))));
    first.run();
    first.store("behind");
    disk.files().at(first_name)[segment_data_begin + 1000] ^= std::byte{1};
    JournalDriver driver(disk, options, 2);
    driver.open();
    EXPECT_GE(driver.records.size(), 101u - 200 / frame_size(1) - 1);
    EXPECT_LT(driver.records.size(), 101u);
    EXPECT_EQ(driver.events_of<Lost>().size(), 1u);
    EXPECT_EQ(driver.payloads().back(), "behind");
}

TEST(JournalOpening, JN10_a_whole_segment_that_is_gone_is_told) {
    Stored stored(20, small_segments());
    stored.disk.files().erase(stored.segments[1].name());
    JournalDriver driver = stored.open_again();
    const auto lost = driver.events_of<Lost>();
    ASSERT_EQ(lost.size(), 1u);
    EXPECT_EQ(lost[0].from, *stored.segments[1].base);
    EXPECT_EQ(lost[0].to, *stored.segments[2].base);
    EXPECT_EQ(driver.payloads().front(), "0");
    EXPECT_EQ(driver.payloads().back(), "19");
}

TEST(JournalOpening, JN10_if_the_first_segments_are_gone_that_is_told_too) {
    Stored stored(20, small_segments());
    stored.disk.files().erase(stored.segments[0].name());
    JournalDriver driver = stored.open_again();
    EXPECT_EQ(driver.events_of<Lost>(), (std::vector{Lost{Position{}, *stored.segments[1].base,
                                                          SegmentNumber{}, segment_data_begin}}));
    EXPECT_EQ(driver.payloads().back(), "19");
}

TEST(JournalOpening, JN11_a_torn_end_is_cut_and_told) {
    Stored stored(3);
    stored.byte_of(2) ^= std::byte{1};
    JournalDriver driver = stored.open_again();
    EXPECT_EQ(driver.payloads(), (Texts{"0", "1"}));
    EXPECT_EQ(driver.events_of<Cut>(), (std::vector{Cut{stored.positions[2], SegmentNumber{1}}}));
    EXPECT_TRUE(driver.events_of<Lost>().empty());
    EXPECT_EQ(driver.events_of<Opened>().back().end, stored.positions[2]);
    EXPECT_EQ(stored.disk.files().at(first_name).size(),
              segment_data_begin + stored.positions[2].value);
    // And once only.
    driver.store("new");
    JournalDriver again = stored.open_again();
    EXPECT_EQ(again.payloads(), (Texts{"0", "1", "new"}));
    EXPECT_TRUE(again.events_of<Cut>().empty());
}

TEST(JournalOpening, JN11_a_file_that_breaks_off_anywhere_in_its_last_batch_is_cut) {
    const Stored original(3);
    for (std::uint64_t size = original.positions[2].value - head_frame_size;
         size < original.end.value; ++size) {
        Stored stored(3);
        stored.disk.files()
            .at(first_name)
            .resize(static_cast<std::size_t>(segment_data_begin + size));
        JournalDriver driver = stored.open_again();
        EXPECT_EQ(driver.payloads(), (Texts{"0", "1"})) << size;
        EXPECT_TRUE(driver.events_of<Lost>().empty()) << size;
    }
}

// A disk whose device fails to read some sectors of a file.
auto bad_sector(std::uint64_t begin) {
    return [begin](const DiskAction& action) {
        const auto* read = get_if<ReadFile>(&action);
        const bool is_hit = read && read->offset < begin + 512 && read->offset + read->size > begin;
        return is_hit ? DiskFault::failed : DiskFault::none;
    };
}

TEST(JournalOpening, JN12_what_cannot_be_read_is_lost_and_nothing_around_it) {
    MemoryDisk disk(room);
    JournalDriver first(disk);
    first.open();
    for (int i = 0; i < 2000; ++i) first.store(std::to_string(i));
    JournalDriver driver(disk, {}, 2);
    driver.intercept = bad_sector(segment_data_begin + 40'000);
    driver.open();
    const auto lost = driver.events_of<Lost>();
    ASSERT_EQ(lost.size(), 1u);
    EXPECT_LE(lost[0].to.value - lost[0].from.value, FileWindow::sector_size + 200);
    EXPECT_GT(driver.records.size(), 2000u - FileWindow::sector_size / 50);
    EXPECT_EQ(driver.payloads().back(), "1999");
}

TEST(JournalOpening, JN13_a_segment_without_headers_is_read_with_the_next_ones) {
    Stored stored(20, small_segments());
    Buffer& file = stored.disk.files().at(stored.segments[1].name());
    std::fill_n(file.begin(), segment_data_begin, std::byte{0x77});
    JournalDriver driver = stored.open_again();
    EXPECT_EQ(driver.payloads(), stored.all_but({}));
    EXPECT_TRUE(driver.events_of<Lost>().empty());
}

TEST(JournalOpening, JN13_without_any_header_all_that_it_held_is_lost) {
    Stored stored(20, small_segments());
    for (const std::size_t i : {1uz, 2uz}) {
        Buffer& file = stored.disk.files().at(stored.segments[i].name());
        std::fill_n(file.begin(), segment_data_begin, std::byte{0x77});
    }
    JournalDriver driver = stored.open_again();
    const auto lost = driver.events_of<Lost>();
    ASSERT_EQ(lost.size(), 1u);
    EXPECT_EQ(lost[0].from, *stored.segments[1].base);
    EXPECT_EQ(lost[0].to, *stored.segments[2].base);
    EXPECT_EQ(lost[0].segment, stored.segments[1].number);
    EXPECT_TRUE(stored.disk.files().contains(rotten_segment_name(stored.segments[1].number)));
}

TEST(JournalOpening, JN14_what_is_told_is_written_again_and_synced_before_it_is_open) {
    Stored stored(3);
    JournalDriver driver(stored.disk, {}, 9);
    Buffer written;
    std::uint64_t begin = 0;
    bool is_synced = false;
    driver.intercept = [&](const DiskAction& action) {
        if (!driver.events_of<Opened>().empty()) return DiskFault::none;
        if (const auto* write = get_if<WriteFile>(&action)) {
            written = write->bytes;
            begin = write->offset;
            is_synced = false;
        }
        if (holds_alternative<SyncFile>(action)) is_synced = true;
        return DiskFault::none;
    };
    const Buffer before = stored.disk.files().at(first_name);
    driver.open();
    EXPECT_EQ(driver.events_of<Opened>().size(), 1u);
    EXPECT_TRUE(is_synced);
    // The last batch: no head says that it was synced.
    EXPECT_EQ(begin, segment_data_begin + stored.positions[2].value - head_frame_size);
    EXPECT_TRUE(equal(written, Bytes(before).subspan(static_cast<std::size_t>(begin),
                                                     head_frame_size + frame_size(1))));
}

TEST(JournalOpening, JN14_it_does_not_open_if_that_fails) {
    Stored stored(3);
    JournalDriver driver(stored.disk, {}, 9);
    driver.intercept = [](const DiskAction& action) {
        return holds_alternative<SyncFile>(action) ? DiskFault::failed : DiskFault::none;
    };
    driver.open();
    EXPECT_TRUE(driver.events_of<Opened>().empty());
    EXPECT_EQ(driver.events_of<Stopped>(), (std::vector{Stopped{StopReason::failed}}));
}

TEST(JournalOpening, JN14_segments_that_hold_nothing_are_removed) {
    Stored stored(3);
    for (int i = 0; i < 5; ++i) {
        JournalDriver driver = stored.open_again();
        EXPECT_EQ(driver.payloads(), stored.all_but({}));
        EXPECT_EQ(driver->segments().size(), 1u);
        EXPECT_EQ(stored.disk.files().size(), 2u);
    }
}

TEST(JournalOpening, JN15_a_rotten_segment_is_renamed_read_every_time_and_never_removed) {
    Stored stored(20, small_segments());
    stored.byte_of(8) ^= std::byte{1};
    const SegmentNumber number = stored.segment_of(8).number;
    const Position behind_it = stored.positions[15];
    for (int i = 0; i < 3; ++i) {
        JournalDriver driver = stored.open_again();
        EXPECT_EQ(driver.payloads(), stored.all_but({8}));
        EXPECT_EQ(driver.events_of<Lost>().size(), 1u);
        EXPECT_TRUE(stored.disk.files().contains(rotten_segment_name(number)));
        EXPECT_FALSE(stored.disk.files().contains(segment_name(number)));
    }
    JournalDriver driver = stored.open_again(behind_it);
    EXPECT_TRUE(driver.events_of<Lost>().empty());
    // Its records can still be read, and it stays when it is released.
    ASSERT_TRUE(driver->read(stored.positions[7]));
    driver.run();
    EXPECT_EQ(as_text(driver.events_of<Found>().back().payload), "7");
    driver->release(Checkpoint(behind_it));
    driver.run();
    EXPECT_TRUE(stored.disk.files().contains(rotten_segment_name(number)));
}

TEST(JournalOpening, JN15_records_are_read_on_both_sides_of_rot_at_the_end) {
    Stored stored(20, small_segments());
    JournalDriver marked = stored.open_again();
    marked.store("20");
    marked.pass(seconds{1});  // A mark.
    const Segment last = marked->segments().back();
    Buffer& file = stored.disk.files().at(last.name());
    std::fill_n(file.begin() + segment_data_begin, head_frame_size + 10, std::byte{3});
    JournalDriver driver = stored.open_again();
    EXPECT_EQ(driver.payloads(), stored.all_but({}));
    ASSERT_EQ(driver.events_of<Lost>().size(), 1u);
    EXPECT_EQ(driver.events_of<Lost>()[0].from, *last.base);
}

TEST(JournalOpening, JN16_a_snapshot_that_reaches_further_decides_where_the_stream_goes_on) {
    Stored stored(3);
    const Position far = behind(stored.end, 8000);
    JournalDriver driver = stored.open_again(far);
    EXPECT_TRUE(driver.records.empty());
    EXPECT_EQ(driver.events_of<Opened>().back().end, far);
    EXPECT_GT(driver.store("new"), far);
    JournalDriver again = stored.open_again(far);
    EXPECT_EQ(again.payloads(), (Texts{"new"}));
    // Whoever begins further in front learns what is missing.
    JournalDriver older = stored.open_again();
    EXPECT_EQ(older.payloads(), (Texts{"0", "1", "2", "new"}));
    ASSERT_EQ(older.events_of<Lost>().size(), 1u);
    EXPECT_EQ(older.events_of<Lost>()[0].to, far);
}

// What was appended behind it would be in segments of numbers that are none.
TEST(JournalOpening, JN5_at_the_end_of_the_numbers_it_stops) {
    for (const std::uint64_t number : {std::uint64_t{1} << 63, UINT64_MAX}) {
        Stored stored(2);
        stored.disk.files()[segment_name(SegmentNumber{number})];
        const auto before = stored.disk.files();
        JournalDriver driver = stored.open_again();
        EXPECT_EQ(driver.events_of<Stopped>(), (std::vector{Stopped{StopReason::format_unknown}}));
        EXPECT_EQ(stored.disk.files(), before);
    }
}

TEST(JournalOpening, JN16_what_a_snapshot_stands_for_takes_no_room) {
    Stored stored(3);
    const std::size_t size = stored.disk.files().at(first_name).size();
    JournalDriver driver = stored.open_again(behind(stored.end, std::uint64_t{10} << 20));
    EXPECT_EQ(driver.events_of<Opened>().size(), 1u);
    EXPECT_LE(stored.disk.files().at(first_name).size(), size);
}

TEST(JournalOpening, JN7_a_file_of_somebody_else_is_left_alone_under_any_number) {
    Stored theirs(3);
    Journal::Options other;
    other.owner.mesh.bytes[5] = std::byte{1};
    Stored stored(3, other);
    stored.disk.files()[segment_name(SegmentNumber{9})] = theirs.disk.files().at(first_name);
    const auto before = stored.disk.files();
    JournalDriver driver = stored.open_again();
    EXPECT_EQ(driver.events_of<Stopped>(), (std::vector{Stopped{StopReason::of_other_owner}}));
    EXPECT_EQ(stored.disk.files(), before);
}

}  // namespace
}  // namespace core::store

// Writing, loading and refusing snapshots, on a disk in memory.
#include "core/store/snapshot/snapshots.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/testing/snapshot_driver.h"

namespace core::store {
namespace {

using Texts = std::vector<std::string>;
constexpr std::uint64_t room = std::uint64_t{1} << 30;

Snapshots::Options small_blocks() {
    Snapshots::Options options;
    options.block_size = 1000;
    options.slice_size = 4096;
    return options;
}

// On a disk whose snapshots have small blocks.
struct Driver : core::testing::SnapshotDriver {
    explicit Driver(MemoryDisk& disk, const Snapshots::Options& options = small_blocks(),
                    std::uint64_t seed = 1)
        : SnapshotDriver(disk, options, seed) {}
};

Buffer content_of(std::size_t size, std::uint64_t seed = 1) {
    Buffer bytes(size);
    Prng prng(Seed{seed});
    for (std::byte& byte : bytes) byte = static_cast<std::byte>('a' + prng.below(8));
    return bytes;
}

std::string name_of(std::uint64_t number, SnapshotState state = SnapshotState::whole) {
    return snapshot_name({SnapshotNumber{number}, state});
}

Texts names(MemoryDisk& disk) {
    Texts names;
    for (const auto& [name, bytes] : disk.files()) names.push_back(name);
    return names;
}

// With the snapshots of these contents, at positions 100, 200, …
void fill(MemoryDisk& disk, const std::vector<Buffer>& contents) {
    Driver driver(disk);
    driver.load();
    std::uint64_t position = 0;
    for (const Buffer& content : contents) driver.store(content, Position{position += 100});
    ASSERT_EQ(driver.events_of<SnapshotStored>().size(), contents.size());
}

TEST(Snapshots, SN1_names_carry_number_and_state) {
    EXPECT_EQ(name_of(1), "snapshot-0000000000000001");
    EXPECT_EQ(name_of(0xab, SnapshotState::unfinished), "snapshot-00000000000000ab.new");
    EXPECT_EQ(name_of(7, SnapshotState::refused), "rotten-snapshot-0000000000000007");
    for (const SnapshotState state :
         {SnapshotState::whole, SnapshotState::unfinished, SnapshotState::refused}) {
        const auto read = read_snapshot_name(name_of(7, state));
        ASSERT_TRUE(read);
        EXPECT_EQ(read->number, SnapshotNumber{7});
        EXPECT_EQ(read->state, state);
    }
    for (const char* name :
         {"", "snapshot-", "snapshot-0000000000000000", "journal-0000000000000001",
          "snapshot-0000000000000001.old", "snapshot-000000000000000A", "rotten-0000000000000001"})
        EXPECT_FALSE(read_snapshot_name(name)) << name;
}

TEST(Snapshots, SN2_a_header_that_was_changed_anywhere_is_none) {
    const SnapshotHeader header{{}, SnapshotNumber{3}, Salt{4}, Position{5}};
    const Buffer bytes = write_snapshot_header(header);
    EXPECT_EQ(bytes.size(), snapshot_header_size);
    EXPECT_EQ(read_snapshot_header(bytes), header);
    for (std::size_t i = 0; i < 108; ++i) {
        Buffer changed = bytes;
        changed[i] ^= std::byte{2};
        const auto read = read_snapshot_header(changed);
        ASSERT_FALSE(read) << i;
        EXPECT_NE(read.error(), Error::format_unknown) << i;  // That would be a later version.
    }
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_EQ(read_snapshot_header(Bytes(bytes).first(size)).error(), Error::truncated) << size;
}

TEST(Snapshots, SN3_what_was_stored_is_loaded) {
    for (const std::size_t size : {0uz, 1uz, 999uz, 1000uz, 1001uz, 20'000uz}) {
        MemoryDisk disk(room);
        const Buffer stored = content_of(size);
        fill(disk, {stored});
        Driver driver(disk);
        driver.load();
        EXPECT_EQ(driver.content, stored);
        EXPECT_EQ(driver.events_of<SnapshotLoaded>(),
                  (std::vector{SnapshotLoaded{SnapshotNumber{1}, Position{100}}}));
        EXPECT_EQ(driver.events_of<SnapshotBegun>().size(), 1u);
    }
}

TEST(Snapshots, SN4_those_of_others_and_of_later_versions_are_left_alone) {
    for (const bool is_later : {false, true}) {
        MemoryDisk disk(room);
        fill(disk, {content_of(5000)});
        Snapshots::Options options = small_blocks();
        if (is_later) {
            disk.files().begin()->second[8] = std::byte{2};
            disk.files().begin()->second[12] = std::byte{0xfd};
        } else {
            options.owner.node.bytes[0] = std::byte{1};
        }
        const auto before = disk.files();
        Driver driver(disk, options);
        driver.load();
        EXPECT_EQ(driver.events_of<Stopped>(),
                  (std::vector{Stopped{is_later ? StopReason::format_unknown
                                                : StopReason::of_other_owner}}));
        EXPECT_TRUE(driver.content.empty());
        EXPECT_EQ(disk.files(), before);
    }
}

TEST(Snapshots, SN5_it_is_synced_renamed_and_read_back_before_older_ones_go) {
    MemoryDisk disk(room);
    fill(disk, {content_of(3000, 1), content_of(3000, 2)});
    Driver driver(disk);
    driver.load();
    Texts order;
    driver.intercept = [&](const DiskAction& action) {
        if (holds_alternative<SyncFile>(action)) order.emplace_back("sync");
        if (holds_alternative<RenameFile>(action)) order.emplace_back("rename");
        if (holds_alternative<SyncNames>(action)) order.emplace_back("sync names");
        if (holds_alternative<RemoveFile>(action)) order.emplace_back("remove");
        if (holds_alternative<ReadFile>(action) && order.back() != "read")
            order.emplace_back("read");
        return DiskFault::none;
    };
    driver.store(content_of(9000, 3), Position{300});
    EXPECT_EQ(order, (Texts{"sync", "rename", "sync names", "read", "remove"}));
    EXPECT_EQ(names(disk), (Texts{name_of(2), name_of(3)}));
}

TEST(Snapshots, SN5_as_many_are_kept_as_are_wanted) {
    MemoryDisk disk(room);
    fill(disk, {content_of(1, 1), content_of(1, 2)});
    Driver driver(disk);
    driver.load();
    driver->set_kept_count(1);
    driver.store(content_of(1, 3), Position{300});
    EXPECT_EQ(names(disk), (Texts{name_of(3)}));
    EXPECT_EQ(driver.events_of<SnapshotStored>().back().checkpoint, Checkpoint(Position{300}));
}

TEST(Snapshots, SN6_a_fault_at_any_request_is_told_and_harms_nothing) {
    const Buffer old = content_of(3000);
    std::size_t requests = SIZE_MAX;
    for (std::size_t failing = 0; failing < requests; ++failing) {
        MemoryDisk disk(room);
        fill(disk, {old});
        Driver driver(disk);
        driver.load();
        std::size_t seen = 0;
        bool has_failed = false;
        driver.intercept = [&](const DiskAction& action) {
            // Whether a file could be closed or removed makes no difference.
            const bool counts =
                !holds_alternative<CloseFile>(action) && !holds_alternative<RemoveFile>(action);
            if (!counts || seen++ != failing) return DiskFault::none;
            has_failed = true;
            return DiskFault::failed;
        };
        driver.store(content_of(5000, 2), Position{200});
        requests = has_failed ? requests : seen;
        const bool is_stored = !driver.events_of<SnapshotStored>().empty();
        EXPECT_NE(is_stored, !driver.events_of<SnapshotFailed>().empty()) << failing;
        EXPECT_TRUE(driver->is_idle());
        Driver again(disk);
        again.load();
        // One that got its name, and nothing more, is whole as well.
        const bool is_new = again.content == content_of(5000, 2);
        EXPECT_TRUE(is_new || (!is_stored && again.content == old)) << failing;
        for (const std::string& name : names(disk)) EXPECT_FALSE(name.ends_with(".new")) << name;
    }
    EXPECT_GT(requests, 8u);
    EXPECT_NE(requests, SIZE_MAX);
}

TEST(Snapshots, SN6_unfinished_files_go_when_the_next_process_loads) {
    MemoryDisk disk(room);
    fill(disk, {content_of(10)});
    Driver first(disk);
    first.load();
    first->begin(Position{200});
    first.run();
    EXPECT_EQ(names(disk), (Texts{name_of(1), name_of(2, SnapshotState::unfinished)}));
    Driver driver(disk);
    driver.load();
    EXPECT_EQ(names(disk), (Texts{name_of(1)}));
    // Its number is not used again while there is a trace of it.
    driver.store(content_of(20), Position{200});
    EXPECT_EQ(names(disk), (Texts{name_of(1), name_of(3)}));
}

TEST(Snapshots, SN6_one_that_is_abandoned_leaves_nothing) {
    MemoryDisk disk(room);
    Driver driver(disk);
    driver.load();
    driver->begin(Position{100});
    driver.run();
    driver->write(content_of(500));
    driver->abandon();
    driver.run();
    EXPECT_TRUE(names(disk).empty());
    EXPECT_TRUE(driver->is_idle());
    EXPECT_EQ(driver.events, (std::vector<SnapshotEvent>{NoSnapshot{}}));
    driver.store(content_of(500), Position{100});
    EXPECT_EQ(driver.events_of<SnapshotStored>().size(), 1u);
}

TEST(Snapshots, SN7_the_newest_is_loaded) {
    MemoryDisk disk(room);
    Driver none(disk);
    none.load();
    EXPECT_EQ(none.events, (std::vector<SnapshotEvent>{NoSnapshot{}}));
    fill(disk, {content_of(10, 1), content_of(2000, 2)});
    Driver driver(disk);
    driver.load();
    EXPECT_EQ(driver.content, content_of(2000, 2));
}

TEST(Snapshots, SN8_one_that_breaks_off_anywhere_is_refused_for_the_one_before) {
    MemoryDisk original(room);
    fill(original, {content_of(100, 1), content_of(2500, 2)});
    const Buffer whole = original.files().at(name_of(2));
    for (std::size_t size = 0; size < whole.size(); size += 1 + size % 7) {
        MemoryDisk disk(room);
        disk.files() = original.files();
        disk.files().at(name_of(2)).resize(size);
        Driver driver(disk);
        driver.load();
        ASSERT_EQ(driver.events_of<SnapshotRefused>().size(), 1u) << size;
        EXPECT_EQ(driver.content, content_of(100, 1));
        EXPECT_EQ(names(disk), (Texts{name_of(2, SnapshotState::refused), name_of(1)}));
    }
}

TEST(Snapshots, SN8_one_that_was_changed_anywhere_is_refused_for_the_one_before) {
    MemoryDisk original(room);
    fill(original, {content_of(100, 1), content_of(2500, 2)});
    const std::size_t size = original.files().at(name_of(2)).size();
    for (std::size_t i = 0; i < size; i += 1 + i % 5) {
        // The header is followed by zeros that mean nothing.
        if (i >= 108 && i < snapshot_header_size) continue;
        MemoryDisk disk(room);
        disk.files() = original.files();
        disk.files().at(name_of(2))[i] ^= std::byte{0x10};
        Driver driver(disk);
        driver.load();
        ASSERT_EQ(driver.events_of<SnapshotRefused>().size(), 1u) << i;
        EXPECT_EQ(driver.content, content_of(100, 1)) << i;
    }
}

TEST(Snapshots, SN8_something_behind_the_end_is_refused_too) {
    MemoryDisk disk(room);
    fill(disk, {content_of(2500)});
    disk.files().begin()->second.resize(disk.files().begin()->second.size() + 8);
    Driver driver(disk);
    driver.load();
    EXPECT_EQ(driver.events_of<SnapshotRefused>(),
              (std::vector{SnapshotRefused{SnapshotNumber{1}, Error::trailing_bytes}}));
    EXPECT_EQ(driver.events_of<NoSnapshot>().size(), 1u);
    // A new one can be made, under another number.
    driver.store(content_of(5), Position{100});
    EXPECT_EQ(names(disk), (Texts{name_of(1, SnapshotState::refused), name_of(2)}));
}

TEST(Snapshots, SN8_a_new_one_that_is_read_back_wrong_is_not_stored) {
    MemoryDisk disk(room);
    fill(disk, {content_of(100, 1)});
    Driver driver(disk);
    driver.load();
    driver.intercept = [&](const DiskAction& action) {
        if (holds_alternative<SyncNames>(action)) disk.files().at(name_of(2))[500] ^= std::byte{1};
        return DiskFault::none;
    };
    driver.store(content_of(2500, 2), Position{200});
    EXPECT_TRUE(driver.events_of<SnapshotStored>().empty());
    EXPECT_EQ(driver.events_of<SnapshotFailed>().size(), 1u);
    EXPECT_EQ(names(disk), (Texts{name_of(2, SnapshotState::refused), name_of(1)}));
}

TEST(Snapshots, SN9_the_checkpoint_is_what_all_that_are_kept_cover) {
    MemoryDisk disk(room);
    Driver driver(disk);
    driver.load();
    std::vector<Position> checkpoints;
    for (const std::uint64_t position : {100u, 200u, 300u}) {
        driver.store(content_of(50), Position{position});
        checkpoints.push_back(driver.events_of<SnapshotStored>().back().checkpoint.position());
    }
    EXPECT_EQ(checkpoints, (std::vector{Position{100}, Position{100}, Position{200}}));
    // Also when the older one was made by another process.
    Driver next(disk);
    next.load();
    next.store(content_of(50), Position{400});
    EXPECT_EQ(next.events_of<SnapshotStored>().back().checkpoint, Checkpoint(Position{300}));
}

TEST(Snapshots, SN10_no_more_is_taken_at_once_than_a_block) {
    MemoryDisk disk(room);
    Driver driver(disk);
    driver.load();
    EXPECT_EQ(driver->room(), 0u);
    driver->begin(Position{100});
    std::size_t taken = 0;
    while (const std::size_t size = driver->room()) {
        EXPECT_LE(size, 1000u);
        driver->write(content_of(size));
        taken += size;
    }
    EXPECT_LE(taken, 2000u);  // Until something was written.
    driver.run();
    EXPECT_EQ(driver->room(), 1000u);
    driver->abandon();
    EXPECT_EQ(driver->room(), 0u);
}

TEST(Snapshots, SN8_one_that_cannot_be_opened_now_is_not_refused) {
    MemoryDisk disk(room);
    Driver first(disk);
    first.load();
    first.store(as_bytes("all of it"), Position{7});
    const auto before = disk.files();
    Driver driver(disk, small_blocks(), 2);
    driver.intercept = [](const DiskAction& action) {
        return holds_alternative<OpenFile>(action) ? DiskFault::failed : DiskFault::none;
    };
    driver.load();
    EXPECT_EQ(driver.events_of<Stopped>(), (std::vector{Stopped{StopReason::failed}}));
    EXPECT_TRUE(driver.events_of<SnapshotRefused>().empty());
    EXPECT_EQ(disk.files(), before);
}

TEST(Snapshots, SN1_at_the_end_of_the_numbers_it_stops) {
    MemoryDisk disk(room);
    disk.files()[name_of(UINT64_MAX)];
    Driver driver(disk);
    driver.load();
    EXPECT_EQ(driver.events_of<Stopped>(), (std::vector{Stopped{StopReason::format_unknown}}));
    EXPECT_TRUE(disk.files().contains(name_of(UINT64_MAX)));
}

}  // namespace
}  // namespace core::store

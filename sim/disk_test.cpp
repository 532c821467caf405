// The simulated disk keeps the contract, and breaks what is not promised.
#include "sim/disk.h"

#include <gtest/gtest.h>

#include "core/testing/disk_contract.h"

namespace sim {
namespace {

using namespace core::store;
using core::Buffer;
using core::Instant;
using core::Prng;
using core::Seed;

class SimulatedDisk : public core::testing::DiskUnderTest {
public:
    std::vector<DiskAnswer> ask(std::vector<DiskRequest> requests) override {
        for (auto& request : requests) disk_.put(std::move(request), now_);
        std::vector<DiskAnswer> answers;
        while (const auto next = disk_.next_answer()) {
            now_ = *next;
            answers.push_back(*disk_.answer(now_));
        }
        return answers;
    }

private:
    FaultCounts faults_{};
    Instant now_{};
    Disk disk_{{.size_max = std::uint64_t{64} << 20, .slow_permille = 300}, Prng(Seed{3}), faults_};
};

constexpr FileNumber file{1};

// A disk without delays, asked one thing after the other.
class DiskStorageTest : public ::testing::Test {
protected:
    DiskAnswer ask(DiskAction action) { return storage_.carry_out({Ticket{}, std::move(action)}); }
    void write(std::uint64_t offset, std::size_t size, std::byte value) {
        EXPECT_EQ(ask(WriteFile{file, offset, Buffer(size, value)}).fault, DiskFault::none);
    }
    [[nodiscard]] const Buffer& shown() const { return *storage_.shown("a"); }

    FaultCounts faults_{};
    Prng prng_{Seed{1}};
    DiskStorage storage_{1 << 20};
};

TEST_F(DiskStorageTest, DK7_what_was_synced_is_there_after_a_loss_of_power) {
    static_cast<void>(ask(OpenFile{file, "a", true}));
    write(0, 3000, std::byte{1});
    static_cast<void>(ask(SyncFile{file}));
    static_cast<void>(ask(SyncNames{}));
    write(1000, 3000, std::byte{2});
    storage_.lose_power(0, prng_, faults_);
    EXPECT_EQ(shown(), Buffer(3000, std::byte{1}));
    EXPECT_EQ(faults_[std::to_underlying(Fault::torn)], 1u);
}

TEST_F(DiskStorageTest, DK7_of_what_was_not_synced_any_sectors_are_there) {
    static_cast<void>(ask(OpenFile{file, "a", true}));
    write(0, 64 * DiskStorage::sector_size, std::byte{1});
    static_cast<void>(ask(SyncFile{file}));
    static_cast<void>(ask(SyncNames{}));
    write(100, 62 * DiskStorage::sector_size, std::byte{2});
    storage_.lose_power(50, prng_, faults_);
    std::size_t pieces = 0;
    for (std::size_t i = 1; i < shown().size(); ++i)
        if (shown()[i] != shown()[i - 1]) {
            ++pieces;
            EXPECT_TRUE(i % DiskStorage::sector_size == 0 || i == 100 ||
                        i == 100 + 62 * DiskStorage::sector_size)
                << i;
        }
    EXPECT_GT(pieces, 10u);
}

TEST_F(DiskStorageTest, DK7_names_are_lost_one_by_one) {
    for (std::uint64_t i = 1; i <= 40; ++i)
        static_cast<void>(ask(OpenFile{FileNumber{i}, "f" + std::to_string(i), true}));
    storage_.lose_power(50, prng_, faults_);
    EXPECT_GT(storage_.names().size(), 5u);
    EXPECT_LT(storage_.names().size(), 35u);
    const auto before = storage_.names();
    static_cast<void>(ask(RenameFile{before[0], "g"}));
    static_cast<void>(ask(RemoveFile{before[1]}));
    storage_.lose_power(0, prng_, faults_);
    EXPECT_EQ(storage_.names(), before);
}

TEST_F(DiskStorageTest, DK8_after_a_failed_sync_a_later_one_promises_nothing) {
    static_cast<void>(ask(OpenFile{file, "a", true}));
    static_cast<void>(ask(SyncNames{}));
    write(0, 64 * DiskStorage::sector_size, std::byte{1});
    storage_.fail_sync(file, prng_);
    EXPECT_EQ(shown(), Buffer(64 * DiskStorage::sector_size, std::byte{1}));  // It looks well.
    EXPECT_EQ(ask(SyncFile{file}).fault, DiskFault::none);
    storage_.lose_power(100, prng_, faults_);
    EXPECT_NE(shown(), Buffer(64 * DiskStorage::sector_size, std::byte{1}));
}

TEST_F(DiskStorageTest, DK9_is_full_at_its_limit_and_keeps_what_is_there) {
    storage_.set_size_max(1000);
    static_cast<void>(ask(OpenFile{file, "a", true}));
    write(0, 800, std::byte{1});
    EXPECT_EQ(ask(WriteFile{file, 700, Buffer(301)}).fault, DiskFault::full);
    EXPECT_EQ(ask(ResizeFile{file, 1001}).fault, DiskFault::full);
    EXPECT_EQ(shown(), Buffer(800, std::byte{1}));
    storage_.set_size_max(1001);
    EXPECT_EQ(ask(ResizeFile{file, 1001}).fault, DiskFault::none);
}

TEST_F(DiskStorageTest, a_bad_sector_cannot_be_read_until_it_is_written) {
    static_cast<void>(ask(OpenFile{file, "a", true}));
    write(0, 2 * DiskStorage::sector_size, std::byte{1});
    static_cast<void>(ask(SyncFile{file}));
    ASSERT_TRUE(storage_.spoil("a", prng_));
    std::size_t bad = 0;
    for (const std::uint64_t sector : {0u, 1u})
        bad += ask(ReadFile{file, sector * DiskStorage::sector_size, 1}).fault == DiskFault::failed;
    EXPECT_EQ(bad, 1u);
    write(0, 2 * DiskStorage::sector_size, std::byte{1});
    EXPECT_EQ(ask(ReadFile{file, 0, 1024}).fault, DiskFault::none);
}

TEST_F(DiskStorageTest, rot_changes_one_sector_of_a_file_of_that_name) {
    static_cast<void>(ask(OpenFile{file, "a", true}));
    EXPECT_FALSE(storage_.rot("a", prng_));
    write(0, 4 * DiskStorage::sector_size, std::byte{1});
    static_cast<void>(ask(SyncFile{file}));
    EXPECT_FALSE(storage_.rot("b", prng_));
    ASSERT_TRUE(storage_.rot("a", prng_));
    std::set<std::size_t> changed;
    for (std::size_t i = 0; i < shown().size(); ++i)
        if (shown()[i] != std::byte{1}) changed.insert(i / DiskStorage::sector_size);
    EXPECT_EQ(changed.size(), 1u);
}

TEST_F(DiskStorageTest, a_misdirected_write_shows_only_after_a_loss_of_power) {
    static_cast<void>(ask(OpenFile{file, "a", true}));
    static_cast<void>(ask(SyncNames{}));
    write(0, 8 * DiskStorage::sector_size, std::byte{1});
    static_cast<void>(ask(SyncFile{file}));
    const std::size_t end = 8 * DiskStorage::sector_size;
    ASSERT_TRUE(storage_.misdirect({file, end, Buffer(512, std::byte{2})}, prng_));
    EXPECT_EQ(shown()[end], std::byte{2});
    EXPECT_EQ(std::ranges::count(shown(), std::byte{2}), 512);
    static_cast<void>(ask(SyncFile{file}));
    storage_.lose_power(100, prng_, faults_);
    EXPECT_EQ(shown().size(), end);
    EXPECT_EQ(std::ranges::count(shown(), std::byte{2}), 512);
}

}  // namespace
}  // namespace sim

namespace core::testing {

std::unique_ptr<DiskUnderTest> make_disk() { return std::make_unique<sim::SimulatedDisk>(); }

}  // namespace core::testing

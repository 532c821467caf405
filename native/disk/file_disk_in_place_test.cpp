// The disk of files keeps the contract as well where it does not leave the work to threads.
#include <gtest/gtest.h>

#include "native/disk/file_disk_under_test.h"

namespace native {
namespace {

using namespace core::store;

constexpr FileNumber file{1};

// The first sync tells how quick the disk is.
void let_it_sync(testing::FileDiskUnderTest& disk) {
    ASSERT_EQ(disk.fault_of(OpenFile{file, "first", true}), DiskFault::none);
    ASSERT_EQ(disk.fault_of(SyncFile{file}), DiskFault::none);
    ASSERT_EQ(disk.fault_of(CloseFile{file}), DiskFault::none);
    ASSERT_EQ(disk.fault_of(RemoveFile{"first"}), DiskFault::none);
}

TEST(FileDiskInPlace, DK1_what_a_quick_disk_is_asked_for_is_answered_when_it_was_put) {
    const testing::TemporaryDirectory folder;
    FileDisk disk(testing::opened(folder.path()), [] {}, testing::in_place());
    std::vector<DiskAnswer> answers;
    const auto take = [&] {
        for (auto& answer : disk.take_answers()) answers.push_back(std::move(answer));
    };
    disk.put({Ticket{1}, OpenFile{file, "a", true}});
    disk.put({Ticket{2}, SyncFile{file}});
    while (answers.size() < 2) take();

    disk.put({Ticket{3}, WriteFile{file, 0, core::Buffer(100)}});
    disk.put({Ticket{4}, SyncFile{file}});
    take();
    ASSERT_EQ(answers.size(), 4u);
    EXPECT_EQ(answers[2].ticket, Ticket{3});
    EXPECT_EQ(answers[3].ticket, Ticket{4});

    // What stands behind something that a thread carries out waits for its turn.
    disk.put({Ticket{5}, ResizeFile{file, 1'000'000}});
    disk.put({Ticket{6}, WriteFile{file, 0, core::Buffer(100)}});
    disk.put({Ticket{7}, SyncFile{file}});
    while (answers.size() < 7) take();
    for (std::size_t i = 0; i < answers.size(); ++i) EXPECT_EQ(answers[i].ticket, Ticket{i + 1});
}

}  // namespace
}  // namespace native

std::unique_ptr<core::testing::DiskUnderTest> core::testing::make_disk() {
    using namespace native::testing;
    auto disk = std::make_unique<FileDiskUnderTest>(in_place());
    native::let_it_sync(*disk);
    return disk;
}

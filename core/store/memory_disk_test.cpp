// The disk in memory keeps the contract, and its limit.
#include "core/store/memory_disk.h"

#include <gtest/gtest.h>

#include "core/testing/disk_contract.h"

namespace core {

class MemoryDiskUnderTest : public testing::DiskUnderTest {
public:
    std::vector<store::DiskAnswer> ask(std::vector<store::DiskRequest> requests) override {
        std::vector<store::DiskAnswer> answers;
        for (auto& request : requests) answers.push_back(disk_.carry_out(std::move(request)));
        return answers;
    }

private:
    store::MemoryDisk disk_{std::uint64_t{64} << 20};
};

std::unique_ptr<testing::DiskUnderTest> testing::make_disk() {
    return std::make_unique<MemoryDiskUnderTest>();
}

namespace store {
namespace {

TEST(MemoryDisk, DK9_is_full_at_its_limit_and_keeps_what_is_there) {
    MemoryDisk disk(10);
    constexpr FileNumber file{1};
    const auto ask = [&](DiskAction action) {
        return disk.carry_out({Ticket{}, std::move(action)}).fault;
    };
    EXPECT_EQ(ask(OpenFile{file, "a", true}), DiskFault::none);
    EXPECT_EQ(ask(WriteFile{file, 0, Buffer(8, std::byte{7})}), DiskFault::none);
    EXPECT_EQ(ask(WriteFile{file, 8, Buffer(3)}), DiskFault::full);
    EXPECT_EQ(ask(ResizeFile{file, 11}), DiskFault::full);
    EXPECT_EQ(disk.files()["a"], Buffer(8, std::byte{7}));
    EXPECT_EQ(ask(ResizeFile{file, 10}), DiskFault::none);
    EXPECT_EQ(ask(WriteFile{file, UINT64_MAX - 1, Buffer(1)}), DiskFault::full);
}

}  // namespace
}  // namespace store
}  // namespace core

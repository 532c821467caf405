// A disk of files in a folder of its own, for tests.
#pragma once

#include <gtest/gtest.h>

#include "core/testing/disk_contract.h"
#include "native/disk/temporary_directory.h"
#include "native/disk/waiting_disk.h"

namespace native::testing {

inline DataDirectory opened(const std::filesystem::path& path) {
    auto directory = DataDirectory::open(path);
    EXPECT_TRUE(directory) << directory.error();
    return std::move(*directory);
}

inline FileDiskOptions by_threads() { return {.patience = {}}; }
// Once it has synced for the first time.
inline FileDiskOptions in_place() { return {.patience = std::chrono::hours{1}}; }

class FileDiskUnderTest : public core::testing::DiskUnderTest {
public:
    explicit FileDiskUnderTest(const FileDiskOptions& options)
        : disk_(opened(folder_.path()), options) {}

    std::vector<core::store::DiskAnswer> ask(
        std::vector<core::store::DiskRequest> requests) override {
        const std::size_t count = requests.size();
        for (auto& request : requests) disk_.put(std::move(request));
        std::vector<core::store::DiskAnswer> answers;
        while (answers.size() < count)
            for (auto& answer : disk_.wait_for_answers()) answers.push_back(std::move(answer));
        return answers;
    }
    core::store::DiskFault fault_of(core::store::DiskAction action) {
        std::vector<core::store::DiskRequest> requests;
        requests.push_back({core::store::Ticket{1}, std::move(action)});
        return ask(std::move(requests)).front().fault;
    }
    [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }

private:
    TemporaryDirectory folder_;
    WaitingDisk disk_;
};

}  // namespace native::testing

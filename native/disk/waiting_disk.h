// WaitingDisk is a disk of files for programs whose only thread has nothing else to do than to wait
// for it: tests, benchmarks, tools.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/time.h"
#include "native/disk/file_disk.h"
#include "native/platform/clock.h"

namespace native {

class WaitingDisk {
public:
    explicit WaitingDisk(DataDirectory directory, FileDiskOptions options = {})
        : disk_(std::move(directory), [this] { wake(); }, options) {}

    static core::Instant now() { return steady_now(); }

    void put(core::store::DiskRequest request) { disk_.put(std::move(request)); }

    // Waits until there are some, or the time has come.
    std::vector<core::store::DiskAnswer> wait_for_answers(
        std::optional<core::Instant> deadline = std::nullopt) {
        std::unique_lock lock(mutex_);
        const auto is_woken = [this] { return std::exchange(has_answers_, false); };
        if (deadline) {
            changed_.wait_until(lock, steady_time(*deadline), is_woken);
        } else {
            changed_.wait(lock, is_woken);
        }
        lock.unlock();
        return disk_.take_answers();
    }

private:
    void wake() {
        const std::scoped_lock lock(mutex_);
        has_answers_ = true;
        changed_.notify_one();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    bool has_answers_ = false;
    FileDisk disk_;  // Last: it ends before what it wakes.
};

}  // namespace native

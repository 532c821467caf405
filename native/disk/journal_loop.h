// JournalLoop runs one journal on a disk of files, in the thread that calls it: for programs that
// keep nothing but a journal, as tests and benchmarks do. It hands over requests and answers, waits
// when there is nothing else to do, and calls back for what the journal tells.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "core/store/journal/journal.h"
#include "native/disk/file_disk.h"
#include "native/platform/clock.h"
#include "native/platform/random.h"

namespace native {

class JournalLoop {
public:
    using Options = core::store::Journal::Options;

    JournalLoop(DataDirectory directory, const Options& options = {}, FileDiskOptions disk = {})
        : journal_(options, core::store::DiskUser{1}, random_seed()),
          disk_(std::move(directory), [this] { wake(); }, disk) {}

    core::store::Journal& journal() { return journal_; }

    // Until on_event says that it is enough.
    template <class OnRecord, class OnEvent>
    void run(OnRecord on_record, OnEvent on_event) {
        for (;;) {
            const auto now = steady_now();
            if (const auto due = journal_.deadline(); due && *due <= now) journal_.expire(now);
            for (bool is_any = true; is_any;) {
                is_any = false;
                while (const auto record = journal_.next_record())
                    on_record(*record), is_any = true;
                while (const auto event = journal_.next_event()) {
                    if (on_event(*event)) return;
                    is_any = true;
                }
            }
            while (auto request = journal_.next_request(now)) disk_.put(std::move(*request));
            wait(journal_.deadline());
            for (auto& answer : disk_.take_answers())
                journal_.answer(std::move(answer), steady_now());
        }
    }

private:
    using Clock = std::chrono::steady_clock;

    void wake() {
        const std::scoped_lock lock(mutex_);
        has_answers_ = true;
        changed_.notify_one();
    }
    void wait(std::optional<core::Instant> deadline) {
        std::unique_lock lock(mutex_);
        const auto is_woken = [this] { return std::exchange(has_answers_, false); };
        if (!deadline) return changed_.wait(lock, is_woken);
        const Clock::time_point until(
            std::chrono::duration_cast<Clock::duration>(deadline->time_since_epoch()));
        changed_.wait_until(lock, until, is_woken);
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    bool has_answers_ = false;
    core::store::Journal journal_;
    FileDisk disk_;  // Last: it ends before what it wakes.
};

}  // namespace native

// FileDisk is the disk of a native node: files in its data directory, and threads that wait for
// them so that nobody else does. Requests go in and answers come out on the thread of whoever uses
// it.
//
// A disk that syncs sooner than a thread wakes up is not waited for by one: while syncs have taken
// less than `patience` of late, small writes and syncs of little are carried out where they are put
// (spec/decisions/0011-who-waits-for-the-disk.md).
//
// It ends with what is under way; what still waits then is not carried out.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/base/time.h"
#include "native/disk/data_directory.h"
#include "native/disk/file_actions.h"
#include "native/disk/request_lines.h"

namespace native {

struct FileDiskOptions {
    // One syncs the journal, one reads what is old, one writes a snapshot, one names files.
    std::size_t thread_count = 4;
    // What all files together may take, as compaction is told: a write beyond it is still carried
    // out.
    std::uint64_t size_max = UINT64_MAX;
    // What syncs may take of late so that whoever puts a request carries it out; a single one can
    // take longer. Nothing, and threads do all.
    core::Duration patience = std::chrono::microseconds{250};
};

class FileDisk {
public:
    // Called on some thread, or within put(), when there are answers again, after there were none.
    using OnAnswers = std::function<void()>;

    FileDisk(DataDirectory directory, OnAnswers on_answers, FileDiskOptions options = {});
    ~FileDisk();
    FileDisk(const FileDisk&) = delete;
    FileDisk& operator=(const FileDisk&) = delete;

    void put(core::store::DiskRequest request);
    // In the order in which they became ready; empty if there are none.
    [[nodiscard]] std::vector<core::store::DiskAnswer> take_answers();

private:
    using Lock = std::unique_lock<std::mutex>;

    void work();
    void carry_out(Lock& lock, RequestLines::Job& job);
    [[nodiscard]] bool is_quick(const core::store::DiskAction& action) const;
    void count_unsynced(const core::store::DiskAction& action);

    DataDirectory directory_;
    core::Duration patience_;
    OnAnswers on_answers_;
    OpenFiles files_;
    FileActions actions_;
    std::mutex mutex_;
    std::condition_variable has_work_;
    RequestLines lines_;
    // What a sync takes of late.
    std::optional<core::Duration> sync_time_;
    // Bytes that the next sync of a file has to write, of files that have any.
    std::map<core::store::FileNumber, std::uint64_t> unsynced_;
    std::vector<core::store::DiskAnswer> answers_;
    bool is_ending_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace native

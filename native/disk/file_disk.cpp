// Who carries requests out: threads, or whoever puts them.
#include "native/disk/file_disk.h"

#include "native/platform/clock.h"

namespace native {

using namespace core::store;

namespace {

// More takes its time, however quick the disk is.
constexpr std::uint64_t quick_size_max = std::uint64_t{256} << 10;
// One sync of so many decides what they take of late.
constexpr int sync_time_weight = 8;

}  // namespace

FileDisk::FileDisk(DataDirectory directory, OnAnswers on_answers, FileDiskOptions options)
    : directory_(std::move(directory)),
      patience_(options.patience),
      on_answers_(std::move(on_answers)),
      actions_{directory_.number(), options.size_max, files_} {
    for (std::size_t i = 0; i < options.thread_count; ++i)
        threads_.emplace_back([this] { work(); });
}

FileDisk::~FileDisk() {
    {
        const std::scoped_lock lock(mutex_);
        is_ending_ = true;
    }
    has_work_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

void FileDisk::put(DiskRequest request) {
    Lock lock(mutex_);
    const bool is_done_here = is_quick(request.action);
    count_unsynced(request.action);
    if (lines_.put(std::move(request)) && is_done_here)
        return carry_out(lock, *lines_.take_newest());
    const bool may_go = lines_.ready_count() > 0;
    lock.unlock();
    if (may_go) has_work_.notify_one();
}

// One that took long says that the next may, too, for as long as it weighs in what they take.
bool FileDisk::is_quick(const DiskAction& action) const {
    if (!sync_time_ || *sync_time_ > patience_) return false;
    if (const auto* const write = core::get_if<WriteFile>(&action))
        return write->bytes.size() <= quick_size_max;
    const auto* const sync = core::get_if<SyncFile>(&action);
    if (!sync) return false;
    const auto unsynced = unsynced_.find(sync->file);
    return unsynced == unsynced_.end() || unsynced->second <= quick_size_max;
}

void FileDisk::count_unsynced(const DiskAction& action) {
    if (const auto* const write = core::get_if<WriteFile>(&action)) {
        unsynced_[write->file] += write->bytes.size();
    } else if (const auto* const growth = core::get_if<ResizeFile>(&action)) {
        unsynced_[growth->file] += quick_size_max + 1;
    } else if (const auto* const closing = core::get_if<CloseFile>(&action)) {
        unsynced_.erase(closing->file);
    } else if (const auto* const sync = core::get_if<SyncFile>(&action)) {
        unsynced_.erase(sync->file);
    }
}

std::vector<DiskAnswer> FileDisk::take_answers() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(answers_, {});
}

void FileDisk::work() {
    Lock lock(mutex_);
    while (!is_ending_) {
        if (const auto job = lines_.take())
            carry_out(lock, *job);
        else
            has_work_.wait(lock);
        if (!lock.owns_lock()) lock.lock();
    }
}

// Whoever ends a request goes on with what it held up, without a thread having to wake up; only if
// that is more than one does somebody else have to help. Gives the lock back.
void FileDisk::carry_out(Lock& lock, RequestLines::Job& job) {
    lock.unlock();
    const bool is_sync = core::holds_alternative<SyncFile>(job.request.action);
    const bool is_write = core::holds_alternative<WriteFile>(job.request.action);
    const core::Instant begin = steady_now();
    DiskAnswer answer = actions_.carry_out(std::move(job.request));
    const core::Duration took = steady_now() - begin;
    lock.lock();
    // A write that takes long waits for the disk as a sync does.
    if (is_sync || (is_write && took > patience_))
        sync_time_ = sync_time_ ? *sync_time_ + (took - *sync_time_) / sync_time_weight : took;
    const bool was_empty = answers_.empty();
    answers_.push_back(std::move(answer));
    lines_.end(job);
    const bool has_more = lines_.ready_count() > 1;
    lock.unlock();
    if (was_empty) on_answers_();
    if (has_more) has_work_.notify_one();
}

}  // namespace native

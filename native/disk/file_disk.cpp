// Threads that carry requests out.
#include "native/disk/file_disk.h"

namespace native {

using namespace core::store;

FileDisk::FileDisk(DataDirectory directory, OnAnswers on_answers, FileDiskOptions options)
    : directory_(std::move(directory)),
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
    std::unique_lock lock(mutex_);
    lines_.put(std::move(request));
    const bool may_go = lines_.ready_count() > 0;
    lock.unlock();
    if (may_go) has_work_.notify_one();
}

std::vector<DiskAnswer> FileDisk::take_answers() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(answers_, {});
}

// Whoever ends a request goes on with what it held up, without a thread having to wake up; only if
// that is more than one does somebody else have to help.
void FileDisk::work() {
    std::unique_lock lock(mutex_);
    while (!is_ending_) {
        const auto job = lines_.take();
        if (!job) {
            has_work_.wait(lock);
            continue;
        }
        lock.unlock();
        DiskAnswer answer = actions_.carry_out(std::move(job->request));
        lock.lock();
        const bool was_empty = answers_.empty();
        answers_.push_back(std::move(answer));
        lines_.end(*job);
        const bool has_more = lines_.ready_count() > 1;
        lock.unlock();
        if (was_empty) on_answers_();
        if (has_more) has_work_.notify_one();
        lock.lock();
    }
}

}  // namespace native

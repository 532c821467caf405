// The lines in which requests wait.
#include "native/disk/request_lines.h"

#include "core/base/assert.h"

namespace native {

using namespace core::store;

namespace {

// No file has it: they are numbered from 1.
constexpr std::uint64_t names_line = 0;

struct LinesOf {
    using Lines = decltype(RequestLines::Job::lines);

    static Lines both(FileNumber file) { return {file.value, names_line}; }
    static Lines one(FileNumber file) { return {file.value, std::nullopt}; }

    Lines operator()(const OpenFile& open) const { return both(open.file); }
    Lines operator()(const CloseFile& close) const { return both(close.file); }
    Lines operator()(const WriteFile& write) const { return one(write.file); }
    Lines operator()(const ReadFile& read) const { return one(read.file); }
    Lines operator()(const SyncFile& sync) const { return one(sync.file); }
    Lines operator()(const ResizeFile& change) const { return one(change.file); }
    Lines operator()(const auto&) const { return {names_line, std::nullopt}; }
};

}  // namespace

bool RequestLines::put(DiskRequest request) {
    const auto lines = core::match(request.action, LinesOf{});
    const auto job = std::make_shared<Job>(Job{std::move(request), lines});
    for (const auto& number : lines) {
        if (!number) continue;
        Line& line = lines_[*number];
        if (!line.empty()) ++job->waits_in;
        line.push_back(job);
    }
    const bool may_go = job->waits_in == 0;
    if (may_go) ready_.push_back(job);
    return may_go;
}

std::shared_ptr<RequestLines::Job> RequestLines::take() {
    if (ready_.empty()) return nullptr;
    auto job = std::move(ready_.front());
    ready_.pop_front();
    return job;
}

std::shared_ptr<RequestLines::Job> RequestLines::take_newest() {
    ASSERT(!ready_.empty());
    auto job = std::move(ready_.back());
    ready_.pop_back();
    return job;
}

void RequestLines::end(const Job& job) {
    for (const auto& number : job.lines) {
        if (!number) continue;
        const auto at = lines_.find(*number);
        ASSERT(at != lines_.end() && at->second.front().get() == &job);
        Line& line = at->second;
        line.pop_front();
        if (line.empty()) {
            lines_.erase(at);
        } else if (--line.front()->waits_in == 0) {
            ready_.push_back(line.front());
        }
    }
}

}  // namespace native

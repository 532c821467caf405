// Mending a journal's files, one step after the other.
#include "core/store/journal/mend.h"

#include <algorithm>

namespace core::store {

Mend::Mend(DiskClient& disk, Plan plan, std::size_t slice_size)
    : disk_(disk), plan_(std::move(plan)), slice_size_(slice_size) {}

void Mend::begin() {
    fault_ = DiskFault::none;
    if (!plan_.tail) return mend_names();
    step_ = Step::opening;
    file_ = disk_.new_file();
    offset_ = plan_.tail->begin;
    awaited_ = disk_.put(OpenFile{file_, plan_.tail->name});
}

bool Mend::take(DiskAnswer& answer) {
    if (awaited_ != answer.ticket) return false;
    awaited_.reset();
    fault_ = answer.fault;
    if (fault_ == DiskFault::none)
        go_on(answer);
    else if (step_ != Step::names)
        static_cast<void>(disk_.put(CloseFile{file_}));
    return true;
}

void Mend::go_on(DiskAnswer& answer) {
    switch (step_) {
        case Step::opening: return read_next();
        case Step::reading:
            step_ = Step::writing;
            if (answer.bytes.empty()) return cut();
            offset_ += answer.bytes.size();
            awaited_ =
                disk_.put(WriteFile{file_, offset_ - answer.bytes.size(), std::move(answer.bytes)});
            return;
        case Step::writing: return read_next();
        case Step::cutting: static_cast<void>(disk_.put(CloseFile{file_})); return mend_names();
        case Step::names: step_ = Step::done; return;
        case Step::done: return;
    }
}

void Mend::read_next() {
    if (offset_ == plan_.tail->end) return cut();
    step_ = Step::reading;
    const std::uint64_t size = std::min<std::uint64_t>(slice_size_, plan_.tail->end - offset_);
    awaited_ = disk_.put(ReadFile{file_, offset_, static_cast<std::uint32_t>(size)});
}

// A fault of the cutting itself shows in the sync, or does no harm: what follows the end is not
// read.
void Mend::cut() {
    step_ = Step::cutting;
    static_cast<void>(disk_.put(ResizeFile{file_, plan_.tail->end}));
    awaited_ = disk_.put(SyncFile{file_});
}

void Mend::mend_names() {
    step_ = Step::names;
    for (const std::string& name : plan_.unused) static_cast<void>(disk_.put(RemoveFile{name}));
    for (const RenameFile& rename : plan_.rotten) static_cast<void>(disk_.put(rename));
    awaited_ = disk_.put(SyncNames{});
}

}  // namespace core::store

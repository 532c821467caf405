// Making a segment. All is asked for at once: what follows a step that failed fails too, or does no
// harm to a file that will be removed.
#include "core/store/journal/next_segment.h"

#include <utility>

namespace core::store {

void NextSegment::prepare(const SegmentHeader& header, std::uint64_t file_size) {
    ASSERT(is_idle() && file_size >= segment_data_begin);
    made_ = {header, disk_.new_file(), file_size};
    fault_ = DiskFault::none;
    const FileNumber file = made_.file;
    first_ = disk_.put(OpenFile{file, segment_name(header.number), true});
    static_cast<void>(disk_.put(ResizeFile{file, file_size}));
    static_cast<void>(disk_.put(WriteFile{file, 0, write_segment_header(header)}));
    static_cast<void>(disk_.put(SyncFile{file}));
    last_ = disk_.put(SyncNames{});
    awaited_ = static_cast<std::size_t>(last_.value - first_.value + 1);
}

bool NextSegment::take(const DiskAnswer& answer) {
    if (awaited_ == 0 || answer.ticket < first_ || answer.ticket > last_) return false;
    if (answer.ticket == first_) is_made_ = answer.fault == DiskFault::none;
    // The first fault is the cause of the others.
    if (fault_ == DiskFault::none) fault_ = answer.fault;
    if (--awaited_ > 0) return true;
    is_ready_ = fault_ == DiskFault::none;
    if (is_ready_ || !is_made_) return true;
    static_cast<void>(disk_.put(CloseFile{made_.file}));
    static_cast<void>(disk_.put(RemoveFile{segment_name(made_.header.number)}));
    return true;
}

NextSegment::Ready NextSegment::take_ready() {
    ASSERT(is_ready_);
    is_ready_ = false;
    return std::move(made_);
}

std::optional<DiskFault> NextSegment::take_fault() {
    if (awaited_ > 0 || fault_ == DiskFault::none) return std::nullopt;
    return std::exchange(fault_, DiskFault::none);
}

}  // namespace core::store

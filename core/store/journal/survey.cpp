// Reading the beginnings of all segments.
#include "core/store/journal/survey.h"

#include <algorithm>

namespace core::store {

void Survey::begin(const std::vector<FileEntry>& files) {
    for (const FileEntry& file : files) {
        const auto name = read_segment_name(file.name);
        if (name) segments_.push_back({.number = name->number, .has_rotten_name = name->is_rotten});
    }
    // Two files of one number are made by users only; the one that is not called rotten counts.
    std::ranges::sort(segments_, {}, [](const Segment& segment) {
        return std::pair(segment.number, segment.has_rotten_name);
    });
    const auto copies = std::ranges::unique(segments_, {}, &Segment::number);
    segments_.erase(copies.begin(), copies.end());
}

void Survey::advance() {
    while (!is_done() && !refusal_) {
        if (!is_open_) window_.open(segments_[current_].name());
        is_open_ = true;
        const auto beginning = window_.view(0, segment_data_begin + head_frame_size);
        if (window_.fault() != DiskFault::none) {
            const bool is_denied = window_.fault() == DiskFault::denied;
            refusal_ = is_denied ? StopReason::denied : StopReason::gone;
        }
        if (!beginning) return;
        look_at(*beginning);
        is_open_ = false;
        ++current_;
    }
    window_.close();
}

void Survey::look_at(Bytes beginning) {
    Segment& segment = segments_[current_];
    const auto header = read_segment_header(beginning);
    if (!header) {
        if (header.error() == Error::format_unknown) refusal_ = StopReason::format_unknown;
        return;
    }
    if (header->number == segment.number) take_header(*header);
    if (!segment.salt || beginning.size() < segment_data_begin) return;
    const auto head =
        find_head(beginning.subspan(segment_data_begin), {*segment.salt, segment_data_begin});
    if (head) segment.base = head->position;
}

void Survey::take_header(const SegmentHeader& header) {
    if (header.owner != owner_) refusal_ = StopReason::of_other_owner;
    segments_[current_].salt = header.salt;
    if (current_ == 0) return;
    Segment& previous = segments_[current_ - 1];
    if (previous.number == header.previous && !previous.salt) previous.salt = header.previous_salt;
}

}  // namespace core::store

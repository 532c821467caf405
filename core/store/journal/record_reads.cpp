// Looking records up.
#include "core/store/journal/record_reads.h"

#include <algorithm>

namespace core::store {

Result<ReadNumber> RecordReads::ask(Position position) {
    // The answers of all that wait must have room, too.
    if (reads_.size() + events_.size() >= reads_max) return fail(Error::backlog_full);
    ++last_number_.value;
    const bool queued = reads_.push({last_number_, position});
    ASSERT(queued);
    return last_number_;
}

void RecordReads::forget(SegmentNumber segment) {
    if (open_ != segment) return;
    window_.close();
    open_.reset();
}

void RecordReads::advance(const std::vector<Segment>& segments, Position end) {
    while (!reads_.empty() && step(segments, end) != Step::awaits) {
    }
}

RecordReads::Step RecordReads::step(const std::vector<Segment>& segments, Position end) {
    const Position position = reads_.front().position;
    const auto next = std::ranges::upper_bound(segments, position, {},
                                               [](const Segment& other) { return *other.base; });
    if (next == segments.begin() || position >= end) return refuse(Error::value_missing);
    const Segment& segment = *std::prev(next);
    const Position limit = next == segments.end() ? end : std::min(end, *next->base);
    if (!segment.salt) return refuse(Error::checksum_wrong);
    if (open_ != segment.number) open(segment);
    return look_at(segment, limit.value - position.value);
}

RecordReads::Step RecordReads::look_at(const Segment& segment, std::uint64_t room) {
    if (window_.fault() != DiskFault::none) return refuse(Error::storage_failed);
    Read& read = reads_.front();
    const std::uint64_t offset = segment_data_begin + (read.position.value - segment.base->value);
    const auto beginning = window_.view(offset, frame_header_size);
    if (!beginning) return Step::awaits;
    const auto size = claimed_frame_size(*beginning);
    if (!size || *size > room) return look_again(segment);
    const auto bytes = window_.view(offset, *size);
    if (!bytes) return Step::awaits;
    const auto frame = read_frame(*bytes, {*segment.salt, offset});
    if (!frame) return look_again(segment);
    const Position position = std::exchange(read.position, behind(read.position, *size));
    if (frame->type < record_type_min) return Step::went_on;
    answer(Found{read.number, position, frame->type,
                 Buffer(frame->payload.begin(), frame->payload.end()), read.position});
    return Step::answered;
}

// What was read ahead may be from before it was written.
RecordReads::Step RecordReads::look_again(const Segment& segment) {
    if (opened_for_ == reads_.front().number) return refuse(Error::checksum_wrong);
    open(segment);
    return Step::went_on;
}

void RecordReads::open(const Segment& segment) {
    window_.open(segment.name());
    open_ = segment.number;
    opened_for_ = reads_.front().number;
}

RecordReads::Step RecordReads::refuse(Error error) {
    answer(NotFound{reads_.front().number, error});
    return Step::answered;
}

void RecordReads::refuse_all() {
    while (!reads_.empty()) static_cast<void>(refuse(Error::storage_failed));
}

void RecordReads::answer(JournalEvent event) {
    reads_.drop_front();
    const bool queued = events_.push(std::move(event));
    ASSERT(queued);
}

}  // namespace core::store

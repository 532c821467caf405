// Writing and syncing batches.
#include "core/store/journal/segment_writer.h"

#include <algorithm>

namespace core::store {

void SegmentWriter::begin(const NextSegment::Ready& segment, Position base, Position synced) {
    ASSERT(!is_writing_ && expected_.empty() && synced <= base);
    is_writing_ = true;
    is_full_ = false;
    fault_ = DiskFault::none;
    file_ = segment.file;
    file_size_ = segment.file_size;
    salt_ = segment.header.salt;
    offset_ = segment_data_begin;
    base_ = base;
    written_ = base;
    synced_ = sync_asked_ = synced;
}

// Neither answer is waited for: too long a file costs room and nothing else.
void SegmentWriter::end() {
    ASSERT(is_writing_ && expected_.empty());
    static_cast<void>(disk_.put(ResizeFile{file_, offset_}));
    static_cast<void>(disk_.put(CloseFile{file_}));
    is_writing_ = false;
    sync_due_.reset();
}

void SegmentWriter::write(Backlog& backlog, Instant now) {
    if (!is_writing_ || fault_ != DiskFault::none) return;
    const bool syncs_all = options_.policy == SyncPolicy::each_batch;
    if (syncs_all && !may_sync_more(backlog)) return;
    bool has_content = false;
    while (const auto waiting = backlog.waiting()) {
        const bool is_first = offset_ == segment_data_begin;
        is_full_ = !is_first && offset_ + waiting->size > options_.segment_size_max;
        if (is_full_ || !may_put_out(backlog)) break;
        put_out(backlog, *waiting);
        // A mark is there for its own sake and can be lost.
        has_content |= !waiting->is_mark;
    }
    if (has_content && syncs_all) sync(backlog);
    if (has_content && options_.policy == SyncPolicy::interval && !sync_due_)
        sync_due_ = now + options_.interval;
    sync_if_due(backlog, now);
}

// A sync takes as long for much as for little, and those of one file come one after the other: so
// whatever comes meanwhile waits for the next, unless that is as much as is being synced.
bool SegmentWriter::may_sync_more(const Backlog& backlog) const {
    const std::uint64_t waiting_size = backlog.end().value - backlog.out_end().value;
    const std::uint64_t unsynced_size = backlog.out_end().value - synced_.value;
    return syncs_ == 0 || (syncs_ < options_.syncs_max && waiting_size >= unsynced_size);
}

bool SegmentWriter::may_put_out(const Backlog& backlog) const {
    const std::uint64_t unsynced_size = backlog.out_end().value - synced_.value;
    return backlog.out_count() < batches_max && unsynced_size <= options_.unsynced_size_max;
}

void SegmentWriter::put_out(Backlog& backlog, const Backlog::Waiting& waiting) {
    ASSERT(waiting.begin.value - base_.value == offset_ - segment_data_begin);
    make_room(offset_ + waiting.size, waiting.size);
    const Ticket ticket =
        disk_.put(WriteFile{file_, offset_, backlog.put_out({salt_, offset_}, synced_)});
    expect(Kind::write, ticket);
    offset_ += waiting.size;
    has_large_batches_ = waiting.size >= options_.growth_size;
}

void SegmentWriter::make_room(std::uint64_t end, std::uint64_t size) {
    if (end <= file_size_) return;
    if (size >= options_.large_batch_size) {
        file_size_ = end;
        return;
    }
    const std::uint64_t steps = (end + options_.growth_size - 1) / options_.growth_size;
    file_size_ = std::max(end, std::min(steps * options_.growth_size, options_.segment_size_max));
    expect(Kind::growth, disk_.put(ResizeFile{file_, file_size_}));
}

void SegmentWriter::sync_if_due(const Backlog& backlog, Instant now) {
    if (backlog.out_end() <= sync_asked_ || syncs_ >= options_.syncs_max) return;
    const bool is_due = sync_due_ && now >= *sync_due_;
    const std::uint64_t unsynced_size = backlog.out_end().value - synced_.value;
    const bool is_much = syncs_ == 0 && unsynced_size > options_.unsynced_size_max;
    if (is_due || is_much || is_full_) sync(backlog);
}

void SegmentWriter::sync(const Backlog& backlog) {
    sync_asked_ = backlog.out_end();
    sync_due_.reset();
    ++syncs_;
    expect(Kind::sync, disk_.put(SyncFile{file_}), sync_asked_);
}

void SegmentWriter::expect(Kind kind, Ticket ticket, Position synced) {
    const bool queued = expected_.push({ticket, kind, synced});
    ASSERT(queued);
}

bool SegmentWriter::take(DiskAnswer& answer, Backlog& backlog) {
    if (expected_.empty() || expected_.front().ticket != answer.ticket) return false;
    const Expected expected = *expected_.pop();
    if (fault_ == DiskFault::none) fault_ = answer.fault;
    switch (expected.kind) {
        case Kind::growth: break;
        case Kind::write:
            backlog.take_back(std::move(answer.bytes));
            if (fault_ == DiskFault::none) written_ = backlog.back_end();
            break;
        case Kind::sync:
            --syncs_;
            // What a later sync says after a failed one is worth nothing.
            if (fault_ != DiskFault::none) break;
            synced_ = expected.synced;
            backlog.drop_up_to(synced_);
            break;
    }
    return true;
}

bool SegmentWriter::is_complete(const Backlog& backlog) const {
    return is_writing_ && is_full_ && fault_ == DiskFault::none && expected_.empty() &&
           synced_ == backlog.out_end();
}

bool SegmentWriter::is_given_up() const {
    return is_writing_ && fault_ != DiskFault::none && expected_.empty();
}

bool SegmentWriter::is_half_full() const {
    return is_writing_ && offset_ >= options_.segment_size_max / 2;
}

}  // namespace core::store

// The journal as a whole: opening, segments one after the other, faults.
#include "core/store/journal/journal.h"

#include <algorithm>

namespace core::store {

Journal::Journal(const Options& options, DiskUser user, Seed seed)
    : options_(options),
      disk_(user),
      prng_(seed),
      writer_(disk_, options.writing),
      next_(disk_),
      reads_(disk_, options.read_slice_size),
      retry_after_(options.retry_after_min) {
    ASSERT(options.writing.segment_size_max > segment_data_begin);
}

void Journal::open(Position from) {
    ASSERT(state_ == State::opening && !recovery_);
    recovery_.emplace(disk_, options_.owner, from, options_.slice_size);
    recovery_->begin();
}

std::optional<RecordView> Journal::next_record() {
    return recovery_ ? recovery_->next_record() : std::nullopt;
}

Result<void> Journal::check_accepting() const {
    ASSERT(state_ != State::opening);
    if (state_ == State::stopped) return fail(Error::storage_failed);
    if (is_out_of_space_) return fail(Error::storage_full);
    return {};
}

Result<Position> Journal::append(RecordType type, Bytes payload) {
    return append_encoded(type, [&](BufferWriter& writer) { writer.bytes(payload); });
}

Result<ReadNumber> Journal::read(Position position) {
    ASSERT(state_ != State::opening);
    if (state_ == State::stopped) return fail(Error::storage_failed);
    return reads_.ask(position);
}

void Journal::release(const Checkpoint& checkpoint) {
    ASSERT(state_ != State::opening);
    if (state_ == State::stopped) return;
    // The next one's base is the end of the first.
    while (segments_.size() > 1 && *segments_[1].base <= checkpoint.position()) {
        const Segment& first = segments_.front();
        reads_.forget(first.number);
        // What is rotten is for people to look at, and to remove.
        if (!first.has_rotten_name) static_cast<void>(disk_.put(RemoveFile{first.name()}));
        segments_.erase(segments_.begin());
    }
    releasing_ = disk_.put(SyncNames{});
}

void Journal::answer(DiskAnswer answer, Instant now) {
    disk_.note_answer();
    if (state_ == State::stopped) return;
    if (state_ == State::opening) {
        static_cast<void>(recovery_->take(answer));
        advance_opening(now);
    } else if (writer_.take(answer, *backlog_)) {
        note_progress(now);
    } else if (next_.take(answer)) {
        if (const auto fault = next_.take_fault()) note_fault_of_next(*fault, now);
        // Else there is room when what waits has found some.
        if (next_.is_ready() && !backlog_->waiting()) note_space();
    } else if (releasing_ == answer.ticket) {
        releasing_.reset();
        tell(Released{segments_.empty() ? end() : *segments_.front().base, answer.fault});
    } else {
        static_cast<void>(reads_.take(answer));
    }
}

void Journal::expire(Instant now) {
    if (timers_.take_due(Timer::retry, now) && state_ == State::opening) recovery_->mend_again();
    if (timers_.take_due(Timer::mark, now)) append_mark_if_idle();
}

std::optional<DiskRequest> Journal::next_request(Instant now) {
    if (state_ == State::running) pump(now);
    return disk_.next_request();
}

std::optional<JournalEvent> Journal::next_event() {
    if (state_ == State::opening && recovery_)
        if (auto event = recovery_->next_event()) return event;
    if (auto event = events_.pop()) return event;
    return reads_.next_event();
}

std::optional<Instant> Journal::deadline() const {
    if (state_ == State::stopped) return std::nullopt;
    return earlier(timers_.earliest(), writer_.deadline());
}

void Journal::advance_opening(Instant now) {
    if (const auto refusal = recovery_->refusal()) return stop(*refusal);
    if (recovery_->is_done()) return start_running();
    if (!recovery_->is_out_of_space() || timers_.is_set(Timer::retry)) return;
    retry_later(now);
    note_no_space();
}

void Journal::start_running() {
    while (auto event = recovery_->next_event()) tell(std::move(*event));
    const Position end = recovery_->end();
    segments_ = std::move(recovery_->segments());
    last_number_ = SegmentNumber{recovery_->next_number().value - 1};
    backlog_.emplace(options_.backlog, end);
    acknowledged_ = synced_ = marked_ = end;
    recovery_.reset();
    state_ = State::running;
    note_space();
    tell(Opened{segments_.empty() ? end : *segments_.front().base, end});
}

// A round: segments may end and begin in it, each at most once.
void Journal::pump(Instant now) {
    if (writer_.is_given_up()) give_up_segment(now);
    if (state_ == State::stopped) return;
    writer_.write(*backlog_, now);
    if (writer_.is_complete(*backlog_)) {
        writer_.end();
        // What could wait cannot any more.
        if (!is_out_of_space_) timers_.stop(Timer::retry);
    }
    if (needs_next()) prepare_next();
    if (!writer_.is_writing() && next_.is_ready() && backlog_->waiting()) {
        begin_segment();
        writer_.write(*backlog_, now);
    }
    // What was acknowledged as written may have to be written again.
    const Position on_disk = writer_.is_writing() ? writer_.written() : synced_;
    reads_.advance(segments_, std::min(acknowledged_, on_disk));
}

void Journal::begin_segment() {
    const NextSegment::Ready ready = next_.take_ready();
    const Position base = backlog_->waiting()->begin;
    segments_.push_back({.number = ready.header.number, .salt = ready.header.salt, .base = base});
    // Everything in front of it was synced, or is written again into it.
    writer_.begin(ready, base, base);
}

void Journal::give_up_segment(Instant now) {
    const DiskFault fault = writer_.fault();
    tell(Abandoned{segments_.back().number, writer_.synced(), fault});
    writer_.end();
    backlog_->rewind();
    // Of one in which nothing counts nothing need be kept.
    const bool is_empty = writer_.synced() == writer_.base() && acknowledged_ <= writer_.base();
    if (is_empty) {
        static_cast<void>(disk_.put(RemoveFile{segments_.back().name()}));
        segments_.pop_back();
    }
    if (fault == DiskFault::gone) return stop(StopReason::gone);
    if (fault == DiskFault::denied) return stop(StopReason::denied);
    if (fault == DiskFault::full) {
        // If the next one is there, it has some room already.
        if (next_.is_ready()) return;
        retry_later(now);
        return note_no_space();
    }
    note_failure();
}

void Journal::note_failure() {
    if (++failures_ >= failures_max) stop(StopReason::failed);
}

bool Journal::needs_next() const {
    const bool is_soon = !writer_.is_writing() || writer_.is_half_full();
    return is_soon && next_.is_idle() && !timers_.is_set(Timer::retry);
}

void Journal::prepare_next() {
    ++last_number_.value;
    SegmentHeader header{
        .owner = options_.owner, .number = last_number_, .salt = Salt{prng_.next()}};
    if (!segments_.empty()) {
        header.previous = segments_.back().number;
        header.previous_salt = segments_.back().salt.value_or(Salt{});
    }
    const SegmentWriter::Options& writing = options_.writing;
    const auto waiting = backlog_->waiting();
    // Who comes to a second segment will fill it as well; what is prepared now, beside the one that
    // is written to, holds nobody up later.
    const std::uint64_t usual =
        writer_.is_writing() ? writing.segment_size_max - segment_data_begin : writing.growth_size;
    const std::uint64_t room = std::max<std::uint64_t>(usual, waiting ? waiting->size : 0);
    next_.prepare(header, segment_data_begin + (writer_.has_large_batches() ? 0 : room));
}

void Journal::note_fault_of_next(DiskFault fault, Instant now) {
    if (fault == DiskFault::gone) return stop(StopReason::gone);
    if (fault == DiskFault::denied) return stop(StopReason::denied);
    const bool is_needed = !writer_.is_writing();
    if (is_needed && fault != DiskFault::full) return note_failure();
    retry_later(now);
    if (is_needed) note_no_space();
}

void Journal::retry_later(Instant now) {
    timers_.set(Timer::retry, now + retry_after_);
    retry_after_ = std::min(2 * retry_after_, options_.retry_after_max);
}

void Journal::note_no_space() {
    if (!std::exchange(is_out_of_space_, true)) tell(SpaceEnded{});
}

void Journal::note_space() {
    if (std::exchange(is_out_of_space_, false)) tell(SpaceBack{});
}

void Journal::note_progress(Instant now) {
    if (writer_.synced() > synced_) {
        synced_ = writer_.synced();
        failures_ = 0;
        retry_after_ = options_.retry_after_min;
        note_space();
    }
    // A mark alone goes without a sync, and found room all the same.
    if (writer_.is_writing() && writer_.written() == backlog_->end()) note_space();
    const bool is_written_enough = options_.writing.policy == SyncPolicy::none;
    const Position safe = is_written_enough ? writer_.written() : synced_;
    if (safe > acknowledged_) {
        acknowledged_ = safe;
        tell(Acknowledged{safe});
    }
    if (is_idle() && synced_ > marked_) timers_.set(Timer::mark, now + options_.mark_after);
}

// All that was appended is synced.
bool Journal::is_idle() const { return !backlog_->waiting() && backlog_->out_end() == synced_; }

void Journal::append_mark_if_idle() {
    if (state_ != State::running || !is_idle() || !writer_.is_writing()) return;
    backlog_->append_mark();
    marked_ = backlog_->end();
}

void Journal::tell(Event event) {
    const bool queued = events_.push(std::move(event));
    ASSERT(queued);
}

void Journal::stop(StopReason reason) {
    state_ = State::stopped;
    timers_.stop_all();
    reads_.refuse_all();
    tell(Stopped{reason});
}

}  // namespace core::store

// Journal keeps records on a disk in the order in which they were appended, and says when they are
// safe (spec/journal.md). It is a state machine: requests to a disk come out, answers go in.
//
// Drive it so: open(); after every call that is not const, (1) take next_record() and next_event()
// until there is neither, (2) take next_request() until there is none and carry them out, (3) arm
// one timer for deadline(). What is appended between two rounds is written and synced together.
//
// States: it opens (records are told, nothing may be relied on or appended), runs, waits for space
// (reads only), or has stopped for good. What was acknowledged is told when the journal is opened
// again, after any crash, or it is told as Lost; never is anything told that was not appended, nor
// in another order.
#pragma once

#include "core/base/prng.h"
#include "core/base/timers.h"
#include "core/store/checkpoint.h"
#include "core/store/journal/record_reads.h"
#include "core/store/journal/recovery.h"
#include "core/store/journal/segment_writer.h"

namespace core::store {

class Journal {
public:
    using Event = JournalEvent;

    struct Options {
        Owner owner;
        Backlog::Options backlog;
        SegmentWriter::Options writing;
        // A journal that is idle for so long marks how far it is synced.
        Duration mark_after = std::chrono::seconds{1};
        // How long to wait for space, doubling.
        Duration retry_after_min = std::chrono::seconds{1};
        Duration retry_after_max = std::chrono::seconds{30};
        std::size_t slice_size = std::size_t{1} << 20;
        std::size_t read_slice_size = std::size_t{64} << 10;
    };

    // The seed is of chance that nobody else can know.
    Journal(const Options& options, DiskUser user, Seed seed);

    // Tells what is there from a position on: where the newest snapshot ends, or the beginning.
    void open(Position from);
    [[nodiscard]] std::optional<RecordView> next_record();

    // Once it is open. Errors: too_large, backlog_full, storage_full, storage_failed.
    template <class Encode>
    [[nodiscard]] Result<Position> append_encoded(RecordType type, Encode&& encode) {
        TRY(check_accepting());
        return backlog_->append(type, std::forward<Encode>(encode));
    }
    [[nodiscard]] Result<Position> append(RecordType type, Bytes payload);
    // Behind all that was appended. A batch ends where an acknowledgement does.
    [[nodiscard]] Position end() const { return backlog_->end(); }
    [[nodiscard]] Position acknowledged() const { return acknowledged_; }
    // Of what is kept until it is acknowledged.
    [[nodiscard]] std::size_t backlog_size() const { return backlog_->size(); }

    // Looks up the first record at or behind a position; the event is Found or NotFound.
    [[nodiscard]] Result<ReadNumber> read(Position position);

    // Removes the segments that lie in front of the checkpoint.
    void release(const Checkpoint& checkpoint);
    // In their order, with their bases; the last may be written to.
    [[nodiscard]] const std::vector<Segment>& segments() const { return segments_; }

    void answer(DiskAnswer answer, Instant now);
    void expire(Instant now);
    [[nodiscard]] std::optional<DiskRequest> next_request(Instant now);
    [[nodiscard]] std::optional<Event> next_event();
    // Nothing while it waits for the disk or for something to do.
    [[nodiscard]] std::optional<Instant> deadline() const;

private:
    enum class State : std::uint8_t { opening, running, stopped };
    enum class Timer : std::uint8_t { mark, retry };

    // With two failures and no sync in between, the journal stops.
    static constexpr std::size_t failures_max = 2;
    // Of one round; the driver takes them all.
    static constexpr std::size_t events_max = 1024;

    [[nodiscard]] Result<void> check_accepting() const;
    void advance_opening(Instant now);
    void start_running();
    void pump(Instant now);
    void give_up_segment(Instant now);
    void begin_segment();
    [[nodiscard]] bool needs_next() const;
    void prepare_next();
    void note_fault_of_next(DiskFault fault, Instant now);
    void note_failure();
    void retry_later(Instant now);
    void note_no_space();
    void note_space();
    void note_progress(Instant now);
    [[nodiscard]] bool is_idle() const;
    void append_mark_if_idle();
    void tell(Event event);
    void stop(StopReason reason);

    Options options_;
    DiskClient disk_;
    Prng prng_;
    State state_ = State::opening;

    std::optional<Recovery> recovery_;
    std::optional<Backlog> backlog_;
    SegmentWriter writer_;
    NextSegment next_;
    RecordReads reads_;
    std::vector<Segment> segments_;
    SegmentNumber last_number_;
    Position acknowledged_;
    Position synced_;
    // What is in front of it is marked.
    Position marked_;
    // In a row, without a sync in between.
    std::size_t failures_ = 0;
    bool is_out_of_space_ = false;
    Duration retry_after_;
    std::optional<Ticket> releasing_;
    Timers<Timer, 2> timers_;
    Queue<Event> events_{events_max};
};

}  // namespace core::store

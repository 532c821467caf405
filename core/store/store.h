// Store is everything that a node must not lose, on one disk: a journal of what happened, snapshots
// of what that came to, and the removal of what nobody needs any more (rules ST1–ST7,
// spec/store.md). It joins the machines of this folder and is itself one.
//
// Drive it so: open(); after every call that is not const, (1) take next_event(), next_piece() and
// next_record() until none of them has anything, (2) take next_request() until there is none and
// carry them out, both again if there was any, (3) arm one timer for deadline().
//
// While it opens, it tells the newest snapshot that is whole, in pieces, and then the records
// behind it; Opened is the end of that. From then on records are appended, and when SnapshotWanted
// is told, whoever keeps the state may begin_snapshot() and write it as it was at that moment, a
// piece whenever there is room.
#pragma once

#include <map>

#include "core/store/compaction/compaction.h"
#include "core/store/journal/journal.h"
#include "core/store/snapshot/snapshots.h"
#include "core/store/time_marks.h"

namespace core::store {

// Something can be freed once there is a snapshot of what is here now.
struct SnapshotWanted {};
// For want of room, history went that others had not acknowledged, or that was not stable. What it
// came to is in a snapshot.
struct HistoryDropped {
    Position from;
    Position to;
};
using StoreEvent =
    Variant<JournalEvent, SnapshotEvent, PressureChanged, SnapshotWanted, HistoryDropped>;

class Store {
public:
    struct Options {
        Journal::Options journal;
        Snapshots::Options snapshots;
        Compaction::Options compaction;
    };
    // What is below is the store's own, and means nothing to anybody else.
    static constexpr RecordType record_type_min{32};

    // Both belong to the same owner. The seed is of chance that nobody else can know.
    Store(const Options& options, Seed seed, Instant now, WallClock wall_clock);

    void open();
    [[nodiscard]] std::optional<Buffer> next_piece() { return snapshots_.next_piece(); }
    [[nodiscard]] std::optional<RecordView> next_record();

    // As those of the journal.
    template <class Encode>
    [[nodiscard]] Result<Position> append_encoded(RecordType type, Encode&& encode) {
        ASSERT(type >= record_type_min);
        if (!compaction_) return fail(Error::storage_failed);
        TRY(mark_time());
        return append_to_journal(type, std::forward<Encode>(encode));
    }
    [[nodiscard]] Result<Position> append(RecordType type, Bytes payload);
    // Once it is open.
    [[nodiscard]] Position end() const { return journal_.end(); }
    [[nodiscard]] Position acknowledged() const { return journal_.acknowledged(); }
    [[nodiscard]] Result<ReadNumber> read(Position position);

    // Everybody who is entitled to it has everything in front of `acknowledged`, and nothing in
    // front of `stable` can be concurrent to anything that is still to come. Until it is told,
    // nobody has anything.
    void note_needs(Position acknowledged, Position stable);
    [[nodiscard]] Pressure pressure() const;
    [[nodiscard]] CompactionEstimate estimate() const;

    // False if none is wanted any more. It is of everything that was appended so far.
    [[nodiscard]] bool begin_snapshot();
    [[nodiscard]] std::size_t snapshot_room() const { return snapshots_.room(); }
    void write_snapshot(Bytes content) { snapshots_.write(content); }
    void finish_snapshot();
    // The state cannot be written now. It will be wanted again.
    void abandon_snapshot();

    void answer(DiskAnswer answer, Instant now);
    void expire(Instant now);
    [[nodiscard]] std::optional<DiskRequest> next_request(Instant now);
    [[nodiscard]] std::optional<StoreEvent> next_event();
    [[nodiscard]] std::optional<Instant> deadline() const;

private:
    enum class SnapshotState : std::uint8_t {
        none,
        wanted,
        writing,
        finished,  // And waits until the journal has acknowledged what is in it, or cannot.
        closing,
    };
    static constexpr RecordType time_marks_type{16};
    static constexpr std::size_t events_max = 8;

    template <class Encode>
    [[nodiscard]] Result<Position> append_to_journal(RecordType type, Encode&& encode) {
        const Position position = TRY(journal_.append_encoded(type, std::forward<Encode>(encode)));
        content_end_ = journal_.end();
        return position;
    }
    [[nodiscard]] bool look_into_journal();
    void note(const JournalEvent& event);
    void note(const SnapshotEvent& event);
    void note_snapshot_ended();
    void note_snapshot_stored();
    void note_space_ended();
    void note_space_back();
    void note_stopped();
    // False if it was about a record of the store's own, and another is looked up instead.
    [[nodiscard]] bool is_for_others(JournalEvent& event);
    void take_compaction_events();
    void compact();
    void finish_if_acknowledged();
    [[nodiscard]] Result<void> mark_time();
    [[nodiscard]] Result<void> write_time_marks(std::span<const TimeMark> marks);
    [[nodiscard]] std::vector<LogSegment> log_segments() const;
    [[nodiscard]] StorageFacts facts(std::span<const LogSegment> segments) const;
    void tell(StoreEvent event);

    Instant now_;
    WallClock wall_clock_;
    Journal journal_;
    Snapshots snapshots_;
    std::optional<Compaction> compaction_;  // While the journal is open.
    Compaction::Options compaction_options_;
    // What the journal tells next, if it was taken from it already.
    std::optional<JournalEvent> told_event_;
    std::optional<RecordView> told_record_;
    // Reads that go on behind the store's own records, and what they were called when they began.
    std::map<ReadNumber, ReadNumber> reads_;
    TimeMarks time_marks_;
    Position needed_acknowledged_;
    Position needed_stable_;
    SnapshotState snapshot_ = SnapshotState::none;
    Position snapshot_position_;
    // The journal's own marks may lie behind it, which it acknowledges with what follows them.
    Position content_end_;
    bool is_out_of_space_ = false;
    Queue<StoreEvent> events_{events_max};
};

}  // namespace core::store

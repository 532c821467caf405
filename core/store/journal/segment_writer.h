// SegmentWriter writes a backlog's batches into one segment after the other, and syncs them as its
// policy has it (rules JN17–JN20, spec/journal.md).
//
// After a fault it puts out nothing more; once every answer is there, is_given_up() says so: what
// was synced before counts, and the rest of the backlog goes elsewhere. A failed sync is never
// asked again.
#pragma once

#include <optional>

#include "core/base/time.h"
#include "core/store/journal/backlog.h"
#include "core/store/journal/next_segment.h"

namespace core::store {

// When what was appended is acknowledged.
enum class SyncPolicy : std::uint8_t {
    each_batch,  // After the sync that follows each batch.
    interval,  // After a sync that comes when an interval has passed, or half the backlog is full.
    none,      // When it was written: it survives the end of the process, on a disk that does not
               // fail, but no loss of power. Syncs come only at the end of a segment, or when half
               // the backlog is full.
};

class SegmentWriter {
public:
    struct Options {
        SyncPolicy policy = SyncPolicy::each_batch;
        Duration interval = std::chrono::milliseconds{100};
        // Syncs that are asked for at once: the disk need not wait for us in between.
        std::size_t syncs_max = 2;
        // A batch that would go beyond begins a new segment.
        std::uint64_t segment_size_max = std::uint64_t{16} << 20;
        // Files are made longer in such steps.
        std::uint64_t growth_size = std::uint64_t{1} << 20;
        // Batches of so much need no room to be made first: to write it twice takes longer than to
        // note where it went.
        std::uint64_t large_batch_size = std::uint64_t{256} << 10;
        // Of what was written and not synced, before a sync is asked for in any case.
        std::size_t unsynced_size_max = std::size_t{32} << 20;
    };

    SegmentWriter(DiskClient& disk, const Options& options) : disk_(disk), options_(options) {}

    // `synced` is up to where the journal is known to be synced; what begins at `base` is unsynced.
    void begin(const NextSegment::Ready& segment, Position base, Position synced);
    // Cuts what was prepared and not used, and closes the file.
    void end();

    // Puts out what may go.
    void write(Backlog& backlog, Instant now);
    [[nodiscard]] bool take(DiskAnswer& answer, Backlog& backlog);

    [[nodiscard]] bool is_writing() const { return is_writing_; }
    // All that fits is in it, and synced.
    [[nodiscard]] bool is_complete(const Backlog& backlog) const;
    [[nodiscard]] bool is_given_up() const;
    [[nodiscard]] DiskFault fault() const { return fault_; }
    [[nodiscard]] bool is_half_full() const;
    // Of late. Room for such is not prepared.
    [[nodiscard]] bool has_large_batches() const { return has_large_batches_; }
    [[nodiscard]] Position base() const { return base_; }
    [[nodiscard]] Position written() const { return written_; }
    [[nodiscard]] Position synced() const { return synced_; }
    // When the next sync is due, unless other answers are awaited first.
    [[nodiscard]] std::optional<Instant> deadline() const {
        const bool can_sync = syncs_ < options_.syncs_max && fault_ == DiskFault::none;
        return can_sync ? sync_due_ : std::nullopt;
    }

private:
    enum class Kind : std::uint8_t { growth, write, sync };
    struct Expected {
        Ticket ticket;
        Kind kind;
        Position synced;  // If it is a sync.
    };
    // Batches that are out, and what may be awaited for them: a write and room for each, and syncs.
    static constexpr std::size_t batches_max = 24;
    static constexpr std::size_t expected_max = 64;

    [[nodiscard]] bool may_put_out(const Backlog& backlog) const;
    [[nodiscard]] bool may_sync_more(const Backlog& backlog) const;
    void put_out(Backlog& backlog, const Backlog::Waiting& waiting);
    void make_room(std::uint64_t end, std::uint64_t size);
    void sync_if_due(const Backlog& backlog, Instant now);
    void sync(const Backlog& backlog);
    void expect(Kind kind, Ticket ticket, Position synced = {});

    DiskClient& disk_;
    Options options_;
    bool is_writing_ = false;
    FileNumber file_;
    Salt salt_;
    Position base_;
    Position written_;
    Position synced_;
    Position sync_asked_;  // Up to where, when the syncs under way are done.
    std::uint64_t offset_ = 0;
    std::uint64_t file_size_ = 0;
    bool is_full_ = false;
    bool has_large_batches_ = false;
    Queue<Expected> expected_{expected_max};  // In the order in which they will be answered.
    std::size_t syncs_ = 0;                   // So many of them.
    std::optional<Instant> sync_due_;
    DiskFault fault_ = DiskFault::none;
};

}  // namespace core::store

// Snapshots keeps the newest snapshots on a disk: loads the newest that is whole, makes new ones,
// and removes older ones once a new one was read back (spec/snapshot.md). A state machine: requests
// to a disk come out, answers go in.
//
// Drive it so: load(); after every call that is not const, (1) take next_event() and next_piece()
// until there is neither, (2) take next_request() until there is none and carry them out. When it
// has loaded, begin() makes a new one: write() as much as room() says, whenever it says so, then
// finish().
//
// While it loads, pieces of content are given before all of it was seen: on Refused whoever took
// them forgets them, and begins again with the next that is begun.
#pragma once

#include <vector>

#include "core/base/prng.h"
#include "core/store/checkpoint.h"
#include "core/store/journal/events.h"
#include "core/store/snapshot/snapshot_reader.h"
#include "core/store/snapshot/snapshot_writer.h"

namespace core::store {

// The pieces that follow are of this one.
struct SnapshotBegun {
    SnapshotNumber number;
    Position position;

    friend bool operator==(const SnapshotBegun&, const SnapshotBegun&) = default;
};
// It is torn or rotten; it is kept under another name, and the one before it is tried.
struct SnapshotRefused {
    SnapshotNumber number;
    Error error;

    friend bool operator==(const SnapshotRefused&, const SnapshotRefused&) = default;
};
// The journal is needed from `position` on, to bring the snapshot up to date.
struct SnapshotLoaded {
    SnapshotNumber number;
    Position position;

    friend bool operator==(const SnapshotLoaded&, const SnapshotLoaded&) = default;
};
// There is none that is whole; the journal is needed from its beginning.
struct NoSnapshot {
    friend bool operator==(const NoSnapshot&, const NoSnapshot&) = default;
};
// It was read back. What lies in front of the checkpoint is in every snapshot that is kept.
struct SnapshotStored {
    SnapshotNumber number;
    Checkpoint checkpoint;

    friend bool operator==(const SnapshotStored&, const SnapshotStored&) = default;
};
// The new one could not be made; those that were there are there.
struct SnapshotFailed {
    SnapshotNumber number;
    DiskFault fault = DiskFault::none;  // None if it was written, and read back wrong.

    friend bool operator==(const SnapshotFailed&, const SnapshotFailed&) = default;
};

using SnapshotEvent = Variant<SnapshotBegun, SnapshotRefused, SnapshotLoaded, NoSnapshot,
                              SnapshotStored, SnapshotFailed, Stopped>;
std::string_view describe(const SnapshotEvent& event);

class Snapshots {
public:
    using Event = SnapshotEvent;

    struct Options {
        Owner owner;
        std::size_t block_size = std::size_t{128} << 10;
        // Once a new one was read back, so many are kept.
        std::size_t kept_count = 2;
        std::size_t slice_size = std::size_t{256} << 10;
    };

    Snapshots(const Options& options, DiskUser user, Seed seed);

    void load();
    [[nodiscard]] std::optional<Buffer> next_piece();

    // Whether a new one can be begun.
    [[nodiscard]] bool is_idle() const { return state_ == State::idle; }
    // Of everything in front of the position, which must be in front of no other snapshot's.
    void begin(Position position);
    [[nodiscard]] std::size_t room() const { return writer_.room(); }
    void write(Bytes content) { writer_.write(content); }
    void finish() { writer_.finish(); }
    // Makes an end of the one that is being written; nothing is told.
    void abandon();
    // From now on, so many are kept.
    void set_kept_count(std::size_t count);
    // What the oldest and the newest of those that are kept cover; nothing if there is none.
    [[nodiscard]] std::optional<Checkpoint> oldest() const;
    [[nodiscard]] std::optional<Checkpoint> newest() const;

    void answer(DiskAnswer answer);
    [[nodiscard]] std::optional<DiskRequest> next_request() { return disk_.next_request(); }
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }

private:
    enum class State : std::uint8_t {
        new_,  // Before load().
        listing,
        surveying,  // Reads headers.
        loading,
        idle,
        writing,
        verifying,
        stopped,
    };
    static constexpr std::size_t events_max = 64;

    struct Kept {
        SnapshotNumber number;
        Position position;
    };

    void take_list(const DiskAnswer& answer);
    void advance();
    void survey();
    void load_newest();
    void go_on_loading();
    void go_on_writing();
    void verify();
    void forget_new(DiskFault fault);
    void keep_new();
    void remove_old();
    void refuse(SnapshotNumber number, Error error);
    [[nodiscard]] bool stop_if_foreign(Error error);
    void tell(Event event);
    void stop(StopReason reason);

    Options options_;
    DiskClient disk_;
    Prng prng_;
    State state_ = State::new_;
    SnapshotReader reader_;
    SnapshotWriter writer_;
    std::optional<Ticket> listing_;
    std::vector<SnapshotNumber> unknown_;  // Whose headers were not read yet, the newest first.
    std::vector<Kept> kept_;               // The newest first.
    bool is_begun_ = false;                // The one that is loaded was told as begun.
    bool is_abandoned_ = false;            // The one that is written is not wanted any more.
    SnapshotNumber last_number_;
    Queue<Event> events_{events_max};
};

}  // namespace core::store

// KeepWorld is a process with a store on a simulated disk, under the simplest state there is: a set
// of numbers, each of which came in a record. It carries out what the store asks for, writes the
// snapshots that it wants, and checks at every opening that what was promised is there.
//
// Invariants: whatever was acknowledged is in the snapshot or in the journal (kept), unless a
// damaged disk made the store say that it is lost (told); nothing is there that was not appended
// (true); what others need is dropped at critical pressure only, and told (needed).
#pragma once

#include <memory>
#include <set>

#include "core/store/store.h"
#include "sim/disk.h"
#include "sim/run.h"

namespace sim {

// Bugs that can be planted between the store and its disk.
enum class KeepMutant : std::uint8_t {
    none,
    skips_syncs,       // Files are never synced.
    skips_name_syncs,  // Names are not.
};

class KeepWorld {
public:
    static constexpr std::uint64_t steps_max = 200'000;

    KeepWorld(Run& run, const core::store::Store::Options& options, const DiskOptions& disk,
              KeepMutant mutant);

    void open();
    // Until the store is open or has stopped.
    void run_until_settled();
    void run_until(core::Instant last);
    void crash();
    void lose_power();

    [[nodiscard]] bool is_open() const { return is_open_; }
    [[nodiscard]] bool has_stopped() const { return has_stopped_; }
    [[nodiscard]] bool is_out_of_space() const { return is_out_of_space_; }
    [[nodiscard]] bool is_all_acknowledged() const { return unacknowledged_.empty(); }
    [[nodiscard]] core::Instant now() const { return now_; }
    [[nodiscard]] Disk& disk() { return disk_; }

    // True if it was accepted.
    bool append(std::size_t size);
    // Others have everything in front of some place that is drawn.
    void let_go();
    void let_all_go();
    void abandon_snapshot();
    void settle();
    // What compaction could free if there were a snapshot of everything.
    [[nodiscard]] std::uint64_t can_free() const { return store_->estimate().with_snapshot_size; }
    // Nothing can be done where not even a snapshot fits.
    [[nodiscard]] bool has_room_for_snapshot() const { return has_room_for_snapshot_; }
    // At least as large as a snapshot.
    [[nodiscard]] std::uint64_t snapshot_size() const { return 16 * state_.size() + 4096; }

private:
    bool step(core::Instant last);
    void put(core::store::DiskRequest request);
    void take();
    void note(const core::store::JournalEvent& event);
    void note(const core::store::SnapshotEvent& event);
    void note(const core::store::HistoryDropped& dropped);
    void note(const auto&) {}
    void note_acknowledged(core::store::Position up_to);
    void check_opened();
    void load_snapshot();
    void write_snapshot();
    [[nodiscard]] bool is_damaged() const;
    void end_process();

    Run& run_;
    core::store::Store::Options options_;
    KeepMutant mutant_;
    core::Instant now_{};
    Disk disk_;
    std::unique_ptr<core::store::Store> store_;
    bool is_open_ = false;
    bool has_stopped_ = false;
    bool is_out_of_space_ = false;
    bool was_loss_told_ = false;
    bool has_room_for_snapshot_ = true;

    std::set<std::uint64_t> state_;
    std::set<std::uint64_t> promised_;
    std::map<std::uint64_t, core::store::Position> unacknowledged_;  // Where their records end.
    std::uint64_t last_number_ = 0;
    core::store::Position needed_;
    core::store::Position may_be_gone_;  // History in front of it.
    core::Buffer loaded_;
    std::optional<core::Buffer> unwritten_;
};

}  // namespace sim

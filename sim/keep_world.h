// KeepWorld is a process with a store on a simulated disk (sim/disk_world.h), under the simplest
// state there is: a set of numbers, each of which came in a record. It writes the snapshots that
// the store wants, and checks at every opening that what was promised is there.
//
// Invariants: whatever was acknowledged is in the snapshot or in the journal (kept), unless a
// damaged disk made the store say that it is lost (told); nothing is there that was not appended
// (true); what others need is dropped at critical pressure only, and told (needed).
#pragma once

#include <memory>
#include <set>

#include "core/store/store.h"
#include "sim/disk_world.h"

namespace sim {

class KeepWorld : public DiskWorld {
public:
    KeepWorld(Run& run, const core::store::Store::Options& options, const DiskOptions& disk,
              DiskMutant mutant);

    // A new process opens the store.
    void open();

    [[nodiscard]] bool is_all_acknowledged() const override { return unacknowledged_.empty(); }
    // What compaction could free if there were a snapshot of everything.
    [[nodiscard]] std::uint64_t can_free() const { return store_->estimate().with_snapshot_size; }
    // Nothing can be done where not even a snapshot fits.
    [[nodiscard]] bool has_room_for_snapshot() const { return has_room_for_snapshot_; }
    // At least as large as a snapshot.
    [[nodiscard]] std::uint64_t snapshot_size() const { return 16 * state_.size() + 4096; }

    // True if it was accepted.
    bool append(std::size_t size);
    // Others have everything in front of some place that is drawn.
    void let_go();
    void let_all_go();
    void abandon_snapshot();

private:
    [[nodiscard]] std::optional<core::Instant> deadline() const override {
        return store_->deadline();
    }
    void expire() override { store_->expire(now()); }
    void answer(core::store::DiskAnswer answer) override {
        store_->answer(std::move(answer), now());
    }
    [[nodiscard]] std::optional<core::store::DiskRequest> next_request() override {
        return store_->next_request(now());
    }
    void take_news() override;
    void end_process() override;
    void note(const core::store::JournalEvent& event);
    void note(const core::store::SnapshotEvent& event);
    void note(const core::store::HistoryDropped& dropped);
    void note(const auto&) {}
    void note_acknowledged(core::store::Position up_to);
    void check_released(const core::store::Released& released);
    void check_opened();
    void load_snapshot();
    void write_snapshot();

    core::store::Store::Options options_;
    std::unique_ptr<core::store::Store> store_;
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

// A node that keeps a state in a journal and in snapshots, on a disk that is soon full, and whose
// process, power and disk fail. The invariants are the world's (sim/keep_world.h); besides, at the
// end, when nothing fails any more, a store without room makes some by itself (goes on), and after
// a crash the store opens and stores again (heals).
#include "sim/keep_scenario.h"

#include "sim/disk_player.h"
#include "sim/scenario.h"

namespace sim {
namespace {

using core::Prng;
using namespace core::store;
using std::chrono::milliseconds;
using std::chrono::seconds;

Store::Options options_drawn_from(Prng& prng) {
    Store::Options options;
    options.journal.backlog.batch_size_max = static_cast<std::size_t>(prng.between(500, 8000));
    options.journal.backlog.size_max = static_cast<std::size_t>(prng.between(5000, 60'000));
    options.journal.writing.segment_size_max = segment_data_begin + prng.between(1000, 20'000);
    options.journal.writing.growth_size = prng.between(1000, 10'000);
    options.journal.writing.large_batch_size = options.journal.writing.growth_size / 4;
    options.journal.writing.unsynced_size_max = options.journal.backlog.size_max / 2;
    options.journal.slice_size = static_cast<std::size_t>(prng.between(4096, 20'000));
    options.journal.read_slice_size = 4096;
    options.snapshots.block_size = static_cast<std::size_t>(prng.between(100, 5000));
    options.snapshots.slice_size = 4096;
    options.compaction.measure_interval = milliseconds(prng.between(100, 3000));
    return options;
}

// More than a segment takes.
constexpr std::uint64_t free_min = 40'000;

class KeepPlayer : public DiskPlayer {
public:
    KeepPlayer(Run& run, DiskMutant mutant)
        : DiskPlayer(run, seconds{20}, 4),
          world_(run, options_drawn_from(run.prng()), DiskOptions::drawn_from(run.prng()), mutant) {
        limit_disk();
    }

private:
    [[nodiscard]] DiskWorld& world() override { return world_; }
    void begin_process() override { world_.open(); }

    void act() override {
        const std::uint64_t what = prng().below(20);
        if (what < 14) return append_some();
        if (what < 19) return world_.let_go();
        if (prng().chance(1, 3)) world_.abandon_snapshot();
    }

    void append_some() override {
        const std::uint64_t count = prng().between(1, 12);
        for (std::uint64_t i = 0; i < count; ++i)
            if (!world_.append(static_cast<std::size_t>(prng().below(600)))) return;
    }

    // What there is takes up to nearly all of it.
    void limit_disk() {
        DiskStorage& storage = world_.disk().storage();
        storage.set_size_max(storage.used() + prng().between(20'000, 200'000));
    }
    void draw_room() override {
        if (prng().chance(1, 4)) limit_disk();
    }
    std::string_view draw_damaged() override { return prng().chance(1, 2) ? "snapshot-" : ""; }

    // Nobody needs anything any more, and there is room for a snapshot, if for nothing else and if
    // the journal does not take it.
    void before_healing() override {
        world_.run_until_settled();
        if (!world_.is_open()) return;
        world_.let_all_go();
        DiskStorage& storage = world_.disk().storage();
        storage.set_size_max(storage.used() + world_.snapshot_size());
        append_some();
        world_.settle();
        world_.run_until(world_.now() + patience);
        if (world_.has_stopped() || world_.can_free() < free_min) return;
        if (!world_.has_room_for_snapshot()) return;
        run().check("goes on", world_.is_all_acknowledged() && !world_.is_out_of_space(),
                    "there is no room, and what could go does not");
    }

    KeepWorld world_;
};

}  // namespace

void play_keep(Run& run, DiskMutant mutant) { KeepPlayer(run, mutant).play(); }

void play_keep(Run& run) { play_keep(run, DiskMutant::none); }
void play_keep_canary(Run& run) { play_keep(run, DiskMutant::skips_name_syncs); }

}  // namespace sim

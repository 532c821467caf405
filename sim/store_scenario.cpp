// A node that writes a journal, and whose process, power and disk fail in every way that a seed can
// think of. The invariants are the ledger's (sim/store_ledger.h); besides, whoever appends learns
// what became of it in time (told), memory stays within its limit (bounded), and at the end, when
// nothing fails any more, the journal opens and stores again (heals).
#include <algorithm>

#include "core/base/format.h"
#include "sim/disk_player.h"
#include "sim/scenario.h"
#include "sim/store_scenario.h"

namespace sim {
namespace {

using core::Duration;
using core::Prng;
using namespace core::store;
using std::chrono::milliseconds;
using std::chrono::seconds;

// Small, so that segments, batches and limits come to their ends often.
Journal::Options options_drawn_from(Prng& prng) {
    Journal::Options options;
    options.backlog.batch_size_max = static_cast<std::size_t>(prng.between(500, 8000));
    options.backlog.head_distance_max = static_cast<std::size_t>(prng.between(100, 4000));
    options.backlog.size_max = static_cast<std::size_t>(prng.between(5000, 60'000));
    options.writing.policy = prng.chance(1, 2)   ? SyncPolicy::each_batch
                             : prng.chance(2, 3) ? SyncPolicy::interval
                                                 : SyncPolicy::none;
    options.writing.interval = milliseconds(prng.between(1, 200));
    options.writing.syncs_max = static_cast<std::size_t>(prng.between(1, 2));
    options.writing.segment_size_max = segment_data_begin + prng.between(2000, 60'000);
    options.writing.growth_size = prng.between(1000, 20'000);
    options.writing.large_batch_size = options.writing.growth_size / 4;
    options.writing.unsynced_size_max = options.backlog.size_max / 2;
    options.mark_after = milliseconds(prng.between(10, 500));
    options.slice_size = static_cast<std::size_t>(prng.between(4096, 20'000));
    options.read_slice_size = 4096;
    return options;
}

class StorePlayer : public DiskPlayer {
public:
    StorePlayer(Run& run, DiskMutant mutant)
        : DiskPlayer(run, seconds{10}, 3),
          options_(options_for(mutant)),
          world_(run, options_, DiskOptions::drawn_from(run.prng()), mutant) {}

private:
    [[nodiscard]] DiskWorld& world() override { return world_; }
    void begin_process() override { world_.open(from_); }

    Journal::Options options_for(DiskMutant mutant) {
        Journal::Options drawn = options_drawn_from(run().prng());
        if (mutant == DiskMutant::none) return drawn;
        // So that a bug shows where it is: a sync for each batch, one at a time.
        drawn.writing.policy = SyncPolicy::each_batch;
        drawn.writing.syncs_max = 1;
        return drawn;
    }

    void act() override {
        const std::uint64_t what = prng().below(20);
        if (what < 15) return append_some();
        const auto position = world_.ledger().draw_acknowledged(prng());
        if (!position) return;
        if (what < 18) return world_.read(*position);
        if (prng().chance(1, 50)) return world_.disk().take_away();
        if (what == 18 || world_.journal().segments().size() < 3) return;
        from_ = *position;
        world_.release(from_);
    }

    void append_some() override {
        const std::uint64_t count = prng().between(1, 12);
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::uint64_t size =
                prng().chance(1, 20) ? prng().below(9000) : prng().below(300);
            core::Buffer payload(static_cast<std::size_t>(size));
            prng().fill(payload);
            const RecordType type{static_cast<std::uint8_t>(prng().between(16, 255))};
            if (!world_.append(type, payload)) return;
        }
        const std::size_t size_max = options_.backlog.size_max + 2 * head_frame_size;
        run().check("bounded", world_.journal().backlog_size() <= size_max,
                    "the journal keeps more than it may");
    }

    void before_end() override {
        if (!world_.is_open() || !prng().chance(1, 4)) return;
        world_.run_until(world_.now() + patience);
        run().check(
            "told",
            world_.is_all_acknowledged() || world_.has_stopped() || world_.is_out_of_space(),
            "nobody learns what became of an append");
    }

    void draw_room() override {
        DiskStorage& storage = world_.disk().storage();
        const std::uint64_t room = prng().chance(1, 4) ? prng().below(40'000) : UINT64_MAX / 2;
        storage.set_size_max(storage.used() + room);
    }

    Journal::Options options_;
    StoreWorld world_;
    Position from_;
};

}  // namespace

void play_store(Run& run, DiskMutant mutant) { StorePlayer(run, mutant).play(); }

void play_store(Run& run) { play_store(run, DiskMutant::none); }
void play_store_canary(Run& run) { play_store(run, DiskMutant::skips_syncs); }

}  // namespace sim

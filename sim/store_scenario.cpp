// A node that writes a journal, and whose process, power and disk fail in every way that a seed can
// think of. The invariants are the ledger's (sim/store_ledger.h); besides, whoever appends learns
// what became of it in time (told), memory stays within its limit (bounded), and at the end, when
// nothing fails any more, the journal opens and stores again (heals).
#include <algorithm>

#include "core/base/format.h"
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
    options.writing.unsynced_size_max = options.backlog.size_max / 2;
    options.mark_after = milliseconds(prng.between(10, 500));
    options.slice_size = static_cast<std::size_t>(prng.between(4096, 20'000));
    options.read_slice_size = 4096;
    return options;
}

// Longer than anything takes, slow answers and waiting for room included.
constexpr Duration patience = seconds{120};

class Player {
public:
    Player(Run& run, StoreMutant mutant)
        : run_(run),
          prng_(run.prng().fork()),
          options_(options_for(mutant)),
          world_(run, options_, DiskOptions::drawn_from(run.prng()), mutant) {}

    void play() {
        damage_percent_ = prng_.chance(1, 3) ? prng_.between(1, 100) : 0;
        const std::uint64_t lives = prng_.between(1, 8);
        world_.open({});
        for (std::uint64_t life = 0; life < lives && !run_.failed(); ++life) {
            live();
            end_life();
            world_.open(from_);
        }
        if (!run_.failed()) heal();
    }

private:
    Journal::Options options_for(StoreMutant mutant) {
        Journal::Options drawn = options_drawn_from(run_.prng());
        if (mutant == StoreMutant::none) return drawn;
        // So that a bug shows where it is: a sync for each batch, one at a time.
        drawn.writing.policy = SyncPolicy::each_batch;
        drawn.writing.syncs_max = 1;
        return drawn;
    }

    void live() {
        const core::Instant end = world_.now() + milliseconds(prng_.between(1, 10'000));
        // Sometimes it ends while it still opens.
        if (!prng_.chance(1, 8)) world_.run_until_settled();
        while (world_.now() < end && !world_.has_stopped() && !run_.failed()) {
            world_.run_until(world_.now() + Duration(prng_.below(400'000)));
            if (!world_.is_open() || world_.has_stopped()) continue;
            act();
            world_.settle();
        }
    }

    void act() {
        const std::uint64_t what = prng_.below(20);
        if (what < 15) return append_some();
        const auto position = world_.ledger().draw_acknowledged(prng_);
        if (!position) return;
        if (what < 18) return world_.read(*position);
        if (prng_.chance(1, 50)) return world_.disk().take_away();
        if (what == 18 || world_.journal().segments().size() < 3) return;
        from_ = *position;
        world_.release(from_);
    }

    void append_some() {
        const std::uint64_t count = prng_.between(1, 12);
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::uint64_t size = prng_.chance(1, 20) ? prng_.below(9000) : prng_.below(300);
            core::Buffer payload(static_cast<std::size_t>(size));
            prng_.fill(payload);
            const RecordType type{static_cast<std::uint8_t>(prng_.between(16, 255))};
            if (!world_.append(type, payload)) return;
        }
        const std::size_t size_max = options_.backlog.size_max + 2 * head_frame_size;
        run_.check("bounded", world_.journal().backlog_size() <= size_max,
                   "the journal keeps more than it may");
    }

    void end_life() {
        if (world_.is_open() && prng_.chance(1, 4)) wait();
        if (prng_.chance(1, 2))
            world_.crash();
        else
            world_.lose_power();
        DiskStorage& storage = world_.disk().storage();
        if (prng_.chance(damage_percent_, 100) && storage.rot("", prng_))
            count(run_.faults(), Fault::rotten);
        if (prng_.chance(damage_percent_, 200) && storage.spoil("", prng_))
            count(run_.faults(), Fault::unreadable);
        const std::uint64_t room = prng_.chance(1, 4) ? prng_.below(40'000) : UINT64_MAX / 2;
        storage.set_size_max(storage.used() + room);
    }

    void wait() {
        world_.run_until(world_.now() + patience);
        run_.check("told",
                   world_.ledger().is_all_acknowledged() || world_.has_stopped() ||
                       world_.is_out_of_space(),
                   "nobody learns what became of an append");
    }

    // Nothing fails any more: then nothing may be left that keeps the journal from its work.
    void heal() {
        world_.crash();
        world_.disk().heal();
        world_.open(from_);
        world_.run_until_settled();
        run_.check("heals", world_.is_open(), "the journal does not open on a disk that is well");
        if (!world_.is_open()) return;
        append_some();
        world_.settle();
        world_.run_until(world_.now() + patience);
        run_.check("heals", world_.ledger().is_all_acknowledged(),
                   "the journal does not store on a disk that is well");
        world_.lose_power();
        world_.open(from_);
        world_.run_until_settled();
    }

    Run& run_;
    Prng prng_;
    Journal::Options options_;
    StoreWorld world_;
    Position from_;
    std::uint64_t damage_percent_ = 0;
};

}  // namespace

void play_store(Run& run, StoreMutant mutant) { Player(run, mutant).play(); }

void play_store(Run& run) { play_store(run, StoreMutant::none); }
void play_store_canary(Run& run) { play_store(run, StoreMutant::skips_syncs); }

}  // namespace sim

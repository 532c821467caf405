// A node that keeps a state in a journal and in snapshots, on a disk that is soon full, and whose
// process, power and disk fail. The invariants are the world's (sim/keep_world.h); besides, at the
// end, when nothing fails any more, a store without room makes some by itself (goes on), and after
// a crash the store opens and stores again (heals).
#include "sim/keep_scenario.h"

#include "sim/scenario.h"

namespace sim {
namespace {

using core::Duration;
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
    options.journal.writing.unsynced_size_max = options.journal.backlog.size_max / 2;
    options.journal.slice_size = static_cast<std::size_t>(prng.between(4096, 20'000));
    options.journal.read_slice_size = 4096;
    options.snapshots.block_size = static_cast<std::size_t>(prng.between(100, 5000));
    options.snapshots.slice_size = 4096;
    options.compaction.measure_interval = milliseconds(prng.between(100, 3000));
    return options;
}

constexpr Duration patience = seconds{120};
// More than a segment takes.
constexpr std::uint64_t free_min = 40'000;

class Player {
public:
    Player(Run& run, KeepMutant mutant)
        : run_(run),
          prng_(run.prng().fork()),
          world_(run, options_drawn_from(run.prng()), DiskOptions::drawn_from(run.prng()), mutant) {
    }

    void play() {
        damage_percent_ = prng_.chance(1, 4) ? prng_.between(1, 100) : 0;
        draw_size_of_disk();
        const std::uint64_t lives = prng_.between(1, 8);
        world_.open();
        for (std::uint64_t life = 0; life < lives && !run_.failed(); ++life) {
            live();
            end_life();
            world_.open();
        }
        if (!run_.failed()) heal();
    }

private:
    // What there is takes up to nearly all of it.
    void draw_size_of_disk() {
        DiskStorage& storage = world_.disk().storage();
        storage.set_size_max(storage.used() + prng_.between(20'000, 200'000));
    }

    void live() {
        const core::Instant end = world_.now() + milliseconds(prng_.between(1, 20'000));
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
        if (what < 14) return append_some();
        if (what < 19) return world_.let_go();
        if (prng_.chance(1, 3)) world_.abandon_snapshot();
    }

    void append_some() {
        const std::uint64_t count = prng_.between(1, 12);
        for (std::uint64_t i = 0; i < count; ++i)
            if (!world_.append(static_cast<std::size_t>(prng_.below(600)))) return;
    }

    void end_life() {
        if (prng_.chance(1, 2))
            world_.crash();
        else
            world_.lose_power();
        DiskStorage& storage = world_.disk().storage();
        const std::string_view which = prng_.chance(1, 2) ? "snapshot-" : "";
        if (prng_.chance(damage_percent_, 100) && storage.rot(which, prng_))
            count(run_.faults(), Fault::rotten);
        if (prng_.chance(damage_percent_, 200) && storage.spoil(which, prng_))
            count(run_.faults(), Fault::unreadable);
        if (prng_.chance(1, 4)) draw_size_of_disk();
    }

    // Nobody needs anything any more, and there is room for a snapshot, if for nothing else and if
    // the journal does not take it.
    void go_on() {
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
        run_.check("goes on", world_.is_all_acknowledged() && !world_.is_out_of_space(),
                   "there is no room, and what could go does not");
    }

    // Nothing fails any more, and there is room.
    void heal() {
        world_.disk().heal();
        go_on();
        world_.crash();
        world_.disk().storage().set_size_max(world_.disk().storage().used() + 1'000'000);
        world_.open();
        world_.run_until_settled();
        run_.check("heals", world_.is_open(), "the store does not open on a disk that is well");
        if (!world_.is_open()) return;
        append_some();
        world_.settle();
        world_.run_until(world_.now() + patience);
        run_.check("heals", world_.is_all_acknowledged(),
                   "the store does not store on a disk that is well");
        world_.lose_power();
        world_.open();
        world_.run_until_settled();
    }

    Run& run_;
    Prng prng_;
    KeepWorld world_;
    std::uint64_t damage_percent_ = 0;
};

}  // namespace

void play_keep(Run& run, KeepMutant mutant) { Player(run, mutant).play(); }

void play_keep(Run& run) { play_keep(run, KeepMutant::none); }
void play_keep_canary(Run& run) { play_keep(run, KeepMutant::skips_name_syncs); }

}  // namespace sim

// The lives of a process on a disk.
#include "sim/disk_player.h"

namespace sim {

using core::Duration;
using core::Instant;

namespace {

constexpr std::uint64_t lives_max = 8;
constexpr std::uint64_t pause_max_us = 400'000;
// Of a disk that is well.
constexpr std::uint64_t healed_room = 1'000'000;

}  // namespace

DiskPlayer::DiskPlayer(Run& run, Duration life_max, std::uint64_t undamaged)
    : run_(run),
      prng_(run.prng().fork()),
      life_max_(life_max),
      damage_percent_(prng_.chance(1, undamaged) ? prng_.between(1, 100) : 0) {}

void DiskPlayer::play() {
    const std::uint64_t lives = prng_.between(1, lives_max);
    begin_process();
    for (std::uint64_t life = 0; life < lives && !run_.failed(); ++life) {
        live();
        end_life();
        begin_process();
    }
    if (!run_.failed()) heal();
}

void DiskPlayer::live() {
    DiskWorld& process = world();
    const auto longest = static_cast<std::uint64_t>(life_max_.count());
    const Instant end = process.now() + Duration(prng_.between(1, longest));
    // Sometimes it ends while it still opens.
    if (!prng_.chance(1, 8)) process.run_until_settled();
    while (process.now() < end && !process.has_stopped() && !run_.failed()) {
        process.run_until(process.now() + Duration(prng_.below(pause_max_us)));
        if (!process.is_open() || process.has_stopped()) continue;
        act();
        process.settle();
    }
}

void DiskPlayer::end_life() {
    before_end();
    if (prng_.chance(1, 2))
        world().crash();
    else
        world().lose_power();
    DiskStorage& storage = world().disk().storage();
    const std::string_view files = draw_damaged();
    if (prng_.chance(damage_percent_, 100) && storage.rot(files, prng_))
        count(run_.faults(), Fault::rotten);
    if (prng_.chance(damage_percent_, 200) && storage.spoil(files, prng_))
        count(run_.faults(), Fault::unreadable);
    draw_room();
}

// Then nothing may be left that keeps the machine from its work.
void DiskPlayer::heal() {
    DiskWorld& process = world();
    process.disk().heal();
    before_healing();
    process.crash();
    DiskStorage& storage = process.disk().storage();
    storage.set_size_max(storage.used() + healed_room);
    begin_process();
    process.run_until_settled();
    run_.check("heals", process.is_open(), "what is on a disk that is well does not open");
    if (!process.is_open()) return;
    append_some();
    process.settle();
    process.run_until(process.now() + patience);
    run_.check("heals", process.is_all_acknowledged(), "nothing is stored on a disk that is well");
    process.lose_power();
    begin_process();
    process.run_until_settled();
}

}  // namespace sim

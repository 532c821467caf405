// DiskPlayer plays the lives of a process on a disk with faults: it begins, works, ends in some
// way, and finds the disk damaged; at the end, when nothing fails any more, it must open and store
// again (heals).
#pragma once

#include "core/base/prng.h"
#include "sim/disk_world.h"

namespace sim {

class DiskPlayer {
public:
    virtual ~DiskPlayer() = default;
    DiskPlayer(const DiskPlayer&) = delete;
    DiskPlayer& operator=(const DiskPlayer&) = delete;

    void play();

protected:
    // Longer than anything takes, slow answers and waiting for room included.
    static constexpr core::Duration patience = std::chrono::seconds{120};

    // Lives are no longer, and damage of the disk is as likely as one in so many runs.
    DiskPlayer(Run& run, core::Duration life_max, std::uint64_t undamaged);

    [[nodiscard]] virtual DiskWorld& world() = 0;
    virtual void begin_process() = 0;
    virtual void act() = 0;
    virtual void append_some() = 0;
    // How much room the next process has.
    virtual void draw_room() = 0;
    // What damage is done to: files whose names begin so.
    [[nodiscard]] virtual std::string_view draw_damaged() { return ""; }
    // While the process still runs.
    virtual void before_end() {}
    // Nothing fails any more.
    virtual void before_healing() {}

    [[nodiscard]] Run& run() { return run_; }
    [[nodiscard]] core::Prng& prng() { return prng_; }

private:
    void live();
    void end_life();
    void heal();

    Run& run_;
    core::Prng prng_;
    core::Duration life_max_;
    std::uint64_t damage_percent_;
};

}  // namespace sim

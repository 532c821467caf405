// One run of a world, drawn from a seed: for a while anything happens, then all is well and
// everybody must be seen, then one after another goes and nothing may be left of them (LV60).
#pragma once

#include "fabric/liveness/world_checks_test.h"

namespace fabric::liveness::testing {

class ScenarioRun {
public:
    explicit ScenarioRun(core::Seed seed) : prng_(seed), world_(draw(), core::Seed{prng_.next()}) {}

    // What went wrong; empty if nothing did.
    std::string play();

    [[nodiscard]] const EventCounts& counts() { return world_.judge().counts(); }

private:
    [[nodiscard]] unsigned any() {
        return static_cast<unsigned>(prng_.below(world_.options().node_count));
    }
    WorldOptions draw();
    void act();
    void cut();
    void heal_and_look();
    void close_down();

    core::Prng prng_;
    World world_;
};

inline WorldOptions ScenarioRun::draw() {
    WorldOptions options;
    options.node_count = static_cast<unsigned>(prng_.between(2, prng_.chance(1, 8) ? 12 : 5));
    if (prng_.chance(1, 3)) options.liar_count = 1 + options.node_count / 4;
    if (prng_.chance(1, 2)) options.clock_drift_ppm = 20'000;
    if (prng_.chance(1, 2)) options.lost_percent = static_cast<std::uint32_t>(prng_.below(30));
    if (prng_.chance(1, 3)) options.repeated_percent = static_cast<std::uint32_t>(prng_.below(50));
    options.delay_max = milliseconds{1 + prng_.below(prng_.chance(1, 3) ? 4'000 : 400)};
    Options& machine = options.machine;
    machine.interval = milliseconds{prng_.between(1'000, 8'000)};
    machine.hidden_interval = machine.interval + milliseconds{prng_.below(12'000)};
    machine.frozen_max = minutes{2};
    machine.suspicion_max = seconds{prng_.between(5, 40)};
    machine.ask_interval = seconds{prng_.between(4, 12)};
    machine.unreachable_max = minutes{5};
    if (prng_.chance(1, 4)) {
        options.asks_freely = false;
        machine.asks_outstanding_max = 1;
        machine.asks_sent = {1, seconds{prng_.between(1, 30)}};
    }
    return options;
}

inline void ScenarioRun::cut() {
    const unsigned one = any();
    const unsigned other = any();
    switch (prng_.below(5)) {
        case 0:
        case 1: return world_.block(one, other, true);
        case 2: world_.block(one, other, true); return world_.block(other, one, true);
        case 3:
            for (unsigned i = 0; i < world_.options().node_count; ++i) {
                world_.block(one, i, true);
                if (prng_.chance(1, 2)) world_.block(i, one, true);
            }
            return;
        default:
            if (one != other) world_.unlink(one, other);
    }
}

inline void ScenarioRun::act() {
    const unsigned who = any();
    const std::uint64_t kind = prng_.below(100);
    if (kind < 6) return world_.crash(who, prng_.chance(1, 2) ? seconds{1} : seconds{120});
    if (kind < 10) return world_.leave(who);
    if (kind < 24) return world_.is_up(who) ? void() : world_.start(who);
    if (kind < 32) return cut();
    if (kind < 36) {
        const bool freezes = prng_.chance(1, 2);
        if (freezes) world_.set_activity(who, Activity::freezing);
        return world_.pause(who);
    }
    if (kind < 48) {
        world_.resume(who, prng_.chance(1, 2));
        return world_.set_activity(who, Activity::active);
    }
    if (kind < 54) return world_.set_activity(who, Activity::hidden);
    if (kind < 60) return world_.set_activity(who, Activity::active);
    if (kind < 66) return world_.heal();
    if (kind < 80) return world_.lie(who);
}

inline void ScenarioRun::heal_and_look() {
    world_.calm_network();
    world_.heal();
    world_.run_for(seconds{130});  // Ends that were not noticed are.
    world_.heal();
    const Options& machine = world_.options().machine;
    world_.run_for(2 * machine.hidden_interval);
    world_.expect_all_present();
}

inline void ScenarioRun::close_down() {
    const unsigned last = any();
    for (unsigned i = 0; i < world_.options().node_count; ++i) {
        if (i == last) continue;
        if (prng_.chance(1, 2))
            world_.leave(i);
        else
            world_.crash(i, seconds{120});
        world_.run_for(seconds{prng_.below(10)});
    }
    world_.run_for(world_.belief_max() + seconds{150});
    if (!world_.is_up(last)) return;
    const Liveness& machine = *world_.node(last).machine;
    Judge& judge = world_.judge();
    judge.expect(machine.member_count() == 0, "members are left behind");
    judge.expect(machine.asks_outstanding_count() == 0, "questions are left behind");
    judge.expect(!machine.deadline(), "something is waited for in an empty world");
}

inline std::string ScenarioRun::play() {
    std::uint64_t actions_left = 60 + prng_.below(80);
    while (actions_left-- > 0 && !world_.judge().failed()) {
        world_.run_for(milliseconds{prng_.below(prng_.chance(1, 4) ? 60'000 : 6'000)});
        if (!world_.judge().failed()) act();
    }
    if (!world_.judge().failed()) heal_and_look();
    if (!world_.judge().failed()) close_down();
    return world_.judge().failure();
}

}  // namespace fabric::liveness::testing

// One run of a world, drawn from a seed: anything may fail for a while, then all heals (QM18).
#pragma once

#include "fabric/quorum/world_test.h"

namespace fabric::quorum::testing {

class ScenarioRun {
public:
    explicit ScenarioRun(core::Seed seed, bool answers_early = false)
        : prng_(seed), world(draw(answers_early), core::Seed{prng_.next()}) {}

    // What went wrong; empty if nothing did.
    std::string play() {
        std::uint64_t actions_left = 60 + prng_.below(120);
        while (actions_left-- > 0 && world.failure().empty()) {
            world.run_for(milliseconds{prng_.below(300)});
            act();
        }
        world.heal();
        world.run_for(seconds{30});
        if (world.failure().empty()) world.expect_all_is_told();
        return world.failure();
    }

private:
    core::Prng prng_;

public:
    World world;

private:
    WorldOptions draw(bool answers_early) {
        WorldOptions options;
        options.node_count = static_cast<unsigned>(prng_.between(1, 6));
        options.lost_percent = static_cast<std::uint32_t>(prng_.below(30));
        options.repeated_percent = static_cast<std::uint32_t>(prng_.below(50));
        options.delay_max = milliseconds{1 + prng_.below(prng_.chance(1, 3) ? 800 : 40)};
        options.sync_max = milliseconds{1 + prng_.below(prng_.chance(1, 3) ? 800 : 40)};
        options.answers_early = answers_early;
        options.quorum.open_max = static_cast<std::size_t>(prng_.between(4, 64));
        // Longer than a run, so that nothing is forgotten of which it is asked.
        options.quorum.kept_for = std::chrono::hours{1};
        return options;
    }
    unsigned someone() { return static_cast<unsigned>(prng_.below(world.node_count())); }
    void act() {
        Node& node = world.node(someone());
        const std::uint64_t kind = prng_.below(100);
        if (kind < 5) return world.crash(node);
        if (kind < 14) return world.start(node);
        if (kind < 17) return world.pause(node, milliseconds{prng_.below(3'000)});
        if (kind < 27) return world.cut(someone(), someone(), prng_.chance(1, 2));
        if (kind < 33) return world.certify(someone(), prng_.chance(2, 3));
        const auto need = static_cast<std::uint32_t>(prng_.between(1, 4));
        // None of them is a leader's: that is not counted.
        const auto policy = static_cast<Policy::Kind>(prng_.below(3));
        const milliseconds patience{prng_.between(50, 3'000)};
        for (std::uint64_t left = 1 + prng_.below(4); left > 0; --left)
            world.write(node, {policy, need, patience});
    }
};

}  // namespace fabric::quorum::testing

// One run of a world, drawn from a seed: anything may fail for a while, then all heals (BR15).
#pragma once

#include "fabric/broadcast/world_test.h"

namespace fabric::broadcast::testing {

class ScenarioRun {
public:
    explicit ScenarioRun(core::Seed seed) : prng_(seed), world(draw(), core::Seed{prng_.next()}) {}

    // What went wrong; empty if nothing did.
    std::string play() {
        std::uint64_t actions_left = 60 + prng_.below(100);
        while (actions_left-- > 0 && world.failure().empty()) {
            world.run_for(milliseconds{prng_.below(prng_.chance(1, 20) ? 20'000 : 300)});
            act();
        }
        world.heal();
        world.run_for(minutes{5});
        if (world.failure().empty()) world.expect_quiet();
        return world.failure();
    }

private:
    core::Prng prng_;

public:
    World world;

private:
    WorldOptions draw() {
        WorldOptions options;
        options.node_count = static_cast<unsigned>(prng_.between(2, 5));
        options.lost_percent =
            static_cast<std::uint32_t>(prng_.below(prng_.chance(1, 6) ? 100 : 30));
        options.repeated_percent = static_cast<std::uint32_t>(prng_.below(50));
        options.delay_max = milliseconds{1 + prng_.below(prng_.chance(1, 3) ? 800 : 40)};
        options.sync_max = milliseconds{1 + prng_.below(prng_.chance(1, 3) ? 800 : 40)};
        options.round_max = milliseconds{1 + prng_.below(1'000)};
        options.link_size = static_cast<std::size_t>(prng_.between(200, 4'000));
        options.broadcast.message_size = static_cast<std::size_t>(prng_.between(100, 2'000));
        options.broadcast.patience = seconds{prng_.between(2, 20)};
        options.broadcast.retry_after_max = seconds{prng_.between(1, 5)};
        options.broadcast.owed.count_max = static_cast<std::size_t>(prng_.between(2, 40));
        options.broadcast.acknowledgements_max = static_cast<std::size_t>(prng_.between(2, 40));
        options.broadcast.buffer.lacking_count_max = static_cast<std::size_t>(prng_.between(4, 60));
        options.broadcast.buffer.resumed_count = options.broadcast.buffer.lacking_count_max / 2;
        return options;
    }
    unsigned someone() { return static_cast<unsigned>(prng_.below(world.node_count())); }
    // Some so long that others give it up.
    void pause(Node& node) {
        world.pause(node, milliseconds{prng_.below(prng_.chance(1, 3) ? 90'000 : 5'000)});
    }
    void act() {
        Node& node = world.node(someone());
        const std::uint64_t kind = prng_.below(100);
        if (kind < 5) return world.crash(node);
        if (kind < 14) return world.start(node);
        if (kind < 18) return pause(node);
        if (kind < 24) return world.disconnect(someone(), someone());
        if (kind < 36) return world.connect(someone(), someone());
        for (std::uint64_t left = 1 + prng_.below(8); left > 0; --left) world.write(node);
    }
};

}  // namespace fabric::broadcast::testing

// A schedule says who does what when, drawn from a seed before anything is played: it knows nothing
// of what the members are made of, so two kinds of them can play the same. Actions name a member by
// its number, or whoever leads then.
#pragma once

#include "fabric/leadership/world_test.h"

namespace fabric::leadership::testing {

struct Action {
    enum class Kind : std::uint8_t {
        propose,
        transfer,
        crash,
        start,
        isolate,
        block,
        split,
        heal,
    };
    Duration wait = {};
    Kind kind = Kind::propose;
    unsigned who = 0;
    bool means_leader = false;
    unsigned other = 0;
    std::vector<core::Buffer> commands = {};
};

enum class Faults : std::uint8_t { none, all };

struct Schedule {
    ClusterOptions options = {};
    std::vector<Action> actions = {};
};

class ScheduleDraw {
public:
    ScheduleDraw(core::Seed seed, Faults faults) : prng_(seed), faults_(faults) {}

    [[nodiscard]] Schedule draw() {
        Schedule schedule{draw_options()};
        // Where nothing fails, more of the same shows nothing new.
        const std::uint64_t least = faults_ == Faults::none ? 20 : 100;
        for (std::uint64_t left = least + prng_.below(3 * least / 2); left > 0; --left)
            schedule.actions.push_back(draw_action(schedule.options.node_count));
        return schedule;
    }

private:
    std::uint32_t percent(std::uint32_t most) {
        if (faults_ == Faults::none || prng_.chance(1, 3)) return 0;
        return static_cast<std::uint32_t>(prng_.below(most + 1));
    }

    ClusterOptions draw_options() {
        ClusterOptions options;
        options.node_count = options.voter_count = static_cast<unsigned>(prng_.between(3, 5));
        options.clock_drift_ppm = prng_.chance(1, 2) ? 0 : 10'000;
        options.lost_percent = percent(30);
        options.repeated_percent = percent(50);
        options.clogged_percent = percent(6);
        const bool is_slow = faults_ == Faults::all && prng_.chance(1, 4);
        options.delay_max = milliseconds{1 + prng_.below(is_slow ? 300 : 30)};
        options.write_max = milliseconds{1 + prng_.below(is_slow ? 300 : 20)};
        Options& raft = options.raft;
        raft.election_timeout_min = milliseconds{prng_.between(200, 500)};
        raft.heartbeat_interval = raft.election_timeout_min / 8;
        raft.snapshot_after_size = 1'000 + static_cast<std::size_t>(prng_.below(4'000));
        raft.trailing_entries_max = static_cast<std::size_t>(prng_.below(20));
        return options;
    }

    Action draw_action(unsigned node_count) {
        Action action{.wait = milliseconds{prng_.below(100)}};
        action.who = static_cast<unsigned>(prng_.below(node_count));
        action.other = static_cast<unsigned>(prng_.below(node_count));
        action.means_leader = faults_ == Faults::none || prng_.chance(3, 4);
        action.kind = draw_kind();
        if (action.kind == Action::Kind::propose) {
            for (std::uint64_t left = 1 + prng_.below(6); left > 0; --left) {
                const std::uint64_t size = 1 + prng_.below(prng_.chance(1, 10) ? 3'000 : 60);
                prng_.fill(action.commands.emplace_back(static_cast<std::size_t>(size)));
            }
        }
        return action;
    }
    // More start than fall, and more often all is whole than not, or hardly anything gets done.
    Action::Kind draw_kind() {
        if (faults_ == Faults::none) return Action::Kind::propose;
        const std::uint64_t kind = prng_.below(100);
        if (kind < 7) return Action::Kind::crash;
        if (kind < 20) return Action::Kind::start;
        if (kind < 22) return Action::Kind::isolate;
        if (kind < 24) return Action::Kind::block;
        if (kind < 25) return Action::Kind::split;
        if (kind < 32) return Action::Kind::heal;
        if (kind < 38) return Action::Kind::transfer;
        return Action::Kind::propose;
    }

    core::Prng prng_;
    Faults faults_;
};

template <class World>
void act(World& world, const Action& action) {
    const auto leader = world.leader();
    const unsigned who = action.means_leader && leader ? *leader : action.who;
    switch (action.kind) {
        case Action::Kind::propose:
            for (const core::Buffer& command : action.commands)
                if (world.is_up(who)) static_cast<void>(world.propose(who, command));
            break;
        case Action::Kind::transfer:
            if (world.is_up(who)) static_cast<void>(world.transfer(who, action.other));
            break;
        case Action::Kind::crash:
            if (world.is_up(who)) world.crash(who);
            break;
        case Action::Kind::start:
            if (!world.is_up(action.who)) world.start(action.who);
            break;
        case Action::Kind::isolate: world.isolate(who); break;
        case Action::Kind::block: world.block(who, action.other, true); break;
        case Action::Kind::split:
            for (unsigned i = 0; i < world.node_count(); ++i)
                for (unsigned k = 0; k < world.node_count(); ++k) world.block(i, k, i % 2 != k % 2);
            break;
        case Action::Kind::heal: world.heal(); break;
    }
}

template <class World>
void expect_all_have_all(World& world) {
    const auto all_have_all = [&] {
        const auto leader = world.leader();
        if (!leader) return false;
        const auto& raft = *world.raft(*leader);
        if (raft.commit() != raft.log().last().index) return false;
        for (unsigned i = 0; i < world.node_count(); ++i)
            if (world.node(i).applied != raft.commit()) return false;
        return true;
    };
    if (world.judge().failed()) return;
    world.judge().expect(world.run_until(all_have_all, seconds{30}),
                         "liveness: someone lacks something");
}

// Everything heals, all start anew, and what is proposed then must come to all.
template <class World>
void expect_liveness(World& world) {
    world.heal();
    ClusterOptions& options = world.options();
    options.lost_percent = options.repeated_percent = options.clogged_percent = 0;
    options.delay_max = options.write_max = milliseconds{20};
    for (unsigned i = 0; i < world.node_count(); ++i) {
        if (world.is_up(i)) world.crash(i);
        world.start(i);
    }
    const auto has_leader = [&] {
        const auto leader = world.leader();
        return leader && world.propose(*leader, core::as_bytes("last")).has_value();
    };
    world.judge().expect(world.run_until(has_leader, seconds{30}), "liveness: nobody leads");
    expect_all_have_all(world);
}

}  // namespace fabric::leadership::testing

// One run of a cluster, drawn from a seed: anything may fail for a while, then everything heals and
// the group must come to an end of all work (RF72).
#pragma once

#include "fabric/leadership/cluster_test.h"

namespace fabric::leadership::testing {

struct Bugs {
    bool answers_early = false;
    bool forgets_votes = false;
};

class ScenarioRun {
public:
    explicit ScenarioRun(core::Seed seed, Bugs bugs = {})
        : prng_(seed), cluster_(draw(bugs), core::Seed{prng_.next()}) {}

    // What went wrong; empty if nothing did.
    std::string play();

    std::uint64_t committed_count = 0;
    std::uint64_t leaders_count = 0;
    std::uint64_t reads_count = 0;
    std::uint64_t checks_count = 0;

private:
    std::uint32_t percent(std::uint32_t most) {
        return prng_.chance(1, 3) ? 0 : static_cast<std::uint32_t>(prng_.below(most + 1));
    }
    std::size_t drawn(std::size_t least, std::size_t more) {
        return least + static_cast<std::size_t>(prng_.below(more));
    }
    ClusterOptions draw(Bugs bugs);
    void act();
    void ask_leader(unsigned number);
    void change_members(unsigned number);
    void cut();
    void crash(unsigned who);
    void expect_liveness();

    core::Prng prng_;
    Cluster cluster_;
};

inline ClusterOptions ScenarioRun::draw(Bugs bugs) {
    ClusterOptions options;
    // Most find more where votes are few and leaders fall often.
    const bool is_small = prng_.chance(2, 3);
    options.node_count =
        static_cast<unsigned>(is_small ? prng_.between(3, 5) : prng_.between(1, 7));
    options.voter_count =
        static_cast<unsigned>(prng_.between(is_small ? 3 : 1, std::min(options.node_count, 5u)));
    options.clock_drift_ppm = prng_.chance(1, 2) ? 0 : 200'000;
    options.lost_percent = percent(30);
    options.repeated_percent = percent(50);
    options.clogged_percent = percent(6);
    options.delay_max = milliseconds{1 + prng_.below(prng_.chance(1, 3) ? 400 : 50)};
    options.write_max = milliseconds{1 + prng_.below(prng_.chance(1, 4) ? 300 : 20)};
    // What only a moment shows is seen where nothing else goes wrong.
    if (prng_.chance(1, 4)) {
        options.lost_percent = options.repeated_percent = options.clogged_percent = 0;
        options.delay_max = options.write_max = milliseconds{3};
    }
    options.answers_early = bugs.answers_early;
    options.forgets_votes = bugs.forgets_votes;
    Options& raft = options.raft;
    raft.election_timeout_min = milliseconds{prng_.chance(1, 3) ? 1'000 : prng_.between(100, 400)};
    raft.heartbeat_interval = raft.election_timeout_min / 8;
    raft.clock_drift_max_ppm = options.clock_drift_ppm;
    raft.append_size_max = drawn(200, 4'000);
    raft.appends_in_flight_max = drawn(1, 16);
    raft.appends_in_flight_size_max = drawn(1, 20'000);
    raft.proposals_max = drawn(8, 200);
    raft.log_size_max = drawn(8'000, 40'000);
    raft.snapshot_after_size = raft.log_size_max / 8;
    raft.trailing_entries_max = drawn(0, 20);
    raft.chunk_size = drawn(50, 1'000);
    raft.chunks_in_flight_max = drawn(1, 4);
    raft.orders_in_flight_max = drawn(1, 4);
    raft.order_size_max = drawn(1, 4'000);
    return options;
}

inline void ScenarioRun::ask_leader(unsigned number) {
    switch (prng_.below(8)) {
        case 0: static_cast<void>(cluster_.read(number)); break;
        case 1: change_members(number); break;
        case 2:
            static_cast<void>(cluster_.transfer(
                number, static_cast<unsigned>(prng_.below(cluster_.node_count()))));
            break;
        default: {
            std::uint64_t left = 1 + prng_.below(6);
            while (left-- > 0 && cluster_.raft(number)) {
                const std::uint64_t size = 1 + prng_.below(prng_.chance(1, 10) ? 3'000 : 60);
                core::Buffer bytes(static_cast<std::size_t>(size));
                prng_.fill(bytes);
                static_cast<void>(cluster_.propose(number, bytes));
            }
        }
    }
}

inline void ScenarioRun::change_members(unsigned number) {
    const auto kind = static_cast<Change::Kind>(prng_.below(4));
    const auto who = static_cast<unsigned>(prng_.below(cluster_.node_count()));
    static_cast<void>(cluster_.change(number, {kind, member(who)}));
}

inline void ScenarioRun::cut() {
    const unsigned count = cluster_.node_count();
    const auto leader = cluster_.leader();
    const unsigned who =
        leader && prng_.chance(1, 2) ? *leader : static_cast<unsigned>(prng_.below(count));
    switch (prng_.below(8)) {
        case 0:
            cluster_.isolate(who);
            if (prng_.chance(1, 2)) break;
            // Whoever is alone holds its lease the longer the slower its clock is, unless it is
            // asked to hand over meanwhile.
            cluster_.set_clocks_against(who);
            cluster_.run_for(2 * cluster_.options().raft.election_timeout_min);
            break;
        case 1:
            cluster_.block(who, static_cast<unsigned>(prng_.below(count)), true);
            if (prng_.chance(1, 2)) break;
            // Whoever hears nothing of its leader has a chance while it misses nothing else.
            cluster_.run_for(2 * cluster_.options().raft.election_timeout_min);
            break;
        case 2:
            for (unsigned i = 0; i < count; ++i)
                for (unsigned k = 0; k < count; ++k) cluster_.block(i, k, i % 2 != k % 2);
            break;
        default: cluster_.heal(); break;
    }
}

inline void ScenarioRun::crash(unsigned who) {
    if (!cluster_.is_up(who)) return;
    if (prng_.chance(1, 8))
        cluster_.fail_disk(who);
    else
        cluster_.crash(who);
}

inline void ScenarioRun::act() {
    const auto who = static_cast<unsigned>(prng_.below(cluster_.node_count()));
    const std::uint64_t kind = prng_.below(100);
    if (kind < 5) return crash(who);
    // More start than fall, and more often all is whole than not, or hardly anything gets done.
    if (kind < 15) return cluster_.is_up(who) ? void() : cluster_.start(who);
    if (kind < 21) return cut();
    // A leader of an earlier term is asked as well: it may not know better.
    const auto leader = cluster_.leader();
    const unsigned asked = leader && prng_.chance(3, 4) ? *leader : who;
    if (cluster_.is_up(asked)) ask_leader(asked);
}

inline std::string ScenarioRun::play() {
    std::uint64_t actions_left = 150 + prng_.below(250);
    while (actions_left-- > 0 && !cluster_.judge().failed()) {
        cluster_.run_for(milliseconds{prng_.below(100)});
        if (!cluster_.judge().failed()) act();
    }
    if (!cluster_.judge().failed()) expect_liveness();
    committed_count = cluster_.judge().committed_count();
    checks_count = cluster_.judge().checks();
    for (unsigned i = 0; i < cluster_.node_count(); ++i) reads_count += cluster_.node(i).reads_done;
    return cluster_.judge().failure();
}

inline void ScenarioRun::expect_liveness() {
    cluster_.heal();
    cluster_.options().lost_percent = 0;
    cluster_.options().repeated_percent = 0;
    cluster_.options().clogged_percent = 0;
    cluster_.options().delay_max = milliseconds{20};
    cluster_.options().write_max = milliseconds{20};
    for (unsigned i = 0; i < cluster_.node_count(); ++i) {
        if (cluster_.is_up(i)) cluster_.crash(i);
        cluster_.start(i);
    }
    Judge& judge = cluster_.judge();
    const auto has_leader = [&] {
        const auto leader = cluster_.leader();
        return leader && cluster_.propose(*leader, core::as_bytes("last")).has_value();
    };
    judge.expect(cluster_.run_until(has_leader, seconds{30}), "liveness: nobody leads");
    if (judge.failed()) return;
    const auto all_have_all = [&] {
        const auto leader = cluster_.leader();
        if (!leader) return false;
        const Raft& raft = *cluster_.raft(*leader);
        if (raft.commit() != raft.log().last().index) return false;
        for (const auto& [id, role] : raft.log().configuration().configuration.members())
            for (unsigned i = 0; i < cluster_.node_count(); ++i)
                if (member(i) == id && cluster_.node(i).applied != raft.commit()) return false;
        return true;
    };
    judge.expect(cluster_.run_until(all_have_all, seconds{30}),
                 "liveness: someone lacks something");
}

}  // namespace fabric::leadership::testing

// One run of a world, drawn from a seed: anything may fail for a while, then everything heals, and
// all work must come to an end.
#pragma once

#include "fabric/ordering/world_test.h"

namespace fabric::ordering::testing {

class ScenarioRun {
public:
    explicit ScenarioRun(core::Seed seed) : prng_(seed), world_(draw(), core::Seed{prng_.next()}) {}

    // What went wrong; empty if nothing did.
    std::string play();

    std::size_t ordered_count = 0;
    std::size_t lost_disks_count = 0;

private:
    std::size_t drawn(std::size_t least, std::size_t more) {
        return least + static_cast<std::size_t>(prng_.below(more));
    }
    unsigned anybody() { return static_cast<unsigned>(prng_.below(world_.member_count())); }
    WorldOptions draw();
    void act();
    void ask();
    void fail();
    void change_authorities();
    // Whether those who can vote would be a majority of each group that is in any log, and of what
    // is to become of it. Where they are none nobody may lead any more; what was ordered stands.
    [[nodiscard]] bool has_majority_without(std::optional<unsigned> lost_disk,
                                            std::optional<unsigned> revoked);
    [[nodiscard]] core::Buffer command();
    void expect_end();

    core::Prng prng_;
    World world_;
    bool loses_any_disk_ = false;
    std::uint64_t last_command_ = 0;
};

inline WorldOptions ScenarioRun::draw() {
    WorldOptions options;
    options.authority_count = static_cast<unsigned>(prng_.between(1, 5));
    options.member_count = options.authority_count + static_cast<unsigned>(prng_.below(3));
    const auto most = [&](std::uint64_t usual, std::uint64_t seldom) {
        return milliseconds{prng_.below(prng_.chance(1, 4) ? seldom : usual)};
    };
    options.delay_max = most(20, 300);
    options.sync_max = most(20, 400);
    options.news_max = most(20, 2'000);
    options.journal_snapshot_percent = static_cast<std::uint32_t>(prng_.below(10));
    options.ordering.look_at_group_after = milliseconds{prng_.between(50, 500)};
    leadership::Options& raft = options.ordering.raft;
    raft.election_timeout_min = milliseconds{prng_.chance(1, 3) ? 1'000 : prng_.between(200, 600)};
    raft.heartbeat_interval = raft.election_timeout_min / 8;
    raft.append_size_max = drawn(200, 4'000);
    raft.appends_in_flight_max = drawn(1, 16);
    raft.log_size_max = drawn(8'000, 40'000);
    raft.snapshot_after_size = raft.log_size_max / 8;
    raft.trailing_entries_max = drawn(0, 20);
    raft.chunk_size = drawn(200, 4'000);
    raft.orders_in_flight_max = drawn(1, 4);
    raft.order_size_max = drawn(1, 4'000);
    return options;
}

inline core::Buffer ScenarioRun::command() {
    std::string words = "command " + std::to_string(++last_command_);
    words.resize(
        words.size() + static_cast<std::size_t>(prng_.below(prng_.chance(1, 8) ? 900 : 60)), '.');
    return text(words);
}

inline void ScenarioRun::ask() {
    std::uint64_t left = 1 + prng_.below(6);
    const unsigned who = anybody();
    if (!world_.is_up(who)) return;
    while (left-- > 0) {
        core::Buffer asked = command();
        const Duration patience = seconds{1 + prng_.below(10)};
        const unsigned second = anybody();
        if (prng_.chance(1, 5) && world_.is_up(second))
            static_cast<void>(world_.order(second, asked, patience));
        static_cast<void>(world_.order(who, std::move(asked), patience));
    }
}

inline bool ScenarioRun::has_majority_without(std::optional<unsigned> lost_disk,
                                              std::optional<unsigned> revoked) {
    if (loses_any_disk_) return true;
    const auto may_vote = [&](unsigned voter) {
        if (voter == lost_disk) return false;
        return world_.is_up(voter)
                   ? world_.at(voter).may_vote()
                   : world_.seat(voter).journal.all().stored().known_since.has_value();
    };
    for (unsigned i = 0; i < world_.member_count(); ++i) {
        const leadership::Stored stored = world_.seat(i).journal.all().stored();
        std::vector<leadership::Configuration> groups{stored.snapshot.configuration};
        for (const leadership::EntryView& entry : stored.entries)
            if (entry.kind == leadership::EntryKind::configuration)
                groups.push_back(leadership::Configuration::read(entry.bytes).value());
        if (world_.is_up(i) && world_.at(i).group()) groups.push_back(*world_.at(i).group());
        for (const leadership::Configuration& group : groups) {
            std::size_t sound = 0;
            std::size_t staying = 0;
            std::size_t staying_sound = 0;
            for (unsigned voter = 0; voter < world_.member_count(); ++voter) {
                if (!group.is_voter(member(voter))) continue;
                const bool stays = voter != revoked && world_.authorities().contains(voter);
                sound += may_vote(voter) ? 1 : 0;
                staying += stays ? 1 : 0;
                staying_sound += stays && may_vote(voter) ? 1 : 0;
            }
            if (group.voter_count() > 0 && 2 * sound <= group.voter_count()) return false;
            if (staying > 0 && 2 * staying_sound <= staying) return false;
        }
    }
    return true;
}

inline void ScenarioRun::change_authorities() {
    const unsigned who = anybody();
    const bool is_one = world_.authorities().contains(who);
    if (who == 0 || (is_one && !has_majority_without(std::nullopt, who))) return;
    world_.certify(who, !is_one);
}

inline void ScenarioRun::fail() {
    const auto leader = world_.leader();
    const unsigned who = leader && prng_.chance(1, 3) ? *leader : anybody();
    switch (prng_.below(10)) {
        case 0:
        case 1:
            if (world_.is_up(who)) world_.crash(who);
            break;
        case 2:
            if (!has_majority_without(who, std::nullopt)) break;
            world_.lose_disk(who);
            ++lost_disks_count;
            if (prng_.chance(1, 2)) world_.start(who);
            break;
        case 3: world_.isolate(who); break;
        case 4: world_.cut(who, anybody()); break;
        case 5: world_.fill_journal(who, !world_.seat(who).journal_is_full); break;
        case 6:
            if (prng_.chance(1, 3) && world_.is_up(who)) world_.fail_storage(who);
            break;
        case 7:
            if (prng_.chance(1, 4)) change_authorities();
            break;
        case 8: world_.holds_all = prng_.chance(1, 2); break;
        default:
            if (world_.is_up(who)) world_.hand_over(who);
    }
}

inline void ScenarioRun::act() {
    const std::uint64_t kind = prng_.below(100);
    const unsigned who = anybody();
    if (kind < 12) return fail();
    if (kind < 24) return world_.is_up(who) ? void() : world_.start(who);
    if (kind < 30) return world_.heal();
    if (kind < 34) return world_.fill_journal(who, false);
    ask();
}

inline void ScenarioRun::expect_end() {
    world_.options().delay_max = world_.options().sync_max = milliseconds{5};
    world_.options().news_max = {};
    world_.holds_all = true;
    for (unsigned i = 0; i < world_.member_count(); ++i) {
        world_.fill_journal(i, false);
        const bool is_well = world_.is_up(i) && !world_.seat(i).storage_is_gone;
        if (is_well && prng_.chance(1, 2)) continue;
        if (world_.is_up(i)) world_.crash(i);
        world_.start(i);
    }
    world_.heal();
    Judge& judge = world_.judge();
    std::vector<OrderNumber> asked;
    for (unsigned i = 0; i < world_.member_count(); ++i)
        asked.push_back(world_.order(i, command(), seconds{100}).value());
    const auto is_done = [&] {
        for (unsigned i = 0; i < world_.member_count(); ++i) {
            if (!world_.seat(i).places.contains(asked[i])) return false;
            if (world_.at(i).waiting_count() > 0) return false;
            // Who was let go does not hear what became of what it proposed.
            if (world_.authorities().contains(i) && world_.at(i).proposal_count() > 0) return false;
        }
        return world_.is_whole();
    };
    judge.expect(world_.run_until(is_done, seconds{60}), "it comes to no end");
}

inline std::string ScenarioRun::play() {
    loses_any_disk_ = prng_.chance(1, 5);
    world_.run_for(seconds{prng_.below(10)});
    std::uint64_t actions_left = 100 + prng_.below(200);
    while (actions_left-- > 0 && !world_.has_failed()) {
        world_.run_for(milliseconds{prng_.below(prng_.chance(1, 20) ? 5'000 : 200)});
        if (!world_.has_failed()) act();
    }
    if (!world_.has_failed() && !loses_any_disk_) expect_end();
    ordered_count = world_.judge().ordered_count();
    return world_.judge().failure();
}

}  // namespace fabric::ordering::testing

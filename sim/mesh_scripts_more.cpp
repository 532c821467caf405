// Scripts about what members can keep, whom they reach, and when they believe it is.
#include <algorithm>

#include "core/base/format.h"
#include "sim/mesh_scripts.h"

namespace sim {

using fabric::node::Node;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr seconds recovery_max{60};

bool reaches_authority(MeshParty& party, NodeIndex node) {
    return std::ranges::any_of(party.all_of(Role::authority), [&](NodeIndex authority) {
        return party.world().node(node).has_session(party.world().swarms().id(authority));
    });
}

// All that were begun have ended so.
void expect_all(MeshParty& party, std::string_view invariant, State state,
                const std::vector<WriteName>& writes) {
    for (const WriteName& name : writes)
        party.expect(invariant, party.judge().state_of(name) == state,
                     core::formatted("a write of node {} is {}", name.node,
                                     describe(party.judge().state_of(name))));
}

// What it showed and had synced is there behind a loss of power, without the others.
void expect_restored(MeshParty& party, NodeIndex node) {
    std::vector<bool> alone(party.world().size(), false);
    alone[node] = true;
    std::vector<std::string> before;
    for (const std::string_view document : mesh_documents)
        before.push_back(party.judge().text(node, document));
    const auto members = party.world().node(node).members()->heads();
    party.lose_power(node);
    party.world().swarms().part(alone);
    party.revive(node);
    party.pass(seconds(10));
    for (std::size_t i = 0; i < mesh_documents.size(); ++i)
        party.expect(
            "restored", party.judge().text(node, mesh_documents[i]) == before[i],
            core::formatted("{} is another one behind a loss of power", mesh_documents[i]));
    const auto* const log = party.world().node(node).members();
    party.expect("restored", log && log->heads() == members, "it has forgotten members");
    party.world().swarms().heal();
}

}  // namespace

void two_macs_split(MeshParty& party) {
    party.gather(2, party.prng().between(2, 6));
    party.work(party.prng().between(2, 10), milliseconds(500));
    std::vector<bool> set{false, true};
    while (set.size() < party.world().size()) set.push_back(party.prng().chance(1, 2));
    party.world().swarms().part(set);
    std::vector<WriteName> strict;
    std::vector<WriteName> degraded;
    for (std::uint64_t i = party.prng().between(3, 15); i > 0; --i) {
        if (party.write(party.draw_any(), Policy::strict_quorum(2)) == MeshParty::Begun::written)
            strict.push_back(party.last_written());
        party.pass(milliseconds(party.prng().below(1'000)));
        if (party.write(party.draw_any(), Policy::quorum(2)) == MeshParty::Begun::written)
            degraded.push_back(party.last_written());
    }
    // Until everybody knows that the others cannot be reached.
    party.pass(seconds(party.prng().between(90, 300)));
    expect_all(party, "no_split_write", State::failed, strict);
    expect_all(party, "degraded", State::degraded, degraded);
    for (NodeIndex node = 0; node < party.world().size(); ++node)
        party.expect("refused",
                     party.write(node, Policy::strict_quorum(2)) == MeshParty::Begun::refused,
                     "a strict write is begun where there is no quorum for it");
    party.world().swarms().heal();
    party.expect_equal_within(recovery_max);
    // Who is tried every 20 s, which may take 15 s, has acknowledged then.
    party.pass(seconds(35));
    expect_all(party, "merged", State::durable, degraded);
}

void fifty_tabs(MeshParty& party) {
    const std::uint64_t authorities = party.prng().between(1, 2);
    party.gather(authorities, 0);
    const std::uint64_t count = party.prng().between(40, 60);
    for (std::uint64_t i = 0; i < count; ++i) {
        const NodeIndex tab = party.add(i % 4 == 0 ? Role::ephemeral : Role::citizen);
        party.dial(tab, party.draw(Role::authority));
        party.pass(milliseconds(party.prng().below(400)));
    }
    party.pass(seconds(20));
    for (NodeIndex node = 1; node < party.world().size(); ++node) party.let_in(node, 0);
    for (NodeIndex node = 0; node < party.world().size(); ++node)
        party.expect("let_in", node == 0 || reaches_authority(party, node),
                     core::formatted("tab {} reaches no Authority", node));
    const auto write_all = [&] {
        std::vector<WriteName> writes;
        for (NodeIndex node = 0; node < party.world().size(); ++node)
            if (party.world().runs(node) &&
                party.write(node, Policy::quorum(static_cast<std::uint32_t>(authorities))) ==
                    MeshParty::Begun::written)
                writes.push_back(party.last_written());
        return writes;
    };
    const auto writes = write_all();
    const core::Duration quick = party.world().write_max();
    party.pass(quick);
    expect_all(party, "quick", State::durable, writes);
    // Who is no Authority is not waited for.
    for (NodeIndex node = static_cast<NodeIndex>(authorities); node < party.world().size(); ++node)
        if (party.prng().chance(1, 3)) party.crash(node);
    const auto after = write_all();
    party.pass(quick);
    expect_all(party, "quick", State::durable, after);
    party.expect_equal_within(recovery_max);
}

void steady(MeshParty& party) {
    party.gather(3, 8, 4);
    // Ten minutes in which somebody writes every two seconds.
    for (int i = 0; i < 300; ++i) {
        party.write(party.draw_any(), party.draw_policy());
        party.pass(seconds(2));
    }
    party.expect_equal_within(seconds(30));
}

void clock_ahead(MeshParty& party) {
    const std::uint64_t authorities = party.prng().between(1, 2);
    const std::int64_t ahead = 300;
    const std::uint64_t count = party.prng().between(3, 6);
    const NodeIndex fast = static_cast<NodeIndex>(party.prng().below(count));
    for (NodeIndex node = 0; node < count; ++node)
        party.add(node < authorities ? Role::authority : Role::citizen, node == fast ? ahead : 0);
    party.gather(0, 0);
    party.work(party.prng().between(5, 20), milliseconds(500));
    // What was written with another value in sight takes its place, whatever clocks say.
    for (std::uint64_t value = 1; value <= 4; ++value) {
        party.pass(seconds(15));
        const NodeIndex node = value % 2 == 1 ? fast : (fast + 1) % party.world().size();
        const std::string key = "the same";
        party.put(node, mesh_documents[0], key, value, Policy::local());
        party.pass(seconds(15));
        const std::string expected = core::formatted("\"{}\":{}", key, value);
        for (NodeIndex other = 0; other < party.world().size(); ++other)
            party.expect("causal", party.judge().text(other, mesh_documents[0]).contains(expected),
                         core::formatted("node {} does not show the later value", other));
    }
    party.expect_equal_within(recovery_max);
}

void disk_full(MeshParty& party) {
    party.use_small_files();
    party.gather(party.prng().between(2, 3), party.prng().between(1, 3));
    party.work(party.prng().between(2, 10), milliseconds(500));
    const NodeIndex full =
        static_cast<NodeIndex>(party.prng().between(1, party.world().size() - 1));
    DiskStorage& storage = party.world().disk(full).storage();
    storage.set_size_max(storage.used() + party.prng().below(20'000));
    std::vector<WriteName> others;
    for (std::uint64_t i = party.prng().between(10, 20); i > 0; --i) {
        party.write(0, Policy::quorum(1), 20);
        others.push_back(party.last_written());
        party.write(full, party.draw_policy(), 5);
        party.pass(milliseconds(party.prng().between(100, 1'000)));
    }
    party.pass(seconds(15));
    expect_all(party, "not_held_up", State::durable, others);
    storage.set_size_max(UINT64_MAX / 2);
    party.expect_equal_within(recovery_max);
    // A journal looks for room every 30 s (JN25); in the longer ones there is a snapshot of it too.
    party.pass(seconds(party.prng().between(35, 130)));
    expect_restored(party, full);
    party.dial(full, 0);
    party.expect_equal_within(recovery_max);
}

void member_revoked(MeshParty& party) {
    party.gather(party.prng().between(1, 2), party.prng().between(2, 4));
    party.work(party.prng().between(2, 10), milliseconds(500));
    party.pass(seconds(20));
    const NodeIndex revoked = party.draw(Role::citizen);
    // It does not hear of it, and goes on.
    std::vector<bool> alone(party.world().size(), false);
    alone[revoked] = true;
    party.world().swarms().part(alone);
    party.revoke(revoked);
    party.put(revoked, mesh_documents[0], "too late", 1, Policy::local());
    party.pass(seconds(party.prng().between(1, 60)));
    party.world().swarms().heal();
    party.dial(revoked, party.draw(Role::authority));
    party.work(party.prng().between(2, 10), milliseconds(1'000));
    party.pass(seconds(60));
    party.retire(revoked);
    for (NodeIndex node = 0; node < party.world().size(); ++node)
        party.expect(
            "authorized",
            node == revoked || !party.judge().text(node, mesh_documents[0]).contains("too late"),
            core::formatted("node {} took what no member wrote", node));
    party.expect_equal_within(recovery_max);
}

void disk_lost(MeshParty& party) {
    const auto authorities = static_cast<std::uint32_t>(party.prng().between(2, 3));
    party.gather(authorities, party.prng().between(1, 3));
    party.work(party.prng().between(2, 10), milliseconds(500));
    const NodeIndex author = party.prng().chance(1, 2) ? NodeIndex{0} : party.draw(Role::citizen);
    std::vector<WriteName> writes;
    for (std::uint64_t i = party.prng().between(1, 10); i > 0; --i)
        if (party.write(author, Policy::quorum(authorities)) == MeshParty::Begun::written)
            writes.push_back(party.last_written());
    party.pass(std::max<core::Duration>(seconds(15), party.world().write_max()));
    expect_all(party, "quick", State::durable, writes);
    party.crash(1);
    party.lose_disk(1);
    party.pass(seconds(party.prng().between(1, 60)));
    // It meets the author first: whom others have filled by then has lost nothing.
    std::vector<bool> both(party.world().size(), false);
    both[1] = both[author] = true;
    party.world().swarms().part(both);
    party.revive(1);
    party.dial(1, author);
    party.pass(seconds(party.prng().between(20, 60)));
    party.world().swarms().heal();
    party.expect_equal_within(recovery_max);
    party.pass(seconds(100));
    party.expect("fell", party.judge().fell_count(author) > 0,
                 "nobody said that a lost disk does not count");
    expect_all(party, "upgraded", State::durable, writes);
}

}  // namespace sim

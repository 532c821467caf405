// Scripts about members that are away for a while.
#include "sim/mesh_scripts.h"

#include "core/base/format.h"

namespace sim {

using fabric::liveness::Activity;
using fabric::node::Node;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
namespace liveness = fabric::liveness;

namespace {

// A dead link is noticed after 20 s, and who cannot be reached is tried again after 20 s.
constexpr seconds return_max{60};
// Such a try may have begun just before the other could be reached, and takes as long until it is
// given up.
constexpr seconds session_max{35};
// Three pulses of 5 s, and what is under way.
constexpr seconds silence_max{20};

seconds draw_seconds(MeshParty& party, std::uint64_t least, std::uint64_t most) {
    return seconds(party.prng().between(least, most));
}

// How often any was told such an event of liveness.
template <class E, class Is>
auto counting(std::uint64_t& count, Is is) {
    return [&count, is](NodeIndex node, const fabric::node::Event& event) {
        const auto* const told = core::get_if<fabric::node::PresenceTold>(&event);
        const auto* const one = told ? core::get_if<E>(&told->event) : nullptr;
        if (one && is(node, *one)) ++count;
    };
}

bool is_present_anywhere(MeshParty& party, NodeIndex whom) {
    const auto id = party.world().swarms().id(whom);
    for (NodeIndex node = 0; node < party.world().size(); ++node)
        if (node != whom && party.world().runs(node) &&
            party.world().node(node).presence().state(id) == liveness::State::present)
            return true;
    return false;
}

void set_activity(MeshParty& party, NodeIndex node, Activity activity) {
    party.world().act(node, [&](Node& one, core::Instant now) { one.set_activity(activity, now); });
}

// Each link of the node.
template <class Act>
void for_links(MeshParty& party, NodeIndex node, Act act) {
    for (NodeIndex other = 0; other < party.world().size(); ++other)
        if (other != node) act(node, other);
}

}  // namespace

void wifi_hiccup(MeshParty& party) {
    party.gather(party.prng().between(1, 3), party.prng().between(1, 4), party.prng().below(3));
    std::uint64_t gone = 0;
    party.listen(counting<liveness::Gone>(gone, [](auto&&...) { return true; }));
    SwarmWorld& swarms = party.world().swarms();
    // Until it is noticed that nothing comes over a link, others may have given its end up.
    bool was_silent = false;
    for (std::uint64_t i = party.prng().between(1, 4); i > 0; --i) {
        const NodeIndex node = party.draw_any();
        switch (party.prng().below(3)) {
            case 0: for_links(party, node, [&](auto... two) { swarms.cut(two...); }); break;
            case 1:
                for_links(party, node, [&](auto... two) { swarms.vanish(two...); });
                was_silent = true;
                break;
            default: {
                std::vector<bool> alone(party.world().size(), false);
                alone[node] = true;
                swarms.part(alone);
            }
        }
        party.work(party.prng().between(2, 8), milliseconds(1'500));
        swarms.heal();
        party.expect_equal_within(return_max);
    }
    party.expect("kept", gone == 0 || was_silent, "somebody who was away for seconds was given up");
}

void tab_closed(MeshParty& party) {
    party.gather(party.prng().between(1, 3), party.prng().between(1, 4), party.prng().below(2));
    party.work(party.prng().between(5, 15), milliseconds(500));
    const NodeIndex tab = party.draw(Role::citizen);
    for (std::uint64_t i = party.prng().below(5); i > 0; --i) party.write(tab, Policy::quorum(1));
    if (party.prng().chance(1, 2)) {
        party.world().act(tab, [](Node& node, core::Instant now) { node.leave(now); });
        party.pass(milliseconds(party.prng().below(300)));
    }
    party.crash(tab);
    party.pass(seconds(10));
    party.expect("seen_going", !is_present_anywhere(party, tab), "a closed tab is waited for");
    party.work(party.prng().between(5, 15), milliseconds(500));
    party.revive(tab);
    party.dial(tab, 0);
    party.expect_equal_within(return_max);
}

void tab_frozen(MeshParty& party) {
    party.gather(party.prng().between(1, 3), party.prng().between(2, 4), party.prng().below(3));
    const NodeIndex tab = party.draw(Role::citizen);
    const bool says_so = party.prng().chance(1, 2);
    if (says_so) set_activity(party, tab, Activity::freezing);
    party.pass(milliseconds(party.prng().below(300)));
    party.freeze(tab);
    party.work(party.prng().between(2, 6), milliseconds(1'000));
    party.pass(silence_max);
    party.expect("not_scheduled", !is_present_anywhere(party, tab), "a frozen tab is waited for");
    party.pass(draw_seconds(party, 1, 480));
    party.work(party.prng().between(2, 10), milliseconds(2'000));
    std::uint64_t blamed = 0;
    party.listen(counting<liveness::Gone>(blamed, [&](NodeIndex node, const liveness::Gone& one) {
        return node == tab && one.reason == liveness::GoneReason::silent;
    }));
    party.world().thaw(tab);
    if (says_so) set_activity(party, tab, Activity::active);
    party.expect_equal_within(return_max);
    party.pass(seconds(15));
    party.expect("blames_nobody", blamed == 0, "who was frozen blames others for that time");
}

void laptop_sleeps(MeshParty& party) {
    party.gather(2, party.prng().between(1, 3), party.prng().below(2));
    party.work(party.prng().between(2, 10), milliseconds(500));
    const NodeIndex laptop = party.prng().chance(1, 2) ? NodeIndex{1} : party.draw(Role::citizen);
    std::uint64_t slept = 0;
    party.listen(counting<liveness::WeSlept>(
        slept, [&](NodeIndex node, const liveness::WeSlept&) { return node == laptop; }));
    party.sleep(laptop);
    for (std::uint64_t i = party.prng().between(2, 6); i > 0; --i) {
        party.pass(draw_seconds(party, 10, 300));
        party.write(0, Policy::quorum(2));
        party.work(3, milliseconds(500));
    }
    // What it owes it knows behind a restart too.
    if (party.prng().chance(1, 2)) {
        party.pass(seconds(15));
        party.crash(0);
        party.revive(0);
    }
    const std::uint64_t upgraded = party.judge().upgraded_count(0);
    party.world().thaw(laptop);
    party.expect_equal_within(return_max);
    party.expect("slept", slept > 0, "who slept does not know it");
    party.pass(session_max);
    party.expect("upgraded", laptop != 1 || party.judge().upgraded_count(0) > upgraded,
                 "what waited for the sleeper is not durable now");
}

void phone_joins(MeshParty& party) {
    party.gather(party.prng().between(1, 2), party.prng().between(1, 3));
    for (std::uint64_t i = party.prng().between(5, 20); i > 0; --i)
        party.write(party.draw_any(), Policy::local(), 40);
    party.pass(seconds(5));
    const NodeIndex phone = party.add(party.prng().chance(1, 2) ? Role::citizen : Role::ephemeral);
    party.world().swarms().set_distance(phone, milliseconds(party.prng().between(200, 800)),
                                        static_cast<std::uint32_t>(party.prng().between(3, 15)));
    const NodeIndex authority = party.draw(Role::authority);
    party.dial(phone, authority);
    for (int i = 0; i < 10; ++i) {
        party.write(0, Policy::quorum(1));
        const WriteName written = party.last_written();
        party.pass(party.world().own_write_max());
        party.expect("not_held_up", party.judge().state_of(written) == State::durable,
                     "a slow link holds up what does not need it");
    }
    party.let_in(phone, authority);
    party.expect_equal_within(return_max);
}

void play_script(MeshScript script, Run& run, MeshMutant mutant) {
    MeshWorld::Options options = MeshParty::draw_options(run.prng());
    options.mutant = mutant;
    MeshParty party(run, options);
    script(party);
    party.listen({});  // What it heard with is gone.
    party.end_within(return_max);
    const auto simulated = party.world().now().time_since_epoch() / milliseconds(1);
    run.measure("simulated_ms", static_cast<std::uint64_t>(simulated));
}

}  // namespace sim

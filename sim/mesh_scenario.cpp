// A mesh whose members write, are parted, fail and come back: every value has a key of its own, so
// that it is there or not.
//
// Invariants: what a member was told to be in its own journal is everywhere in the end, whatever
// failed, and what was durable under a quorum survives the loss of disks that it covers (durable);
// when it was told so, so many Authorities' journals had it (counted); what was ordered has its
// place, the same at every Authority (order); every write that was begun in a life that lasted is
// told about, within its patience (told, in_time); when the world has healed all are of one mesh
// and show the same of every document (one_mesh, convergence); when all links are closed nothing of
// any peer is left (clean). Some that never become Authorities are revoked, and some of those given
// a role again: nobody ever shows what, by its own list of members, does not count (authorized).
#include "sim/mesh_scenario.h"

#include <algorithm>
#include <set>

#include "sim/mesh_party.h"
#include "sim/scenario.h"

namespace sim {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class MeshPlayer {
public:
    MeshPlayer(Run& run, MeshMutant mutant) : party_(run, draw_options(run.prng(), mutant)) {}

    void play() {
        gather();
        const std::uint64_t actions = prng().between(20, 100);
        for (std::uint64_t i = 0; i < actions; ++i) {
            act();
            party_.judge().check_authorized(party_.draw_any());
            party_.pass(milliseconds(prng().between(0, 2'000)));
        }
        if (prng().chance(1, 2)) give_all_back();
        party_.run().measure("revoked", revoked_count_);
        party_.end();
    }

private:
    static MeshWorld::Options draw_options(core::Prng& prng, MeshMutant mutant) {
        MeshWorld::Options options = MeshParty::draw_options(prng);
        options.clock_skew_max_seconds = prng.chance(1, 2) ? 600 : 0;
        options.mutant = mutant;
        return options;
    }
    core::Prng& prng() { return party_.prng(); }

    // All keep everything; of Authorities there are one, some or all.
    void gather() {
        const std::uint64_t count = prng().between(2, 6);
        for (std::uint64_t i = 0; i < count; ++i) party_.add(Role::authority);
        party_.pass(seconds(1));
        for (NodeIndex node = 1; node < world_.size(); ++node) party_.dial(node, 0);
        party_.pass(seconds(5));
        for (NodeIndex node = 1; node < world_.size(); ++node) {
            if (prng().chance(1, 2))
                party_.grant(node, Role::authority);
            else if (prng().chance(2, 3))
                citizens_.push_back(node);
        }
        party_.pass(seconds(2));
    }

    // One that stays a Citizen.
    void revoke_or_give_back(NodeIndex by) {
        if (citizens_.empty()) return;
        const NodeIndex whom = citizens_[static_cast<std::size_t>(prng().below(citizens_.size()))];
        if (prng().chance(1, 3)) return party_.grant(whom, Role::citizen);
        if (prng().chance(2, 3) && world_.runs(0)) by = 0;  // Who surely may.
        if (whom != by && party_.try_to_revoke(by, whom)) ++revoked_count_;
    }
    void give_all_back() {
        party_.bring_back();
        party_.pass(seconds(5));
        for (const NodeIndex node : citizens_) party_.grant(node, Role::citizen);
    }
    void grant_authority(NodeIndex node) {
        if (std::ranges::find(citizens_, node) == citizens_.end())
            party_.grant(node, Role::authority);
    }

    void act() {
        const std::uint64_t what = prng().below(1'000);
        const NodeIndex node = party_.draw_any();
        if (!world_.is_up(node)) {
            if (what < 500) revive(node);
            return;
        }
        if (!world_.runs(node)) {
            if (what < 500) world_.thaw(node);
            return;
        }
        if (what < 500) return write(node);
        if (what < 690) return party_.dial(node, party_.draw_any());
        if (what < 720) return world_.swarms().cut(node, party_.draw_any());
        if (what < 750) return world_.swarms().vanish(node, party_.draw_any());
        if (what < 800) return party_.part(3);
        if (what < 850) return world_.swarms().heal();
        if (what < 900) return fail(node);
        if (what < 905) return black_out();
        if (what < 915) return party_.freeze(node);
        if (what < 925) return party_.sleep(node);
        if (what < 945) return grant_authority(node);
        if (what < 985) return revoke_or_give_back(node);
        if (what < 995) world_.act(node, [](Node& one, core::Instant now) { one.reconcile(now); });
    }

    // Who wrote anew before it was shown what it had written would tell another tale.
    void write(NodeIndex node) {
        if (wiped_.contains(node)) return;
        party_.write(node, party_.draw_policy(), prng().chance(1, 10) ? 60 : prng().between(1, 4));
    }
    void revive(NodeIndex node) {
        // The founder's alone is the mesh until others have learnt of it.
        if (node != 0 && prng().chance(1, 10)) {
            party_.lose_disk(node);
            wiped_.insert(node);
        }
        party_.revive(node);
        for (NodeIndex other = 0; other < world_.size(); ++other)
            if (world_.runs(node) && world_.is_up(other) && prng().chance(1, 2))
                party_.dial(node, other);
    }
    void fail(NodeIndex node) {
        if (prng().chance(1, 2))
            party_.crash(node);
        else
            party_.lose_power(node);
    }
    void black_out() {
        for (NodeIndex node = 0; node < world_.size(); ++node)
            if (world_.is_up(node)) party_.lose_power(node);
    }

    using Node = fabric::node::Node;
    MeshParty party_;
    MeshWorld& world_ = party_.world();
    std::set<NodeIndex> wiped_;
    std::vector<NodeIndex> citizens_;  // That are so for good, or revoked.
    std::uint64_t revoked_count_ = 0;
};

}  // namespace

void play_mesh(Run& run, MeshMutant mutant) { MeshPlayer(run, mutant).play(); }

void play_mesh(Run& run) { play_mesh(run, MeshMutant::none); }
void play_mesh_canary(Run& run) { play_mesh(run, MeshMutant::answers_syncs_early); }

}  // namespace sim

// A mesh whose members write, are parted, fail and come back: every value has a key of its own, so
// that it is there or not.
//
// Invariants: what a member was told to be in its own journal is everywhere in the end, whatever
// failed (durable); a write that was durable under a quorum was in so many Authorities' journals
// when it was said, which a loss of power at all of them shows (durable); so was one that was
// ordered, and its place is the same at every Authority (order); every write that was
// begun in a life that lasted is told about within its patience (told); when the world has healed
// all are of one mesh and show the same of every document (one_mesh, convergence); when all links
// are closed nothing of any peer is left (clean).
#include "sim/mesh_scenario.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "core/base/format.h"
#include "core/crdt/document/json.h"
#include "sim/scenario.h"

namespace sim {
namespace {

using core::Prng;
using core::crdt::Editor;
using core::crdt::Path;
using core::crdt::Value;
using fabric::node::DocumentNumber;
using fabric::node::Node;
using fabric::quorum::Policy;
using fabric::quorum::State;
using std::chrono::milliseconds;
using std::chrono::seconds;

// Longer than it takes to notice that a peer is gone, to give a change up, and to begin a talk
// anew.
constexpr seconds healing_time{400};
constexpr std::array<std::string_view, 3> names{"notes", "tasks", "votes"};

MeshWorld::Options options_drawn_from(Prng& prng, MeshMutant mutant) {
    MeshWorld::Options options;
    options.swarms.delay_min = milliseconds(prng.between(0, 20));
    options.swarms.delay_max = milliseconds(prng.between(20, 200));
    options.swarms.wire = WireOptions::drawn_from(prng);
    options.swarms.wire.loss_percent = static_cast<std::uint32_t>(prng.between(0, 5));
    options.swarms.swarm.stack.security = net::swarm::Security::plaintext;
    options.disk.delay_max = core::Duration(prng.between(1, 20'000));
    options.disk.slow_permille = static_cast<std::uint32_t>(prng.between(0, 20));
    options.clock_skew_max_seconds = prng.chance(1, 2) ? 600 : 0;
    options.mutant = mutant;
    return options;
}

class MeshPlayer final : public MeshWorld::Observer {
public:
    MeshPlayer(Run& run, MeshMutant mutant)
        : run_(run),
          is_closed_(run.prng().chance(1, 3)),
          world_(
              run, options_drawn_from(run.prng(), mutant),
              [this](NodeIndex node) { return node_options(node); }, *this) {}

    void play() {
        gather();
        const std::uint64_t actions = prng().between(20, 100);
        for (std::uint64_t i = 0; i < actions; ++i) {
            act();
            pass(milliseconds(prng().between(0, 2'000)));
        }
        heal();
        check_all_is_equal();
        end_all();
    }

private:
    struct Written {
        NodeIndex node;
        std::uint32_t life;
        std::string_view document;
        std::string key;
        core::Instant told_by;
        State state = State::pending;
    };
    // Of a life of a node: the numbers of quorums are its own.
    using WriteName = std::tuple<NodeIndex, std::uint32_t, fabric::quorum::Write>;

    Prng& prng() { return run_.prng(); }
    NodeIndex draw_node() { return static_cast<NodeIndex>(prng().below(world_.size())); }
    void pass(core::Duration time) { world_.run_until(world_.now() + time); }

    fabric::node::Options node_options(NodeIndex node) const {
        fabric::node::Options options;
        options.name = "Alpha";
        if (is_closed_) {
            options.secret.emplace();
            options.secret->mutable_view()[0] = std::byte{7};
        }
        // One founds, the others learn: two meshes are the business of tests of their own.
        options.found_after =
            node == 0 ? std::optional<core::Duration>(milliseconds(100)) : std::nullopt;
        options.keeps_everything = true;
        return options;
    }

    void gather() {
        const std::uint64_t count = prng().between(2, 6);
        for (std::uint64_t i = 0; i < count; ++i) {
            lives_.push_back(0);
            world_.add();
        }
        pass(seconds(1));
        for (NodeIndex node = 1; node < world_.size(); ++node) world_.dial(node, 0);
        pass(seconds(5));
        // Of Authorities there are one, some or all.
        for (NodeIndex node = 1; node < world_.size(); ++node)
            if (prng().chance(1, 2)) grant(node);
        pass(seconds(2));
    }

    void grant(NodeIndex to) {
        if (!world_.is_up(0) || !world_.node(0).members()) return;
        const auto key = world_.swarms().identity(to).public_key();
        world_.act(0, [&](Node& node, core::Instant now) {
            // It may be one already.
            static_cast<void>(node.write_entry(now, [&](const fabric::membership::Author& author) {
                return fabric::membership::grant_role(
                    author, key, fabric::membership::Role::authority, std::nullopt);
            }));
        });
    }

    void act() {
        const std::uint64_t what = prng().below(100);
        const NodeIndex node = draw_node();
        if (!world_.is_up(node)) {
            if (what < 50) revive(node);
            return;
        }
        if (what < 50) return write(node);
        if (what < 70) return dial(node, draw_node());
        if (what < 73) return world_.swarms().cut(node, draw_node());
        if (what < 76) return world_.swarms().vanish(node, draw_node());
        if (what < 81) return part();
        if (what < 86) return world_.swarms().heal();
        if (what < 92) return fail(node);
        if (what < 95) return grant(node);
        if (what < 97) world_.act(node, [](Node& one, core::Instant now) { one.reconcile(now); });
    }

    void dial(NodeIndex from, NodeIndex to) {
        if (from != to) world_.dial(from, to);
    }
    void revive(NodeIndex node) {
        ++lives_[node];
        world_.revive(node);
        for (NodeIndex other = 0; other < world_.size(); ++other)
            if (world_.is_up(other) && prng().chance(1, 2)) dial(node, other);
    }
    void fail(NodeIndex node) {
        if (prng().chance(1, 2))
            world_.crash(node);
        else
            world_.lose_power(node);
    }
    void part() {
        std::vector<bool> set;
        for (NodeIndex i = 0; i < world_.size(); ++i) set.push_back(prng().chance(1, 3));
        world_.swarms().part(set);
    }

    Policy draw_policy() {
        const auto need = static_cast<std::uint32_t>(prng().between(1, 3));
        switch (prng().below(4)) {
            case 0: return Policy::local();
            case 1: return Policy::quorum(need);
            case 2: return Policy::leader();
            default: return Policy::strict_quorum(need);
        }
    }

    void write(NodeIndex node) {
        const std::string_view name = names[static_cast<std::size_t>(prng().below(names.size()))];
        const Policy policy = draw_policy();
        const std::uint64_t count = prng().chance(1, 10) ? 60 : prng().between(1, 4);
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::string key = core::formatted("{}", ++last_key_);
            const auto written = world_.act(node, [&](Node& one, core::Instant now) {
                return write_at(one, now, name, policy, key);
            });
            if (!written) continue;
            const core::Instant told_by = world_.now() + policy.patience + milliseconds(1);
            written_.emplace(WriteName{node, lives_[node], *written},
                             Written{node, lives_[node], name, key, told_by});
        }
    }
    static std::optional<fabric::quorum::Write> write_at(Node& node, core::Instant now,
                                                         std::string_view name,
                                                         const Policy& policy,
                                                         const std::string& key) {
        const auto document = node.open_document(name, now);
        if (!document) return std::nullopt;
        const auto written = node.write(*document, policy, now, [&](Editor& editor) {
            return editor.set(Path{key}, Value::of(1));
        });
        if (!written || !*written) return std::nullopt;
        return fabric::quorum::Write{fabric::quorum::Document{document->value}, **written};
    }

    // What stands at a place stands there at every Authority, in every life.
    void check_order(NodeIndex node, const fabric::node::InOrder& told) {
        const auto [at, is_new] =
            order_.emplace(told.place.index, Ordered{told.place.term, told.author, told.sequence});
        const Ordered& first = at->second;
        run_.check(
            "order",
            first.term == told.place.term && first.author == told.author &&
                first.sequence == told.sequence,
            core::formatted("node {} has another change at {}", node, told.place.index.value));
        auto& [life, last] = last_in_order_[node];
        run_.check(
            "order", life != lives_[node] || last < told.place.index,
            core::formatted("node {} is told {} behind a later one", node, told.place.index.value));
        life = lives_[node];
        last = told.place.index;
    }

    void hear(NodeIndex node, const fabric::node::Event& event) override {
        if (const auto* const in_order = core::get_if<fabric::node::InOrder>(&event))
            return check_order(node, *in_order);
        const auto* const told = core::get_if<fabric::node::QuorumTold>(&event);
        const auto* const write = told ? core::get_if<fabric::quorum::Told>(&told->event) : nullptr;
        if (!write) return;
        // It may be told in the call that has written it, before that returns.
        const WriteName name{node, lives_[node], write->write};
        const State state = write->status.state;
        told_.insert_or_assign(name, state);
        const bool is_safe =
            state == State::local || state == State::replicated || state == State::durable;
        if (is_safe) safe_.insert(name);
    }

    [[nodiscard]] State state_of(const WriteName& name) const {
        const auto at = told_.find(name);
        return at == told_.end() ? State::pending : at->second;
    }

    void heal() {
        world_.swarms().heal();
        for (NodeIndex node = 0; node < world_.size(); ++node)
            if (!world_.is_up(node)) revive(node);
        // Again and again, since links that are dead may not have been noticed yet.
        for (int round = 0; round < 4; ++round) {
            pass(seconds(30));
            for (NodeIndex node = 1; node < world_.size(); ++node) dial(node, 0);
        }
        pass(healing_time);
    }

    [[nodiscard]] std::string text(NodeIndex node, std::string_view name) {
        const auto number = world_.node(node).find_document(name);
        if (!number) return "none";
        return core::crdt::to_json(
            world_.node(node).document(*number)->replica().document().tree());
    }

    void check_all_is_equal() {
        for (NodeIndex node = 0; node < world_.size(); ++node) {
            const auto* const members = world_.node(node).members();
            run_.check("one_mesh", members && members->mesh() == world_.node(0).members()->mesh(),
                       core::formatted("node {} is in another mesh, or in none", node));
            if (!members) return;
            run_.check("one_mesh", members->heads() == world_.node(0).members()->heads(),
                       core::formatted("node {} has another list of members", node));
            for (const std::string_view name : names)
                run_.check("convergence", text(node, name) == text(0, name),
                           core::formatted("{} is {} at node {}, and {} at node 0", name,
                                           text(node, name), node, text(0, name)));
        }
        for (const auto& [name, written] : written_) check_write(name, written);
        run_.measure("writes", written_.size());
        run_.measure("ordered", order_.size());
    }

    void check_write(const WriteName& name, const Written& written) {
        const State state = state_of(name);
        const bool is_of_last_life = written.life == lives_[written.node];
        run_.check(
            "told", !is_of_last_life || state > State::replicated,
            core::formatted("nobody said what became of {} of {}", written.key, written.document));
        // A write may be degraded because our own disk is not done.
        const bool is_promised = safe_.contains(name);
        const bool is_there =
            text(0, written.document).find('"' + written.key + '"') != std::string::npos;
        run_.check("durable", is_there || !is_promised,
                   core::formatted(
                       "{} of {}, written by node {} in life {}, was told to be {} and is lost",
                       written.key, written.document, written.node, written.life,
                       fabric::quorum::describe(state)));
        if (state == State::durable) run_.measure("durable", 1);
    }

    void end_all() {
        for (NodeIndex node = 0; node < world_.size(); ++node)
            world_.act(node, [](Node& one, core::Instant now) { one.leave(now); });
        for (NodeIndex node = 0; node < world_.size(); ++node)
            world_.swarms().act(node, [&](net::swarm::Swarm& swarm) {
                for (NodeIndex other = 0; other < world_.size(); ++other)
                    swarm.close(world_.swarms().id(other), world_.now());
            });
        pass(seconds(60));
        for (NodeIndex node = 0; node < world_.size(); ++node) {
            const Node& one = world_.node(node);
            run_.check("clean", one.session_count() == 0 && one.door_count() == 0,
                       "a session or a door is left");
        }
    }

    struct Ordered {
        fabric::ordering::Term term;
        fabric::documents::AuthorKey author;
        std::uint64_t sequence;
    };

    Run& run_;
    bool is_closed_;
    std::vector<std::uint32_t> lives_;
    std::map<WriteName, Written> written_;
    std::map<WriteName, State> told_;
    std::set<WriteName> safe_;  // In its author's journal at least, as was told.
    std::map<fabric::ordering::Index, Ordered> order_;
    // With the life that it was told in.
    std::map<NodeIndex, std::pair<std::uint32_t, fabric::ordering::Index>> last_in_order_;
    std::uint64_t last_key_ = 0;
    MeshWorld world_;
};

}  // namespace

void play_mesh(Run& run, MeshMutant mutant) { MeshPlayer(run, mutant).play(); }

void play_mesh(Run& run) { play_mesh(run, MeshMutant::none); }
void play_mesh_canary(Run& run) { play_mesh(run, MeshMutant::answers_syncs_early); }

}  // namespace sim

// Nodes that dial, talk and die, on links with faults and among nodes that fail.
//
// Invariants: every dial of a node that lives ends, once (dials); when the world has healed, both
// ends of every link know it (agree); bytes of streams arrive in order, once and unchanged, and of
// every stream both ends learn how it ended (streams); when all links were closed there are no
// links, streams, dials or anything of peers or messages in gossip left (clean); a node never has
// more streams or peers of gossip than its links account for (bounded).
#include "sim/swarm_scenario.h"

#include "core/base/format.h"
#include "sim/clean_swarm.h"
#include "sim/flows.h"
#include "sim/scenario.h"

namespace sim {
namespace {

using core::Prng;
using net::swarm::Swarm;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view topic = "t";

// Longer than it takes to notice that a peer is gone, to end what was begun, and to dial in vain.
constexpr seconds healing_time{150};

SwarmWorld::Options options_drawn_from(Prng& prng, bool is_small, SwarmMutant mutant) {
    SwarmWorld::Options options;
    options.delay_min = milliseconds(prng.between(0, 20));
    options.delay_max = milliseconds(prng.between(20, 300));
    options.wire = WireOptions::drawn_from(prng);
    options.wire.loss_percent = static_cast<std::uint32_t>(prng.between(0, 5));
    options.mutant = mutant;
    options.swarm.gossip.emplace();
    options.swarm.gossip->validation = net::gossipsub::Validation::none;
    // Ciphers where there are few nodes, numbers where there are many.
    if (!is_small) options.swarm.stack.security = net::swarm::Security::plaintext;
    return options;
}

class SwarmPlayer final : public SwarmWorld::Observer {
public:
    SwarmPlayer(Run& run, SwarmMutant mutant, bool is_small)
        : run_(run),
          world_(run, options_drawn_from(run.prng(), is_small, mutant), *this),
          flows_(run, world_) {
        const std::uint64_t count = is_small ? run.prng().between(2, 5) : run.prng().between(6, 30);
        for (std::uint64_t i = 0; i < count; ++i) {
            dials_.emplace_back();
            begin_life(world_.add());
        }
    }

    void play() {
        const std::uint64_t actions = prng().between(20, 120);
        for (std::uint64_t i = 0; i < actions; ++i) {
            act();
            world_.run_until(world_.now() + milliseconds(prng().between(0, 1500)));
            check_bounds();
        }
        heal();
        end_all();
    }

private:
    Prng& prng() { return run_.prng(); }
    NodeIndex draw_node() { return static_cast<NodeIndex>(prng().below(world_.size())); }

    void begin_life(NodeIndex node) {
        world_.act(node, [&](Swarm& swarm) {
            swarm.add_protocol(std::string(Flows::protocol));
            swarm.subscribe(topic, world_.now());
        });
    }

    void hear(NodeIndex node, const net::swarm::Event& event) override {
        if (const auto* dialed = core::get_if<net::swarm::Dialed>(&event)) {
            end_dial(node, dialed->dial);
        } else if (const auto* ended = core::get_if<net::swarm::DialEnded>(&event)) {
            end_dial(node, ended->dial);
        } else if (const auto* told = core::get_if<net::swarm::StreamTold>(&event)) {
            flows_.hear(node, *told);
        }
    }
    void end_dial(NodeIndex node, net::swarm::DialId dial) {
        run_.check("dials", dials_[node].erase(dial), "a dial has ended that had ended before");
    }
    void forget(NodeIndex node) override {
        dials_[node] = {};
        flows_.forget(node);
    }

    void act() {
        const std::uint64_t what = prng().below(100);
        const NodeIndex node = draw_node();
        if (!world_.is_up(node)) {
            if (what < 50) {
                world_.revive(node);
                begin_life(node);
            }
            return;
        }
        if (what < 35) return dial(node, draw_node());
        if (what < 65) return talk(node);
        if (what < 70) return flows_.reset_any(prng());
        if (what < 74) return publish(node);
        disturb(node, what);
    }

    void dial(NodeIndex from, NodeIndex to) {
        if (from == to) return;
        // To who is connected it ends at once.
        world_.act(from, [&](Swarm& swarm) {
            dials_[from].insert(swarm.dial(world_.address_of(to), world_.now()), to);
        });
    }

    void talk(NodeIndex node) {
        constexpr std::array<std::uint64_t, 4> size_max{1, 100, 10'000, 400'000};
        const auto draw_size = [&] {
            const auto most = size_max[static_cast<std::size_t>(prng().below(size_max.size()))];
            return static_cast<std::uint32_t>(prng().below(most));
        };
        for (NodeIndex other = 0; other < world_.size(); ++other)
            if (world_.swarm(node).is_connected(world_.id(other)) && prng().chance(1, 2))
                flows_.open(node, other, draw_size(), draw_size());
    }

    void publish(NodeIndex node) {
        core::Buffer data(static_cast<std::size_t>(prng().below(5000)));
        world_.act(node, [&](Swarm& swarm) {
            static_cast<void>(swarm.publish(topic, data, world_.now()));
        });
    }

    void disturb(NodeIndex node, std::uint64_t what) {
        const NodeIndex other = draw_node();
        if (what < 77) return world_.cut(node, other);
        if (what < 80) return world_.vanish(node, other);
        if (what < 85) return part();
        if (what < 89) return world_.heal();
        if (what < 92) return world_.crash(node);
        if (what < 94) return world_.lose_power(node);
        if (what < 97)
            world_.act(node, [&](Swarm& swarm) { swarm.close(world_.id(other), world_.now()); });
    }

    void part() {
        std::vector<bool> set;
        for (NodeIndex i = 0; i < world_.size(); ++i) set.push_back(prng().chance(1, 3));
        world_.part(set);
    }

    void check_bounds() {
        for (NodeIndex node = 0; node < world_.size(); ++node) {
            if (!world_.is_up(node)) continue;
            const Swarm& swarm = world_.swarm(node);
            run_.check("bounded", swarm.gossip().holdings().peers <= swarm.connection_count(),
                       "a router knows more peers than are connected");
        }
    }

    void heal() {
        world_.heal();
        for (NodeIndex node = 0; node < world_.size(); ++node) {
            if (world_.is_up(node)) continue;
            world_.revive(node);
            begin_life(node);
        }
        world_.run_until(world_.now() + healing_time);
        for (NodeIndex one = 0; one < world_.size(); ++one) {
            run_.check("dials", dials_[one].empty(), "a dial has not ended");
            for (NodeIndex other = 0; other < one; ++other)
                run_.check("agree",
                           world_.swarm(one).is_connected(world_.id(other)) ==
                               world_.swarm(other).is_connected(world_.id(one)),
                           core::formatted("of {} and {} only one is connected", one, other));
        }
        check_gossips();
        run_.check(
            "streams", flows_.open_count() == 0,
            core::formatted("of {} ends of streams nobody heard the end", flows_.open_count()));
        run_.measure("streams_completed", flows_.completed());
        run_.measure("streams_failed", flows_.failed());
        run_.measure("links", world_.join_count());
    }

    void check_gossips() {
        for (NodeIndex one = 0; one < world_.size(); ++one) {
            std::size_t connected = 0;
            for (NodeIndex other = 0; other < world_.size(); ++other)
                if (world_.swarm(one).is_connected(world_.id(other))) ++connected;
            const std::size_t known = world_.swarm(one).gossip().holdings().peers;
            run_.check("heard", known == connected,
                       core::formatted("{} is connected to {} and gossips with {}", one, connected,
                                       known));
        }
    }

    void end_all() {
        for (NodeIndex node = 0; node < world_.size(); ++node)
            world_.act(node, [&](Swarm& swarm) {
                for (NodeIndex other = 0; other < world_.size(); ++other)
                    swarm.close(world_.id(other), world_.now());
            });
        world_.run_until(world_.now() + healing_time);
        run_.check("clean", world_.join_count() == 0,
                   core::formatted("{} links are left, {} of them at both ends",
                                   world_.join_count(), world_.joins().size()));
        for (NodeIndex node = 0; node < world_.size(); ++node)
            check_is_clean(run_, world_.swarm(node));
    }

    Run& run_;
    SwarmWorld world_;
    Flows flows_;
    std::vector<core::FlatMap<net::swarm::DialId, NodeIndex>> dials_;
};

}  // namespace

void play_swarm(Run& run, SwarmMutant mutant) {
    SwarmPlayer(run, mutant, run.prng().chance(1, 2)).play();
}

void play_swarm(Run& run) { play_swarm(run, SwarmMutant::none); }
void play_swarm_canary(Run& run) { play_swarm(run, SwarmMutant::skips_bytes); }

}  // namespace sim

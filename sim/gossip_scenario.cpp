// Messages to all nodes of a random graph, while links are cut and lose segments, nodes are parted
// from others, die and come back.
//
// Invariants: whoever is there from before a message was published, as its author is, has it in the
// end (delivered); nobody is told of a message twice in a life (once); a router knows no more peers
// than there are connections (bounded).
//
// Figures, of messages that were published while nothing was wrong with the world: how long they
// took against the least that the links allow, in hundredths; how many copies of them came, in
// hundredths for each node.
#include "sim/gossip_scenario.h"

#include <algorithm>

#include "core/base/format.h"
#include "core/base/heap_sort.h"
#include "sim/gossip_swarm.h"
#include "sim/least_delays.h"
#include "sim/scenario.h"

namespace sim {
namespace {

using core::Prng;
using std::chrono::milliseconds;
using std::chrono::seconds;

GossipSwarm::Options options_drawn_from(Prng& prng, std::uint32_t forgotten_percent) {
    GossipSwarm::Options options;
    options.node_count = static_cast<NodeIndex>(prng.between(8, 24));
    options.degree = static_cast<std::size_t>(prng.between(3, 4)) * 2;
    options.forgotten_percent = forgotten_percent;
    SwarmWorld::Options& world = options.world;
    world.delay_min = milliseconds(prng.between(1, 10));
    world.delay_max = milliseconds(prng.between(10, 150));
    world.wire = {.delay_max = milliseconds(prng.between(0, 20)),
                  .loss_percent = static_cast<std::uint32_t>(prng.between(0, 3)),
                  .fragment_percent = static_cast<std::uint32_t>(prng.between(0, 20)),
                  .clog_percent = static_cast<std::uint32_t>(prng.between(0, 2)),
                  .clog_max = milliseconds(prng.between(100, 1000))};
    world.swarm.gossip.emplace();
    const bool validates = forgotten_percent > 0 || prng.chance(1, 2);
    world.swarm.gossip->validation =
        validates ? net::gossipsub::Validation::by_user : net::gossipsub::Validation::none;
    if (!prng.chance(1, 4)) world.swarm.stack.security = net::swarm::Security::plaintext;
    return options;
}

class GossipPlayer {
public:
    GossipPlayer(Run& run, std::uint32_t forgotten_percent)
        : run_(run), swarm_(run, options_drawn_from(run.prng(), forgotten_percent)) {}

    void play() {
        swarm_.begin();
        play_calm();
        const std::uint64_t rounds = prng().between(2, 5);
        for (std::uint64_t i = 0; i < rounds; ++i) play_round();
        world().heal();
        pass(15);
        check();
    }

private:
    Prng& prng() { return run_.prng(); }
    SwarmWorld& world() { return swarm_.world(); }

    // Nobody stays with too few neighbours for long.
    void pass(std::uint64_t count) {
        for (std::uint64_t i = 0; i < count; ++i) {
            world().run_until(world().now() + seconds{1});
            swarm_.find_neighbours();
        }
    }

    std::size_t publish() {
        NodeIndex author = 0;
        do author = draw_node();
        while (!world().is_up(author));
        constexpr std::array<std::uint64_t, 4> size_max{100, 1000, 10'000, 100'000};
        const std::uint64_t most =
            size_max[static_cast<std::size_t>(prng().below(size_max.size()))];
        return swarm_.publish(author, static_cast<std::size_t>(prng().between(0, most)));
    }
    NodeIndex draw_node() { return static_cast<NodeIndex>(prng().below(world().size())); }

    // Nothing happens but what wires do by themselves: what is measured.
    void play_calm() {
        const std::uint64_t copies_before = swarm_.copies().all;
        const std::uint64_t count = prng().between(5, 15);
        const auto joins = world().joins();
        for (std::uint64_t i = 0; i < count; ++i) {
            static_cast<void>(publish());
            world().run_until(world().now() + milliseconds(prng().between(0, 500)));
        }
        pass(5);
        const std::uint64_t copies = swarm_.copies().all - copies_before;
        run_.measure("copies_percent", 100 * copies / (count * (world().size() - 1)));
        measure_latencies(LeastDelays(joins, world().size()));
    }

    void measure_latencies(const LeastDelays& least_delays) {
        std::vector<std::uint64_t> ratios;
        for (const auto& message : swarm_.messages()) {
            const auto least = least_delays.from(message.author);
            for (NodeIndex node = 0; node < world().size(); ++node) {
                if (!message.delivered[node] || !least[node]) continue;
                const auto took = *message.delivered[node] - message.published;
                ratios.push_back(
                    static_cast<std::uint64_t>(100 * took.count() / least[node]->count()));
            }
        }
        core::heap_sort(ratios, [](auto left, auto right) { return left < right; });
        if (ratios.empty()) return;
        run_.measure("latency_percent_p50", ratios[ratios.size() / 2]);
        run_.measure("latency_percent_p99", ratios[ratios.size() * 99 / 100]);
    }

    void play_round() {
        const std::uint64_t actions = prng().between(3, 8);
        for (std::uint64_t i = 0; i < actions; ++i) {
            if (prng().chance(1, 3)) disturb();
            static_cast<void>(publish());
            world().run_until(world().now() + milliseconds(prng().between(0, 800)));
        }
        world().heal();
        pass(prng().between(1, 4));
        for (NodeIndex node = 0; node < world().size(); ++node)
            if (!world().is_up(node) && prng().chance(1, 2)) swarm_.revive(node);
        swarm_.find_neighbours();
        pass(2);
    }

    void disturb() {
        const NodeIndex node = draw_node();
        switch (prng().below(4)) {
            case 0: {
                std::vector<bool> set;
                for (NodeIndex i = 0; i < world().size(); ++i) set.push_back(prng().chance(1, 2));
                return world().part(set);
            }
            case 1:
                if (const auto joins = world().joins(); !joins.empty()) {
                    const auto& join = joins[static_cast<std::size_t>(prng().below(joins.size()))];
                    world().cut(join.one, join.other);
                }
                return swarm_.find_neighbours();
            default:
                // Most stay.
                if (!world().is_up(node) || died_ >= world().size() / 4) return;
                ++died_;
                prng().chance(1, 2) ? swarm_.crash(node) : swarm_.lose_power(node);
                return swarm_.find_neighbours();
        }
    }

    void check() {
        const auto messages = swarm_.messages();
        for (std::size_t i = 0; i < messages.size(); ++i) {
            const auto& message = messages[i];
            run_.check("once", message.again == 0, "somebody was told of a message again");
            if (!swarm_.is_there_since(message.author, message.published)) continue;
            const auto missing = swarm_.missing(message);
            run_.check(
                "delivered", !missing,
                core::formatted("message {} did not come to node {}", i, missing.value_or(0)));
        }
        for (NodeIndex node = 0; node < world().size(); ++node) {
            if (!world().is_up(node)) continue;
            const auto& swarm = world().swarm(node);
            run_.check("bounded", swarm.gossip().holdings().peers <= swarm.connection_count(),
                       "a router knows more peers than are connected");
        }
    }

    Run& run_;
    GossipSwarm swarm_;
    NodeIndex died_ = 0;
};

}  // namespace

void play_gossip(Run& run, std::uint32_t forgotten_percent) {
    GossipPlayer(run, forgotten_percent).play();
}

void play_gossip(Run& run) { play_gossip(run, 0); }
void play_gossip_canary(Run& run) { play_gossip(run, 70); }

}  // namespace sim

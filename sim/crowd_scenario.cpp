// Hundreds of nodes in one topic, each connected to a few: links lose segments and are cut, the
// world is parted, many die and come back. Their bytes are real, but for the ciphers.
//
// Invariants: whoever is there from before a message was published, as its author is, has it in the
// end (delivered), and is told of it once (once); nobody is connected to more peers than may be, or
// has more in its mesh than may be (degree), or gossips with more than it is connected to
// (bounded); at rest both ends of every link know of it (agree), and meshes are filled
// (filled); when all links were closed nothing of any peer is left (clean).
#include "sim/crowd_scenario.h"

#include <algorithm>

#include "core/base/format.h"
#include "sim/clean_swarm.h"
#include "sim/gossip_swarm.h"
#include "sim/scenario.h"

namespace sim {
namespace {

using core::Prng;
using net::swarm::Swarm;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view crowd_topic = "t";
constexpr std::size_t crowd_degree_max = 14;
// Longer than a backoff, and than it takes to notice that a peer is gone and to dial another.
constexpr std::uint64_t rest_seconds = 90;
// Longer than anything of a peer that has gone is kept.
constexpr seconds forgetting_time{150};

GossipSwarm::Options crowd_drawn_from(Prng& prng, const Crowd& crowd) {
    GossipSwarm::Options options;
    options.node_count = crowd.node_count;
    options.degree = 8;
    options.forgotten_percent = crowd.forgotten_percent;
    SwarmWorld::Options& world = options.world;
    world.delay_min = milliseconds(prng.between(1, 20));
    world.delay_max = milliseconds(prng.between(20, 150));
    world.wire = {.delay_max = milliseconds(prng.between(0, 20)),
                  .loss_percent = static_cast<std::uint32_t>(prng.between(1, 3)),
                  .fragment_percent = static_cast<std::uint32_t>(prng.between(0, 10)),
                  .clog_percent = static_cast<std::uint32_t>(prng.between(0, 2)),
                  .clog_max = milliseconds(prng.between(100, 1000))};
    world.mutant = crowd.mutant;
    world.swarm.stack.security = net::swarm::Security::plaintext;
    world.swarm.connections.degree_max = crowd_degree_max;
    net::gossipsub::Options& gossip = world.swarm.gossip.emplace();
    // Smaller than the number of connections, so that its bounds are felt.
    gossip.mesh.degree = 4;
    gossip.mesh.degree_low = 3;
    gossip.mesh.degree_high = 5;
    gossip.mesh.best_kept = 2;
    gossip.mesh.outbound_min = 1;
    gossip.validation = crowd.forgotten_percent > 0 ? net::gossipsub::Validation::by_user
                                                    : net::gossipsub::Validation::none;
    return options;
}

class CrowdPlayer {
public:
    CrowdPlayer(Run& run, const Crowd& crowd)
        : run_(run), options_(crowd_drawn_from(run.prng(), crowd)), swarm_(run, options_) {}

    void play() {
        swarm_.begin();
        const std::uint64_t rounds = prng().between(2, 3);
        for (std::uint64_t i = 0; i < rounds; ++i) play_round();
        heal();
        end_all();
    }

private:
    Prng& prng() { return run_.prng(); }
    SwarmWorld& world() { return swarm_.world(); }
    NodeIndex draw_node() { return static_cast<NodeIndex>(prng().below(world().size())); }

    void pass(std::uint64_t count) {
        for (std::uint64_t i = 0; i < count; ++i) {
            world().run_until(world().now() + seconds{1});
            swarm_.find_neighbours();
        }
    }

    void publish() {
        NodeIndex author = draw_node();
        while (!world().is_up(author)) author = draw_node();
        static_cast<void>(
            swarm_.publish(author, static_cast<std::size_t>(prng().between(0, 3000))));
    }

    // What is parted comes together before messages are forgotten.
    void play_round() {
        const std::uint64_t actions = prng().between(3, 6);
        for (std::uint64_t i = 0; i < actions; ++i) {
            disturb();
            publish();
            world().run_until(world().now() + milliseconds(prng().between(0, 600)));
            check_bounds();
        }
        world().heal();
        pass(3);
        for (NodeIndex node = 0; node < world().size(); ++node)
            if (!world().is_up(node) && prng().chance(1, 2)) swarm_.revive(node);
        swarm_.find_neighbours();
        pass(2);
        check_bounds();
    }

    void disturb() {
        switch (prng().below(3)) {
            case 0: {
                std::vector<bool> set;
                for (NodeIndex i = 0; i < world().size(); ++i) set.push_back(prng().chance(1, 3));
                return world().part(set);
            }
            case 1: {
                const auto joins = world().joins();
                for (std::size_t i = 0; i < joins.size(); i += 40)
                    world().cut(joins[i].one, joins[i].other);
                return;
            }
            default:
                for (NodeIndex i = 0; i < world().size() / 25; ++i) {
                    const NodeIndex node = draw_node();
                    if (!world().is_up(node)) continue;
                    prng().chance(1, 2) ? swarm_.crash(node) : swarm_.lose_power(node);
                }
        }
    }

    void check_bounds() {
        const net::gossipsub::MeshOptions& mesh = options_.world.swarm.gossip->mesh;
        for (NodeIndex node = 0; node < world().size(); ++node) {
            if (!world().is_up(node)) continue;
            Swarm& swarm = world().swarm(node);
            std::vector<core::codec::PeerId> peers;
            std::size_t outgoing = 0;
            for (const auto& connection : swarm.connections(world().now())) {
                if (!connection.peer) continue;
                outgoing += connection.direction == net::Direction::outgoing ? 1 : 0;
                if (std::ranges::find(peers, *connection.peer) == peers.end())
                    peers.push_back(*connection.peer);
            }
            run_.check("bounded", swarm.gossip().holdings().peers <= swarm.connection_count(),
                       "a router knows more peers than are connected");
            run_.check("degree", peers.size() <= crowd_degree_max,
                       core::formatted("{} is connected to {} peers", node, peers.size()));
            // Beyond the mark come those that we have dialled, until the next heartbeat.
            const std::size_t in_mesh = swarm.mesh(crowd_topic).size();
            run_.check("degree", in_mesh <= mesh.degree_high + mesh.opportunistic_count + outgoing,
                       core::formatted("{} has {} peers in its mesh", node, in_mesh));
        }
    }

    void heal() {
        world().heal();
        for (NodeIndex node = 0; node < world().size(); ++node)
            if (!world().is_up(node)) swarm_.revive(node);
        swarm_.find_neighbours();
        pass(rest_seconds);
        check_bounds();
        check_messages();
        check_rest();
    }

    void check_messages() {
        std::uint64_t there = 0;
        const auto messages = swarm_.messages();
        for (std::size_t i = 0; i < messages.size(); ++i) {
            const auto& message = messages[i];
            run_.check("once", message.again == 0, "somebody was told of a message again");
            if (!swarm_.is_there_since(message.author, message.published)) continue;
            ++there;
            const auto missing = swarm_.missing(message);
            run_.check(
                "delivered", !missing,
                core::formatted("message {} did not come to node {}", i, missing.value_or(0)));
        }
        run_.measure("messages", there);
    }

    void check_rest() {
        const std::size_t low = options_.world.swarm.gossip->mesh.degree_low;
        std::size_t all_in_mesh = 0;
        for (NodeIndex node = 0; node < world().size(); ++node) {
            Swarm& swarm = world().swarm(node);
            for (const auto& connection : swarm.connections(world().now())) {
                const auto other = connection.peer ? world().find(*connection.peer) : std::nullopt;
                run_.check("agree", other && world().swarm(*other).is_connected(world().id(node)),
                           core::formatted("only {} knows of one of its connections", node));
            }
            const std::size_t in_mesh = swarm.mesh(crowd_topic).size();
            // Some find all others full, and wait until a backoff is over.
            run_.check("filled", in_mesh >= 1,
                       core::formatted("nobody is in the mesh of {}", node));
            all_in_mesh += in_mesh;
        }
        run_.check("filled", all_in_mesh >= low * world().size(),
                   core::formatted("in the meshes of all are {} peers", all_in_mesh));
        run_.measure("mesh_percent", 100 * all_in_mesh / world().size());
        run_.measure("links", world().join_count());
    }

    void end_all() {
        for (NodeIndex node = 0; node < world().size(); ++node)
            world().act(node, [&](Swarm& swarm) { swarm.shut_down(world().now()); });
        world().run_until(world().now() + forgetting_time);
        run_.check("clean", world().join_count() == 0,
                   core::formatted("{} links are left", world().join_count()));
        for (NodeIndex node = 0; node < world().size(); ++node)
            check_is_clean(run_, world().swarm(node));
    }

    Run& run_;
    GossipSwarm::Options options_;
    GossipSwarm swarm_;
};

Crowd large_crowd(Run& run) {
    return {.node_count = static_cast<NodeIndex>(run.prng().between(200, 400))};
}

}  // namespace

void play_crowd(Run& run, const Crowd& crowd) { CrowdPlayer(run, crowd).play(); }

void play_swarm_large(Run& run) { play_crowd(run, large_crowd(run)); }
void play_swarm_large_canary(Run& run) {
    Crowd crowd = large_crowd(run);
    crowd.forgotten_percent = 90;
    play_crowd(run, crowd);
}

}  // namespace sim

// GossipSwarm is a SwarmWorld whose nodes share one topic: it joins them at random, publishes, and
// keeps account of what became of every message. Nodes look for new neighbours when they have lost
// some, as a node's connection manager would.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/swarm_world.h"

namespace sim {

class GossipSwarm final : public SwarmWorld::Observer {
public:
    struct Options {
        SwarmWorld::Options world{};
        NodeIndex node_count = 10;
        // Each node dials half as many others, and has at most so many more.
        std::size_t degree = 8;
        std::size_t degree_slack = 2;
        // A planted bug: of the messages that came first, so many are not forwarded.
        std::uint32_t forgotten_percent = 0;
    };

    // The run must outlive it.
    GossipSwarm(Run& run, const Options& options);

    [[nodiscard]] SwarmWorld& world() { return world_; }
    // All nodes are there, joined, and in one topic when it returns.
    void begin();
    // Who has too few neighbours, since some died, dials others.
    void find_neighbours();
    void revive(NodeIndex node);
    // As the world does it; what the node has counted is kept.
    void crash(NodeIndex node);
    void lose_power(NodeIndex node);

    struct Message {
        NodeIndex author;
        core::Instant published;
        std::size_t encoded_size;
        // By node, when it came there for the first time.
        std::vector<std::optional<core::Instant>> delivered;
        std::uint64_t again = 0;  // Told to a user a second time in one life: never.
    };
    std::size_t publish(NodeIndex author, std::size_t size);
    [[nodiscard]] std::span<const Message> messages() const { return messages_; }

    [[nodiscard]] bool is_there_since(NodeIndex node, core::Instant when) const;
    // A node that was there ever since it was published, and has it not.
    [[nodiscard]] std::optional<NodeIndex> missing(const Message& message) const;
    // Copies of messages that came whole, in all lives of all nodes; and of these, the first ones.
    struct Copies {
        std::uint64_t all = 0;
        std::uint64_t first = 0;
    };
    [[nodiscard]] Copies copies();
    [[nodiscard]] std::uint64_t failed_dials() const { return failed_dials_; }

private:
    struct Member {
        core::Instant up_since{};
        core::FlatMap<net::swarm::DialId, NodeIndex> dials{};  // Under way, and to whom.
    };

    void hear(NodeIndex node, const net::swarm::Event& event) override;
    void hear(NodeIndex node, const net::gossipsub::MessageReceived& received);
    void forget(NodeIndex node) override;
    void begin_life(NodeIndex node);
    void count_copies(Copies& copies, NodeIndex node);
    [[nodiscard]] std::size_t link_count(NodeIndex node);
    void dial_until(NodeIndex from, std::size_t link_count_min);
    [[nodiscard]] bool are_neighbours(NodeIndex from, NodeIndex to);

    Options options_;
    core::Prng prng_;
    std::vector<Member> members_;
    std::vector<Message> messages_;
    core::OrderedMap<net::gossipsub::MessageId, std::size_t> by_id_;
    std::uint64_t failed_dials_ = 0;
    Copies of_past_lives_;
    SwarmWorld world_;
};

}  // namespace sim

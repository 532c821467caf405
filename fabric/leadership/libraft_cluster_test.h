// LibraftCluster is a Cluster whose members are libraft's: the same clocks, network, faults and
// Judge, and driven by the same calls.
#pragma once

#include <memory>
#include <string_view>

#include "core/testing/virtual_time.h"
#include "fabric/leadership/libraft_node_test.h"

namespace fabric::leadership::testing {

class LibraftCluster : public core::testing::InVirtualTime {
public:
    static constexpr std::string_view name = "libraft";

    struct Node {
        unsigned number = 0;
        std::unique_ptr<LibraftNode> raft = {};  // Nothing while it is down.
        LibraftDisk disk = {};
        unsigned life = 0;
        TestClock clock = {};
        Index checked = {};
        Index applied = {};
    };

    LibraftCluster(const ClusterOptions& options, core::Seed seed, LibraftErrors errors = {})
        : options_(options), errors_(errors), prng_(seed), network_(options.node_count) {
        for (unsigned i = 0; i < options.node_count; ++i)
            nodes_.emplace_back(Node{.number = i}).clock.begin(prng_, options.clock_drift_ppm);
        for (unsigned i = 0; i < options.node_count; ++i) start(i);
    }

    [[nodiscard]] Judge& judge() { return judge_; }
    [[nodiscard]] bool has_failed() const { return judge_.failed(); }
    [[nodiscard]] ClusterOptions& options() { return options_; }
    [[nodiscard]] unsigned node_count() const { return options_.node_count; }
    [[nodiscard]] Node& node(unsigned number) { return nodes_[number]; }
    [[nodiscard]] LibraftNode* raft(unsigned number) { return nodes_[number].raft.get(); }
    [[nodiscard]] bool is_up(unsigned number) const { return nodes_[number].raft != nullptr; }

    [[nodiscard]] std::optional<unsigned> leader() const {
        std::optional<unsigned> latest;
        for (const Node& node : nodes_) {
            if (!node.raft || node.raft->state() != State::leader) continue;
            if (!latest || nodes_[*latest].raft->term() < node.raft->term()) latest = node.number;
        }
        return latest;
    }

    void start(unsigned number) {
        Node& node = nodes_[number];
        const bool is_first_life = ++node.life == 1;
        node.checked = node.applied = {};
        judge_.remembers(number, node.disk.hard_state());
        node.raft = std::make_unique<LibraftNode>(
            LibraftNode::Begin{number, options_.voter_count, is_first_life,
                               core::Seed{prng_.next()}, errors_},
            options_, node.disk, local(node));
        drive(node);
    }
    void crash(unsigned number) {
        nodes_[number].raft.reset();
        nodes_[number].disk.lose_power(prng_);
    }
    void block(unsigned from, unsigned to, bool is_blocked) {
        network_.block(from, to, is_blocked);
    }
    void isolate(unsigned number) { network_.isolate(number); }
    void heal() { network_.heal(); }

    std::optional<Place> propose(unsigned number, core::Bytes bytes) {
        Node& node = nodes_[number];
        const auto place = node.raft->propose(bytes, local(node));
        if (place) judge_.proposed(number, node.life, *place);
        drive(node);
        return place;
    }
    void transfer(unsigned number, unsigned target) {
        nodes_[number].raft->transfer(target, local(nodes_[number]));
        drive(nodes_[number]);
    }

    // Whatever is next; nothing beyond `until`.
    bool step(Instant until);

private:
    [[nodiscard]] Instant local(const Node& node) const { return node.clock.local(now_); }
    void deliver();
    void drive(Node& node);
    void check(const Node& node);

    ClusterOptions options_;
    LibraftErrors errors_;
    core::Prng prng_;
    TestNetwork<LibraftMessage> network_;
    Judge judge_;
    std::vector<Node> nodes_;
    std::uint64_t steps_ = 0;
};

inline bool LibraftCluster::step(Instant until) {
    Instant next = network_.next_at();
    Node* waking = nullptr;
    Node* writing = nullptr;
    for (Node& node : nodes_) {
        if (!node.raft) continue;
        const Instant at = std::max(now_, node.clock.global(node.raft->deadline()));
        if (at < next) {
            next = at;
            waking = &node;
        }
    }
    for (Node& node : nodes_) {
        if (!node.raft) continue;
        // Its disk reckons with its clock.
        const auto done_at = node.disk.next_done_at();
        const Instant at = done_at ? std::max(now_, node.clock.global(*done_at)) : Instant::max();
        if (at < next) {
            next = at;
            writing = &node;
        }
    }
    if (next > until) return false;
    now_ = std::max(now_, next);
    if (writing) {
        writing->raft->finish_writing(local(*writing));
        drive(*writing);
    } else if (waking) {
        waking->raft->expire(local(*waking));
        drive(*waking);
    } else {
        deliver();
    }
    return true;
}

inline void LibraftCluster::deliver() {
    const auto packet = network_.take();
    Node& node = nodes_[packet.to];
    if (!node.raft || network_.is_blocked(packet.from, packet.to)) return;
    node.raft->receive(packet.from, packet.payload, local(node));
    drive(node);
}

inline void LibraftCluster::drive(Node& node) {
    const LibraftNode& raft = *node.raft;
    const LibraftNode::Results results = node.raft->take_results();
    const Index commit_before = node.checked;
    if (results.became_leader) judge_.leads(node.number, raft);
    node.checked = judge_.commits(raft, node.checked);
    for (const LibraftNode::Applied& applied : results.applied) {
        if (applied.hash) judge_.hands_out(applied.index, *applied.hash);
        judge_.applies(applied.index, applied.state);
    }
    node.applied = raft.applied();
    for (const ProposalEnded& ended : results.ended) judge_.ended(node.number, node.life, ended);
    for (const LibraftNode::Outgoing& outgoing : results.messages) {
        const raft_message& fields = outgoing.message.fields;
        const raft_request_vote_result& vote = fields.request_vote_result;
        if (fields.type == RAFT_IO_REQUEST_VOTE_RESULT && vote.vote_granted &&
            vote.pre_vote != raft_tribool_true)
            judge_.votes(node.number, Term{vote.term}, outgoing.to);
        network_.send({node.number, outgoing.to, outgoing.message}, options_, prng_, now_);
    }
    if (raft.state() == State::leader && raft.commit() > commit_before) {
        std::vector<const LibraftDisk*> disks;
        for (const Node& each : nodes_) disks.push_back(&each.disk);
        judge_.is_durable(raft, disks);
    }
    check(node);
}

inline void LibraftCluster::check(const Node& node) {
    judge_.expect(node.raft->state() != State::stopped, "contradicted: libraft gave up");
    judge_.expect(node.raft->applied() <= node.raft->commit(), "applied: more than is committed");
    if (++steps_ % 64 != 0) return;
    for (const Node& other : nodes_)
        if (other.raft && other.number != node.number)
            judge_.logs_match(node.raft->log(), other.raft->log());
}

}  // namespace fabric::leadership::testing

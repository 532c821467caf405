// Cluster is a group of members in one thread and in virtual time: their clocks run at different
// rates, their network loses, repeats, delays and reorders, their disks are slow and lose what they
// did not acknowledge. After every step the Judge looks at all of it. Who drives it draws what
// happens; the same draws give the same run.
#pragma once

#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/testing/virtual_time.h"
#include "fabric/leadership/judge_test.h"
#include "fabric/leadership/world_test.h"

namespace fabric::leadership::testing {

struct Node {
    unsigned number = 0;
    std::unique_ptr<Raft> raft = {};  // Nothing while it is down.
    TestDisk disk = {};
    unsigned life = 0;
    TestClock clock = {};
    Index checked = {};
    // The state that the log makes, and the newest snapshot of it, which peers may get.
    Index applied = {};
    std::uint64_t state = 1;
    core::Buffer content = {};
    core::Buffer staged = {};
    std::map<ReadId, std::uint64_t> reads = {};  // How much was committed when it was asked for.
    std::uint64_t reads_done = 0;
    std::vector<Event> events = {};  // Of the last step, for scripted tests.
};

class Cluster : public core::testing::InVirtualTime {
public:
    static constexpr std::string_view name = "our Raft";

    Cluster(const ClusterOptions& options, core::Seed seed)
        : options_(options), prng_(seed), network_(options.node_count) {
        for (unsigned i = 0; i < options.node_count; ++i) {
            Node& node = nodes_.emplace_back(Node{.number = i});
            node.clock.begin(prng_, options.clock_drift_ppm);
            SnapshotMeta genesis;
            if (i < options.voter_count) genesis.configuration = voters(options.voter_count);
            node.disk.begin(genesis);
        }
        for (unsigned i = 0; i < options.node_count; ++i) start(i);
    }

    [[nodiscard]] Judge& judge() { return judge_; }
    [[nodiscard]] bool has_failed() const { return judge_.failed(); }
    [[nodiscard]] core::Prng& prng() { return prng_; }
    [[nodiscard]] ClusterOptions& options() { return options_; }
    [[nodiscard]] Instant now() const { return now_; }
    [[nodiscard]] unsigned node_count() const { return options_.node_count; }
    [[nodiscard]] Node& node(unsigned number) { return nodes_[number]; }
    [[nodiscard]] Raft* raft(unsigned number) { return nodes_[number].raft.get(); }
    [[nodiscard]] bool is_up(unsigned number) const { return nodes_[number].raft != nullptr; }
    [[nodiscard]] Instant local(const Node& node) const { return node.clock.local(now_); }

    // The leader of the latest term that is up.
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
        ++node.life;
        node.applied = node.disk.stored().snapshot.last.index;
        node.content = node.disk.content();
        node.state = node.content.empty() ? 1 : state_in(node.content);
        node.checked = {};
        node.staged.clear();
        node.reads.clear();
        Stored stored = node.disk.stored();
        if (options_.forgets_votes) stored.hard_state.vote.reset();
        judge_.remembers(number, stored.hard_state);
        node.raft = std::make_unique<Raft>(member(number), options_.raft, stored,
                                           core::Seed{prng_.next()}, local(node));
        drive(node);
    }
    void crash(unsigned number) {
        nodes_[number].raft.reset();
        nodes_[number].disk.lose_power(prng_);
    }
    void fail_disk(unsigned number) {
        nodes_[number].raft->persist_failed(local(nodes_[number]));
        drive(nodes_[number]);
    }
    void block(unsigned from, unsigned to, bool is_blocked) {
        network_.block(from, to, is_blocked);
    }
    void isolate(unsigned number) { network_.isolate(number); }
    // One clock is as slow as it may be, and all others as fast.
    void set_clocks_against(unsigned slow) {
        const std::int64_t drift = options_.clock_drift_ppm;
        for (Node& node : nodes_) node.clock.set_rate(node.number == slow ? -drift : drift, now_);
    }
    void heal() { network_.heal(); }

    OrRefusal<Place> propose(unsigned number, core::Bytes bytes) {
        Node& node = nodes_[number];
        const auto place = node.raft->propose(bytes, local(node));
        if (place) judge_.proposed(number, node.life, *place);
        drive(node);
        return place;
    }
    OrRefusal<Place> change(unsigned number, const Change& change) {
        Node& node = nodes_[number];
        const auto place = node.raft->change(change, local(node));
        if (place) judge_.proposed(number, node.life, *place);
        drive(node);
        return place;
    }
    OrRefusal<void> transfer(unsigned number, unsigned target) {
        Node& node = nodes_[number];
        const auto begun = node.raft->transfer(member(target), local(node));
        drive(node);
        return begun;
    }
    OrRefusal<ReadId> read(unsigned number) {
        Node& node = nodes_[number];
        const auto id = node.raft->read(local(node));
        if (id) node.reads[*id] = judge_.committed_count();
        drive(node);
        return id;
    }
    // As if it had come over the network.
    void inject(unsigned from, unsigned to, const Message& message) {
        nodes_[to].raft->receive(member(from), message, local(nodes_[to]));
        drive(nodes_[to]);
    }

    // Whatever is next; nothing beyond `until`.
    bool step(Instant until);

private:
    static std::uint64_t state_in(const core::Buffer& content) {
        return core::Reader(content).u64_le().value();
    }
    core::Buffer content_of(const Node& node) {
        const std::uint64_t size = 8 + node.state % options_.snapshot_size_max;
        core::Buffer content(static_cast<std::size_t>(size), std::byte{7});
        core::SpanWriter(content).u64_le(node.state);
        return content;
    }

    void drive(Node& node);
    bool drive_once(Node& node);
    void note(Node& node, const Event& event);
    void send(Node& node, Outgoing outgoing);
    void check(const Node& node);
    void take_snapshot(Node& node);

    ClusterOptions options_;
    core::Prng prng_;
    TestNetwork<core::Buffer> network_;
    Judge judge_;
    std::vector<Node> nodes_;
    std::uint64_t steps_ = 0;
};

inline void Cluster::note(Node& node, const Event& event) {
    if (holds_alternative<BecameLeader>(event)) judge_.leads(node.number, *node.raft);
    if (const auto* said = get_if<Contradicted>(&event))
        judge_.fail(core::formatted("contradicted: {}", said->what));
    if (const auto* ready = get_if<ReadReady>(&event)) {
        judge_.expect(ready->index.value >= node.reads[ready->id], "reads: an old state");
        ++node.reads_done;
    }
}

inline void Cluster::send(Node& node, Outgoing outgoing) {
    for (unsigned to = 0; to < node_count(); ++to) {
        if (member(to) != outgoing.to) continue;
        if (auto* install = get_if<InstallSnapshot>(&outgoing.message))
            install->data = core::Bytes(node.content)
                                .subspan(static_cast<std::size_t>(install->offset),
                                         static_cast<std::size_t>(install->length));
        const auto* vote = get_if<VoteResult>(&outgoing.message);
        if (vote && vote->is_granted && !vote->is_pre_vote)
            judge_.votes(node.number, vote->term, to);
        const core::Buffer bytes = write_message(outgoing.message);
        judge_.expect(bytes.size() <= message_size_max, "bounded: a large message");
        network_.send({node.number, to, bytes}, options_, prng_, now_);
    }
}

inline void Cluster::take_snapshot(Node& node) {
    SnapshotMeta snapshot = node.raft->describe_snapshot(node.applied);
    node.content = content_of(node);
    snapshot.size = node.content.size();
    snapshot.digest = core::blake3(node.content);
    node.disk.take_snapshot(snapshot, node.content);
    node.raft->snapshot_taken(snapshot, local(node));
}

// Events are answered when all else was taken, since an answer is an input.
inline bool Cluster::drive_once(Node& node) {
    Raft& raft = *node.raft;
    bool wants_snapshot = false;
    std::vector<Ticket> early;
    node.checked = judge_.commits(raft, node.checked);
    while (const auto event = raft.next_event()) {
        if (const auto* end = get_if<ProposalEnded>(&*event))
            judge_.ended(node.number, node.life, *end);
        note(node, *event);
        node.events.push_back(*event);
    }
    while (auto piece = raft.next_piece()) {
        if (piece->offset == 0) node.staged.clear();
        judge_.expect(piece->offset == node.staged.size(), "pieces: out of order");
        core::append(node.staged, piece->bytes);
    }
    while (const auto order = raft.next_order()) {
        const auto most = static_cast<std::uint64_t>(options_.write_max.count());
        if (order->install) {
            judge_.expect(core::blake3(node.staged) == order->install->snapshot.digest,
                          "snapshots: another content");
            node.content = node.staged;
            node.state = state_in(node.content);
            node.applied = order->install->snapshot.last.index;
            judge_.applies(node.applied, node.state);
        }
        node.disk.order(*order, node.content, now_ + microseconds{prng_.below(most + 1)});
        if (options_.answers_early) early.push_back(order->ticket);
    }
    while (auto message = raft.next_message()) send(node, *std::move(message));
    while (const auto committed = raft.next_committed()) {
        judge_.expect(committed->index == node.applied.next(), "applied: a gap");
        node.applied = committed->index;
        const Judge::Fact fact = Judge::fact(committed->entry);
        judge_.hands_out(node.applied, fact.hash);
        node.state = (node.state ^ fact.hash) * 31 + fact.term.value + 1;
        judge_.applies(node.applied, node.state);
    }
    while (const auto event = raft.next_event()) {
        wants_snapshot |= holds_alternative<SnapshotWanted>(*event);
        note(node, *event);
        node.events.push_back(*event);
    }
    if (wants_snapshot) take_snapshot(node);
    for (const Ticket ticket : early) raft.persisted(ticket, local(node));
    return wants_snapshot || !early.empty();
}

inline void Cluster::drive(Node& node) {
    node.events.clear();
    const Index commit_before = node.checked;
    while (drive_once(node)) {
    }
    node.checked = judge_.commits(*node.raft, node.checked);
    if (node.raft->state() == State::leader && node.raft->commit() > commit_before) {
        std::vector<const TestDisk*> disks;
        for (const Node& each : nodes_) disks.push_back(&each.disk);
        judge_.is_durable(*node.raft, disks);
    }
    check(node);
}

inline void Cluster::check(const Node& node) {
    const Options& bounds = options_.raft;
    judge_.expect(node.raft->log().size() <= 2 * bounds.log_size_max + entry_size_max,
                  "bounded: the log");
    if (const Leading* leading = node.raft->leading())
        for (const auto& [id, follower] : leading->followers)
            judge_.expect(follower.in_flight_count() <= bounds.appends_in_flight_max,
                          "bounded: appends in flight");
    if (node.raft->leading()) {
        judge_.is_followed(*node.raft, bounds, local(node));
        judge_.changes_one_at_a_time(*node.raft);
    }
    for (const Node& holder : nodes_) {
        if (!holder.raft || !holder.raft->holds_lease(local(holder))) continue;
        for (const Node& other : nodes_) {
            const bool is_later = other.raft && other.raft->state() == State::leader &&
                                  other.raft->term() > holder.raft->term();
            judge_.expect(!is_later, "lease: another leader while one holds a lease");
        }
    }
    if (++steps_ % 64 != 0) return;
    for (const Node& other : nodes_)
        if (other.raft && other.number != node.number)
            judge_.logs_match(node.raft->log(), other.raft->log());
}

inline bool Cluster::step(Instant until) {
    Instant next = network_.next_at();
    Node* waking = nullptr;
    Node* writing = nullptr;
    for (Node& node : nodes_) {
        if (!node.raft) continue;
        if (const auto deadline = node.raft->deadline()) {
            const Instant at = std::max(now_, node.clock.global(*deadline));
            if (at < next) {
                next = at;
                waking = &node;
            }
        }
    }
    for (Node& node : nodes_) {
        if (!node.raft) continue;
        if (const auto at = node.disk.next_done_at(); at && *at < next) {
            next = *at;
            writing = &node;
        }
    }
    if (next > until) return false;
    now_ = std::max(now_, next);
    if (writing) {
        const Ticket ticket = writing->disk.finish_next();
        if (!options_.answers_early) writing->raft->persisted(ticket, local(*writing));
        drive(*writing);
    } else if (waking) {
        waking->raft->expire(local(*waking));
        drive(*waking);
    } else {
        const auto packet = network_.take();
        Node& node = nodes_[packet.to];
        if (!node.raft || network_.is_blocked(packet.from, packet.to)) return true;
        const auto message = read_message(packet.payload);
        judge_.expect(message.has_value(), "messages: unreadable");
        if (message) node.raft->receive(member(packet.from), *message, local(node));
        drive(node);
    }
    return true;
}

}  // namespace fabric::leadership::testing

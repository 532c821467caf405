// Cluster is a group of members in one thread and in virtual time: their clocks run at different
// rates, their network loses, repeats, delays and reorders, their disks are slow and lose what they
// did not acknowledge. After every step the Judge looks at all of it. Who drives it draws what
// happens; the same draws give the same run.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/reader.h"
#include "core/base/writer.h"
#include "fabric/leadership/judge_test.h"

namespace fabric::leadership::testing {

using core::Duration;
using core::Instant;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct ClusterOptions {
    unsigned node_count = 3;
    unsigned voter_count = 3;  // At the beginning; the others know of nothing.
    Options raft = {};
    std::uint32_t clock_drift_ppm = 0;  // Each clock has its own rate within.
    std::uint32_t lost_percent = 0;
    std::uint32_t repeated_percent = 0;
    std::uint32_t clogged_percent = 0;  // These come seconds later, when much has changed.
    Duration delay_max = milliseconds{5};
    Duration write_max = milliseconds{5};
    std::size_t snapshot_size_max = 3'000;
    bool answers_early = false;  // A bug: orders are acknowledged when they are given.
    bool forgets_votes = false;  // A bug: of the hard state only the term is kept.
};

struct Node {
    unsigned number = 0;
    std::unique_ptr<Raft> raft = {};  // Nothing while it is down.
    TestDisk disk = {};
    unsigned life = 0;
    std::int64_t rate_ppm = 0;
    core::Instant clock = {};  // What it showed when its rate was set.
    core::Instant rate_since = {};
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

class Cluster {
public:
    Cluster(const ClusterOptions& options, core::Seed seed) : options_(options), prng_(seed) {
        for (unsigned i = 0; i < options.node_count; ++i) {
            Node& node = nodes_.emplace_back(Node{.number = i});
            const std::uint64_t drift = options.clock_drift_ppm;
            node.rate_ppm = static_cast<std::int64_t>(prng_.below(2 * drift + 1)) -
                            static_cast<std::int64_t>(drift);
            node.clock = Instant{milliseconds{prng_.below(100'000)}};
            SnapshotMeta genesis;
            if (i < options.voter_count) genesis.configuration = voters(options.voter_count);
            node.disk.begin(genesis);
        }
        blocked_.assign(options.node_count, std::vector<bool>(options.node_count, false));
        for (unsigned i = 0; i < options.node_count; ++i) start(i);
    }

    [[nodiscard]] Judge& judge() { return judge_; }
    [[nodiscard]] core::Prng& prng() { return prng_; }
    [[nodiscard]] ClusterOptions& options() { return options_; }
    [[nodiscard]] Instant now() const { return now_; }
    [[nodiscard]] unsigned node_count() const { return options_.node_count; }
    [[nodiscard]] Node& node(unsigned number) { return nodes_[number]; }
    [[nodiscard]] Raft* raft(unsigned number) { return nodes_[number].raft.get(); }
    [[nodiscard]] bool is_up(unsigned number) const { return nodes_[number].raft != nullptr; }
    [[nodiscard]] Instant local(const Node& node) const {
        const Duration since = now_ - node.rate_since;
        return node.clock + since + since * node.rate_ppm / 1'000'000;
    }

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
    void block(unsigned from, unsigned to, bool is_blocked) { blocked_[from][to] = is_blocked; }
    void isolate(unsigned number) {
        for (unsigned i = 0; i < node_count(); ++i)
            blocked_[i][number] = blocked_[number][i] = i != number;
    }
    // One clock is as slow as it may be, and all others as fast.
    void set_clocks_against(unsigned slow) {
        for (Node& node : nodes_) {
            node.clock = local(node);
            node.rate_since = now_;
            const std::int64_t drift = options_.clock_drift_ppm;
            node.rate_ppm = node.number == slow ? -drift : drift;
        }
    }
    void heal() { blocked_.assign(node_count(), std::vector<bool>(node_count(), false)); }

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
    void run_for(Duration duration) {
        const Instant until = now_ + duration;
        while (!judge_.failed() && step(until)) {
        }
        now_ = std::max(now_, until);
    }
    template <class Condition>
    bool run_until(Condition condition, Duration limit) {
        const Instant until = now_ + limit;
        while (!judge_.failed() && !condition())
            if (!step(until)) return condition();
        return condition();
    }

private:
    struct Packet {
        unsigned from;
        unsigned to;
        core::Buffer bytes;
    };

    [[nodiscard]] Instant global(const Node& node, Instant local_time) const {
        const Duration since = local_time - node.clock;
        return node.rate_since + since * 1'000'000 / (1'000'000 + node.rate_ppm) + microseconds{2};
    }
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
    Judge judge_;
    Instant now_{};
    std::vector<Node> nodes_;
    std::vector<std::vector<bool>> blocked_;
    std::multimap<Instant, Packet> packets_;
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
        if (blocked_[node.number][to] || prng_.chance(options_.lost_percent, 100)) return;
        const auto delay = [&] {
            const auto most = static_cast<std::uint64_t>(options_.delay_max.count());
            const bool is_clogged = prng_.chance(options_.clogged_percent, 100);
            return microseconds{prng_.below(is_clogged ? 5'000'000 : most + 1)};
        };
        packets_.insert({now_ + delay(), {node.number, to, bytes}});
        if (prng_.chance(options_.repeated_percent, 100))
            packets_.insert({now_ + 4 * delay(), {node.number, to, bytes}});
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
    Instant next = packets_.empty() ? Instant::max() : packets_.begin()->first;
    Node* waking = nullptr;
    Node* writing = nullptr;
    for (Node& node : nodes_) {
        if (!node.raft) continue;
        if (const auto deadline = node.raft->deadline()) {
            const Instant at = std::max(now_, global(node, *deadline));
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
        const Packet packet = std::move(packets_.begin()->second);
        packets_.erase(packets_.begin());
        Node& node = nodes_[packet.to];
        if (!node.raft || blocked_[packet.from][packet.to]) return true;
        const auto message = read_message(packet.bytes);
        judge_.expect(message.has_value(), "messages: unreadable");
        if (message) node.raft->receive(member(packet.from), *message, local(node));
        drive(node);
    }
    return true;
}

}  // namespace fabric::leadership::testing

// World is some nodes with one document each in one thread and in virtual time. Their journals are
// slow and lose what they have not synced when power fails; their links lose, repeat, delay and
// reorder, are cut, and take a little at a time; nodes pause and crash. Reconciliations and
// snapshots happen as if by themselves, take a while, and may fail. After every step it is looked
// at what was said (BR15).
#pragma once

#include <map>
#include <set>
#include <string>

#include "core/base/prng.h"
#include "core/testing/virtual_time.h"
#include "fabric/broadcast/world_node_test.h"

namespace fabric::broadcast::testing {

class World : public core::testing::InVirtualTime {
public:
    World(const WorldOptions& options, core::Seed seed) : options_(options), prng_(seed) {
        nodes_.resize(options.node_count);
        for (unsigned i = 0; i < options.node_count; ++i) {
            nodes_[i].number = i;
            nodes_[i].links.resize(options.node_count);
            start(nodes_[i]);
        }
    }

    [[nodiscard]] const std::string& failure() const { return failure_; }
    [[nodiscard]] bool has_failed() const { return !failure_.empty(); }
    bool step(Instant until);
    [[nodiscard]] WorldOptions& options() { return options_; }
    [[nodiscard]] Node& node(std::size_t number) { return nodes_[number]; }
    [[nodiscard]] std::size_t node_count() const { return nodes_.size(); }

    void start(Node& node);
    void crash(Node& node);
    void pause(Node& node, Duration duration) { node.paused_until = now_ + duration; }
    void write(Node& node);
    void connect(unsigned one, unsigned other);
    void disconnect(unsigned one, unsigned other);
    void heal();
    // When all has been well for long enough: all have all, and say nothing any more.
    void expect_quiet();

    // So that a sweep shows that it came to them.
    std::map<std::string, std::uint64_t> counted;

private:
    struct Packet {
        unsigned from;
        unsigned to;
        unsigned link;
        core::Buffer bytes;
    };
    // A reconciliation, or a snapshot on its way, of what the one had when it began.
    struct Round {
        unsigned from;
        unsigned to;
        unsigned link;
        bool is_snapshot;
        std::set<Key> had;
    };

    void expect(bool holds, std::string_view what) {
        if (!holds && failure_.empty()) failure_ = what;
    }
    [[nodiscard]] bool is_up(const Node& node) const {
        return node.broadcast && node.paused_until <= now_;
    }
    [[nodiscard]] Duration drawn(Duration most) {
        return Duration{
            static_cast<std::int64_t>(prng_.below(static_cast<std::uint64_t>(most.count()) + 1))};
    }
    [[nodiscard]] static Delta delta_of(const Key& key) {
        return delta(number_of(key), 10 + number_of(key) % 90);
    }
    void journal(Node& node, const Key& key) {
        node.syncing.insert({now_ + drawn(options_.sync_max), key});
    }
    void sync(Node& node);
    void take(Node& node);
    void note(Node& node, const Event& event);
    void send(Node& node, const Outgoing& out);
    void judge(Node& node, Link& link, const Outgoing& out);
    void judge_delta(Node& node, Link& link, const Key& key);
    void receive(const Packet& packet);
    void finish(const Round& round);
    void give_room(Node& node, unsigned to);
    void check(const Node& node);

    WorldOptions options_;
    core::Prng prng_;
    Instant last_said_at_{};
    std::uint64_t written_ = 0;
    bool has_dropped_ = false;  // Of the message that is being taken.
    std::vector<Node> nodes_;
    std::multimap<Instant, Packet> packets_;
    std::multimap<Instant, Round> rounds_;
    std::string failure_;
};

inline void World::start(Node& node) {
    if (node.broadcast) return;
    node.broadcast =
        std::make_unique<Broadcast>(options_.broadcast, core::Seed{prng_.next()}, now_);
    for (unsigned i = 0; i < nodes_.size(); ++i) connect(node.number, i);
}

inline void World::crash(Node& node) {
    if (!node.broadcast) return;
    for (unsigned i = 0; i < nodes_.size(); ++i) disconnect(node.number, i);
    node.broadcast.reset();
    node.syncing.clear();
    node.paused_until = now_;
}

inline void World::write(Node& node) {
    if (is_up(node)) journal(node, key_of(++written_));
}

inline void World::connect(unsigned one, unsigned other) {
    if (one == other || !nodes_[one].broadcast || !nodes_[other].broadcast) return;
    if (nodes_[one].links[other].is_connected) return;
    for (const auto& [from, to] : {std::pair{one, other}, std::pair{other, one}}) {
        Link& link = nodes_[from].links[to];
        link = Link{true, link.number + 1, false, 0, now_, {}, {}};
        expect(nodes_[from].broadcast->connect(Peer{to}, now_), "world: a peer twice");
        take(nodes_[from]);
    }
}

inline void World::disconnect(unsigned one, unsigned other) {
    if (!nodes_[one].links[other].is_connected) return;
    for (const auto& [from, to] : {std::pair{one, other}, std::pair{other, one}}) {
        nodes_[from].links[to].is_connected = false;
        nodes_[from].broadcast->disconnect(Peer{to}, now_);
        take(nodes_[from]);
    }
}

inline void World::heal() {
    options_.lost_percent = options_.repeated_percent = 0;
    options_.link_size = 1'000'000;
    for (Node& node : nodes_) {
        start(node);
        node.paused_until = now_;
    }
    for (unsigned i = 0; i < nodes_.size(); ++i)
        for (unsigned k = 0; k < i; ++k) connect(i, k);
}

inline void World::sync(Node& node) {
    while (const auto due = core::testing::take_due(node.syncing, now_)) {
        const Key& key = *due;
        if (node.synced.insert(key).second)
            node.broadcast->add(delta_of(key), now_);
        else
            node.broadcast->synced(std::vector{key}, now_);
    }
}

inline void World::note(Node& node, const Event& event) {
    if (const Arrived* arrived = get_if<Arrived>(&event)) {
        expect(arrived->bytes == delta_of(arrived->key).bytes, "arrived: other bytes");
        if (node.synced.contains(arrived->key))
            node.broadcast->synced(std::vector{arrived->key}, now_);
        else
            journal(node, arrived->key);
    } else if (const Acknowledged* said = get_if<Acknowledged>(&event)) {
        for (const Key& key : said->keys) {
            expect(nodes_[number_of(said->peer)].synced.contains(key), "acknowledged: not synced");
            node.links[number_of(said->peer)].sent.erase(key);
            // What there was no room for is as good as not sent.
            if (!has_dropped_ || node.synced.contains(key))
                node.links[number_of(said->peer)].had.insert(key);
        }
    } else if (const ReconciliationWanted* wanted = get_if<ReconciliationWanted>(&event)) {
        const unsigned to = number_of(wanted->peer);
        Link& link = node.links[to];
        link.is_reconciled = false;
        link.sent.clear();
        ++counted["reconciliations"];
        rounds_.insert(
            {now_ + drawn(options_.round_max), {node.number, to, link.number, false, node.synced}});
    } else if (const SnapshotWanted* snapshot = get_if<SnapshotWanted>(&event)) {
        const unsigned to = number_of(snapshot->peer);
        ++counted["snapshots"];
        node.links[to].sent.clear();
        node.broadcast->snapshot_begun(snapshot->peer, now_);
        rounds_.insert({now_ + drawn(options_.round_max),
                        {node.number, to, node.links[to].number, true, node.synced}});
    } else if (holds_alternative<GivenUp>(event)) {
        ++counted["given up"];
    } else {
        expect(false, "a message that is malformed");
    }
}

// Both ends of a link are one link: what is cut comes to nothing.
inline void World::finish(const Round& round) {
    Node& node = nodes_[round.from];
    Node& other = nodes_[round.to];
    Link& link = node.links[round.to];
    if (!link.is_connected || link.number != round.link) return;
    const Peer peer{round.to};
    const bool has_failed =
        prng_.chance(options_.lost_percent, 100) || !is_up(node) || !is_up(other);
    if (has_failed) {
        if (round.is_snapshot)
            node.broadcast->snapshot_failed(peer, now_);
        else
            node.broadcast->reconciliation_failed(peer, now_);
    } else if (round.is_snapshot) {
        // Synced before it is acknowledged.
        for (const Key& key : round.had)
            if (other.synced.insert(key).second) other.broadcast->add(delta_of(key), now_);
        node.broadcast->snapshot_acknowledged(peer, now_);
        take(other);
    } else {
        for (const Key& key : node.synced)
            if (!other.synced.contains(key)) node.broadcast->lacks(peer, delta_of(key), now_);
        link.is_reconciled = true;
        node.broadcast->reconciled(peer, now_);
    }
    take(node);
}

inline void World::judge_delta(Node& node, Link& link, const Key& key) {
    expect(node.synced.contains(key), "sent: not synced");
    expect(link.is_reconciled, "sent: before it was reconciled");
    expect(!link.had.contains(key), "sent: to who is known to have it");
    const auto [at, is_new] =
        link.sent.try_emplace(key, now_, options_.broadcast.retry_after_min, now_);
    if (is_new) return;
    ++counted["retries"];
    Link::Sent& sent = at->second;
    expect(now_ - sent.at >= sent.wait_min, "retries: too soon");
    sent.at = now_;
    sent.wait_min = std::min(2 * sent.wait_min, options_.broadcast.retry_after_max);
}

inline void World::judge(Node& node, Link& link, const Outgoing& out) {
    expect(link.is_connected, "sent: to nobody");
    expect(out.message.size() <= link.writable_size, "sent: more than the link takes");
    link.writable_size -= std::min(link.writable_size, out.message.size());
    const auto message = read_message(out.message);
    expect(message.has_value(), "sent: malformed");
    if (!message) return;
    if (const Deltas* deltas = get_if<Deltas>(&*message)) {
        for (const auto& [key, bytes] : deltas->deltas) judge_delta(node, link, key);
        counted["deltas"] += deltas->deltas.size();
    } else {
        ++counted["acknowledgements"];
        for (const Key& key : get<Acknowledgements>(*message).keys)
            expect(node.synced.contains(key), "acknowledged: before it is synced");
    }
}

inline void World::send(Node& node, const Outgoing& out) {
    const unsigned to = number_of(out.peer);
    Link& link = node.links[to];
    judge(node, link, out);
    last_said_at_ = now_;
    if (prng_.chance(options_.lost_percent, 100)) return;
    const Packet packet{node.number, to, link.number, out.message};
    packets_.insert({now_ + drawn(options_.delay_max), packet});
    if (prng_.chance(options_.repeated_percent, 100))
        packets_.insert({now_ + 4 * drawn(options_.delay_max), packet});
}

inline void World::receive(const Packet& packet) {
    Node& node = nodes_[packet.to];
    const Link& link = node.links[packet.from];
    if (!is_up(node) || !link.is_connected || link.number != packet.link) return;
    const std::uint64_t dropped = node.broadcast->dropped_count();
    node.broadcast->receive(Peer{packet.from}, packet.bytes, now_);
    has_dropped_ = node.broadcast->dropped_count() != dropped;
    take(node);
    has_dropped_ = false;
}

inline void World::take(Node& node) {
    for (bool is_done = false; !is_done && failure_.empty();) {
        is_done = true;
        while (const auto event = node.broadcast->next_event()) {
            note(node, *event);
            is_done = false;
        }
        while (const auto out = node.broadcast->next_message()) {
            send(node, *out);
            is_done = false;
            if (!failure_.empty()) return;
        }
    }
}

inline void World::give_room(Node& node, unsigned to) {
    Link& link = node.links[to];
    if (!link.is_connected || link.room_at > now_) return;
    link.room_at = now_ + milliseconds{50};
    if (link.writable_size == options_.link_size) return;
    link.writable_size = options_.link_size;
    node.broadcast->writable(Peer{to}, link.writable_size, now_);
}

inline void World::check(const Node& node) {
    const auto deadline = node.broadcast->deadline();
    expect(!deadline || *deadline > now_, "deadline: nothing came of it");
    const Options& options = options_.broadcast;
    const std::size_t peers = nodes_.size() - 1;
    expect(node.broadcast->owed_count() <= options.owed.count_max * peers, "bounded: owed");
    expect(node.broadcast->buffer().size_bytes() <= options.buffer.size_max, "bounded: deltas");
    for (unsigned i = 0; i < nodes_.size(); ++i)
        expect(node.broadcast->in_flight_count(Peer{i}) <= 2 * options.buffer.lacking_count_max,
               "bounded: flights");
    // Whoever did not answer for so long has had a last turn.
    const Duration most = options.patience + 2 * options.retry_after_max;
    for (const Link& link : node.links)
        for (const auto& [key, sent] : link.sent)
            expect(!link.is_connected || now_ - sent.begun_at <= most, "given up: not told");
}

inline bool World::step(Instant until) {
    Instant next = until;
    if (!packets_.empty()) next = std::min(next, packets_.begin()->first);
    if (!rounds_.empty()) next = std::min(next, rounds_.begin()->first);
    for (const Node& node : nodes_) {
        if (!node.broadcast) continue;
        const auto wake = [&](Instant when) {
            next = std::min(next, std::max(when, node.paused_until));
        };
        if (!node.syncing.empty()) wake(node.syncing.begin()->first);
        if (const auto deadline = node.broadcast->deadline()) wake(*deadline);
        for (const Link& link : node.links)
            if (link.is_connected && link.writable_size < options_.link_size) wake(link.room_at);
    }
    if (next >= until) return false;
    now_ = std::max(now_, next);
    for (Node& node : nodes_) {
        if (!is_up(node)) continue;
        sync(node);
        for (unsigned i = 0; i < nodes_.size(); ++i) give_room(node, i);
        node.broadcast->expire(now_);
        take(node);
        check(node);
    }
    while (const auto due = core::testing::take_due(packets_, now_)) receive(*due);
    while (const auto due = core::testing::take_due(rounds_, now_)) finish(*due);
    return failure_.empty();
}

inline void World::expect_quiet() {
    for (const Node& node : nodes_) {
        expect(node.synced == nodes_[0].synced, "convergence: someone lacks something");
        expect(node.broadcast->buffer().count() == 0, "quiet: something is held");
        expect(!node.broadcast->deadline(), "quiet: there is a deadline");
        expect(node.broadcast->owed_count() == 0, "quiet: something is owed");
    }
    expect(now_ - last_said_at_ >= minutes{1}, "quiet: something was said");
}

}  // namespace fabric::broadcast::testing

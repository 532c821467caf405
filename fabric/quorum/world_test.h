// World is a mesh in one thread and in virtual time, in which everybody writes: journals are slow
// and lose what they have not synced when power fails, the network loses, repeats, delays and
// reorders, nodes pause, Authorities come and go. Writes are sent in the plainest way, again and
// again. After every step it is looked at what the machines have told (QM18).
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "core/base/format.h"
#include "core/base/prng.h"
#include "core/testing/virtual_time.h"
#include "fabric/quorum/peers_test.h"

namespace fabric::quorum::testing {

using core::Duration;
using core::Instant;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct WorldOptions {
    unsigned node_count = 4;
    std::uint32_t lost_percent = 0;
    std::uint32_t repeated_percent = 0;
    Duration delay_max = milliseconds{20};
    Duration sync_max = milliseconds{20};
    bool answers_early = false;  // A bug: disks say that they have synced when they are told to.
    Options quorum = {};
};

// What an author was told of a write, and what it asked for.
struct Account {
    Policy policy;
    Instant deadline;
    State told = State::pending;
};

struct Node {
    unsigned number = 0;
    std::unique_ptr<Quorum> quorum = {};  // Nothing while it is down.
    Instant paused_until = {};
    std::uint64_t written = 0;
    std::set<Write> synced = {};
    std::multimap<Instant, Write> syncing = {};
    std::set<std::pair<unsigned, Write>> to_acknowledge = {};  // When it is synced.
    std::map<unsigned, std::set<Write>> unacknowledged = {};   // By peer, of its own.
    Instant send_at = {};
    std::map<Write, Account> accounts = {};
};

class World : public core::testing::InVirtualTime {
public:
    World(const WorldOptions& options, core::Seed seed) : options_(options), prng_(seed) {
        for (unsigned i = 0; i < options.node_count; ++i) {
            nodes_.emplace_back().number = i;
            if (i % 2 == 0 || prng_.chance(2, 3)) authorities_.insert(i);
        }
        is_cut_.assign(nodes_.size(), std::vector<bool>(nodes_.size(), false));
        for (Node& node : nodes_) start(node);
    }

    [[nodiscard]] const std::string& failure() const { return failure_; }
    [[nodiscard]] bool has_failed() const { return !failure_.empty(); }
    bool step(Instant until);
    [[nodiscard]] core::Prng& prng() { return prng_; }
    [[nodiscard]] WorldOptions& options() { return options_; }
    [[nodiscard]] Node& node(std::size_t number) { return nodes_[number]; }
    [[nodiscard]] std::size_t node_count() const { return nodes_.size(); }

    void start(Node& node);
    void crash(Node& node);
    void pause(Node& node, Duration duration) { node.paused_until = now_ + duration; }
    void write(Node& node, const Policy& policy);
    void certify(unsigned number, bool is_authority);
    void cut(unsigned one, unsigned other, bool is_cut);
    void heal();
    // When all is well again, for long enough: nothing that could be durable is not.
    void expect_all_is_told();

    // So that a sweep shows that it came to them.
    std::map<std::string, std::uint64_t> counted;

private:
    struct Packet {
        unsigned from;
        unsigned to;
        Write write;
        bool is_acknowledgement;
    };

    // Each author writes in a document of its own.
    [[nodiscard]] static unsigned author_of(Write write) {
        return static_cast<unsigned>(write.document.value);
    }
    void expect(bool holds, std::string_view what) {
        if (!holds && failure_.empty()) failure_ = what;
    }
    [[nodiscard]] bool is_up(const Node& node) const {
        return node.quorum && node.paused_until <= now_;
    }
    [[nodiscard]] std::vector<Peer> certified() const {
        std::vector<Peer> certified;
        for (const unsigned number : authorities_) certified.push_back(peer(number));
        return certified;
    }
    [[nodiscard]] std::uint32_t certified_with(Write write) const {
        std::uint32_t count = 0;
        for (const unsigned number : authorities_)
            count += nodes_[number].synced.contains(write) ? 1 : 0;
        return count;
    }
    void see(Node& node);
    void sync(Node& node);
    void receive(const Packet& packet);
    void acknowledge(Node& node, unsigned to, Write write);
    void send_again(Node& node);
    void send(const Packet& packet);
    void take(Node& node);
    void note_durable(Node& node, Writes writes, std::uint32_t need);
    void check(Node& node);

    WorldOptions options_;
    core::Prng prng_;
    std::vector<Node> nodes_;
    std::set<unsigned> authorities_;
    std::vector<std::vector<bool>> is_cut_;
    std::multimap<Instant, Packet> packets_;
    std::string failure_;
};

inline void World::see(Node& node) {
    for (const Node& other : nodes_)
        if (other.number != node.number)
            node.quorum->reachable(peer(other.number), !is_cut_[node.number][other.number], now_);
}

inline void World::start(Node& node) {
    if (node.quorum) return;
    node.quorum = std::make_unique<Quorum>(peer(node.number), options_.quorum, now_);
    expect(node.quorum->authorities(certified(), now_).has_value(), "world: authorities");
    see(node);
    // The rest was nowhere but here, and is written anew.
    node.written = 0;
    node.accounts.clear();
    node.unacknowledged.clear();
    for (const Write& write : node.synced) {
        if (author_of(write) != node.number) continue;
        node.written = write.sequence.value;
        const Policy policy = Policy::quorum(2);
        node.accounts[write] = {policy, now_, State::degraded};
        if (!node.quorum->resume(only(write), policy, now_)) node.accounts.erase(write);
        for (unsigned i = 0; i < nodes_.size(); ++i)
            if (i != node.number) node.unacknowledged[i].insert(write);
    }
    take(node);
}

inline void World::crash(Node& node) {
    node.quorum.reset();
    node.syncing.clear();
    node.to_acknowledge.clear();
    node.paused_until = now_;
}

inline void World::write(Node& node, const Policy& policy) {
    if (!is_up(node)) return;
    const Write write{Document{node.number}, Sequence{node.written + 1}};
    std::uint32_t reachable = 0;
    for (const unsigned number : authorities_) reachable += is_cut_[node.number][number] ? 0 : 1;
    const auto begun = node.quorum->begin(write, policy, now_);
    if (!begun) {
        ++counted["refused"];
        return;
    }
    expect(policy.kind != Policy::Kind::strict_quorum || reachable >= policy.need,
           "strict: begun where too few can be reached");
    ++node.written;
    node.accounts[write] = {policy, now_ + policy.patience};
    const auto most = static_cast<std::uint64_t>(options_.sync_max.count());
    node.syncing.insert({now_ + Duration{static_cast<std::int64_t>(prng_.below(most + 1))}, write});
    if (options_.answers_early) {
        node.quorum->journaled(only(write), now_);
        for (unsigned i = 0; i < nodes_.size(); ++i)
            if (i != node.number) node.unacknowledged[i].insert(write);
    }
    take(node);
}

inline void World::certify(unsigned number, bool is_authority) {
    if (is_authority)
        authorities_.insert(number);
    else
        authorities_.erase(number);
    for (Node& node : nodes_) {
        if (!node.quorum) continue;
        expect(node.quorum->authorities(certified(), now_).has_value(), "world: authorities");
        take(node);
        for (const auto& [write, account] : node.accounts) {
            if (account.told != State::durable || !account.policy.has_quorum()) continue;
            expect(certified_with(write) >= account.policy.need, "fell: not told");
        }
    }
}

inline void World::cut(unsigned one, unsigned other, bool is_cut) {
    if (one == other) return;
    is_cut_[one][other] = is_cut_[other][one] = is_cut;
    for (const unsigned number : {one, other}) {
        if (!nodes_[number].quorum) continue;
        see(nodes_[number]);
        take(nodes_[number]);
    }
}

inline void World::heal() {
    for (unsigned i = 0; i < nodes_.size(); ++i)
        for (unsigned k = 0; k < i; ++k) cut(i, k, false);
    for (Node& node : nodes_) {
        start(node);
        node.paused_until = now_;
    }
    options_.lost_percent = options_.repeated_percent = 0;
}

inline void World::send(const Packet& packet) {
    if (is_cut_[packet.from][packet.to] || prng_.chance(options_.lost_percent, 100)) return;
    const auto most = static_cast<std::uint64_t>(options_.delay_max.count());
    const auto delay = [&] { return Duration{static_cast<std::int64_t>(prng_.below(most + 1))}; };
    packets_.insert({now_ + delay(), packet});
    if (prng_.chance(options_.repeated_percent, 100)) packets_.insert({now_ + 4 * delay(), packet});
}

inline void World::send_again(Node& node) {
    node.send_at = now_ + milliseconds{200};
    for (const auto& [to, writes] : node.unacknowledged)
        for (const Write& write : writes) send({node.number, to, write, false});
}

inline void World::acknowledge(Node& node, unsigned to, Write write) {
    send({node.number, to, write, true});
}

inline void World::receive(const Packet& packet) {
    Node& node = nodes_[packet.to];
    if (!is_up(node)) return;
    if (packet.is_acknowledgement) {
        node.unacknowledged[packet.from].erase(packet.write);
        expect(node.quorum->acknowledged(peer(packet.from), only(packet.write), now_),
               "bounds: no room");
        // Another tab of ours has it too.
        if (prng_.chance(1, 4))
            expect(node.quorum->acknowledged(peer(packet.to), only(packet.write), now_),
                   "bounds: no room");
        return take(node);
    }
    if (node.synced.contains(packet.write)) return acknowledge(node, packet.from, packet.write);
    node.to_acknowledge.insert({packet.from, packet.write});
    const auto most = static_cast<std::uint64_t>(options_.sync_max.count());
    node.syncing.insert(
        {now_ + Duration{static_cast<std::int64_t>(prng_.below(most + 1))}, packet.write});
    if (options_.answers_early) acknowledge(node, packet.from, packet.write);
}

inline void World::sync(Node& node) {
    while (const auto due = core::testing::take_due(node.syncing, now_)) {
        const Write& write = *due;
        node.synced.insert(write);
        if (author_of(write) == node.number) {
            node.quorum->journaled(only(write), now_);
            for (unsigned i = 0; i < nodes_.size(); ++i)
                if (i != node.number) node.unacknowledged[i].insert(write);
        }
        std::erase_if(node.to_acknowledge, [&](const auto& waiting) {
            if (waiting.second == write) acknowledge(node, waiting.first, write);
            return waiting.second == write;
        });
    }
    take(node);
}

inline void World::note_durable(Node& node, Writes writes, std::uint32_t need) {
    for (std::uint64_t i = writes.sequences.begin; i < writes.sequences.end; ++i) {
        const Write write{writes.document, Sequence{i}};
        expect(certified_with(write) >= need, "durable: in too few journals that count");
        expect(node.synced.contains(write), "durable: not in the author's own journal");
        node.accounts.at(write).told = State::durable;
    }
}

inline void World::take(Node& node) {
    while (const auto event = node.quorum->next_event()) {
        if (const Told* told = get_if<Told>(&*event)) {
            ++counted[std::string(describe(told->status.state))];
            Account& account = node.accounts.at(told->write);
            expect(account.told <= told->status.state, "told: out of order");
            account.told = told->status.state;
            if (told->status.state == State::durable)
                note_durable(node, only(told->write), told->status.need);
            else if (told->status.state == State::local)
                expect(node.synced.contains(told->write), "local: not synced");
        } else if (const Upgraded* upgraded = get_if<Upgraded>(&*event)) {
            ++counted["upgraded"];
            note_durable(node, upgraded->writes, upgraded->policy.need);
        } else if (const FellBelow* fell = get_if<FellBelow>(&*event)) {
            ++counted["fell"];
            const core::Range range = fell->writes.sequences;
            for (std::uint64_t i = range.begin; i < range.end; ++i)
                node.accounts.at({fell->writes.document, Sequence{i}}).told = State::degraded;
        }
    }
}

inline void World::check(Node& node) {
    const Options& options = options_.quorum;
    expect(node.quorum->open_count() <= options.open_max, "bounded: open writes");
    expect(node.quorum->range_count() <= 2 * options.ranges_max + 4 * options.open_max,
           "bounded: ranges");
    for (const auto& [write, account] : node.accounts) {
        const bool is_open = account.told < State::durable;
        expect(!is_open || now_ <= account.deadline, "told: nothing at the deadline");
        if (!is_open || account.policy.kind != Policy::Kind::quorum) continue;
        std::uint32_t hopes = 0;
        for (const unsigned number : authorities_)
            hopes += !is_cut_[node.number][number] || nodes_[number].synced.contains(write) ? 1 : 0;
        expect(account.told == State::pending || hopes >= account.policy.need,
               "told: hopeless, and waiting");
    }
}

inline bool World::step(Instant until) {
    Instant next = until;
    if (!packets_.empty()) next = std::min(next, packets_.begin()->first);
    for (const Node& node : nodes_) {
        if (!node.quorum) continue;
        const auto wake = [&](Instant when) {
            next = std::min(next, std::max(when, node.paused_until));
        };
        wake(node.send_at);
        if (!node.syncing.empty()) wake(node.syncing.begin()->first);
        if (const auto deadline = node.quorum->deadline()) wake(*deadline);
    }
    if (next >= until) return false;
    now_ = std::max(now_, next);
    for (Node& node : nodes_) {
        if (!is_up(node)) continue;
        sync(node);
        node.quorum->expire(now_);
        take(node);
        check(node);
        if (node.send_at <= now_) send_again(node);
    }
    while (const auto due = core::testing::take_due(packets_, now_)) receive(*due);
    return failure_.empty();
}

inline void World::expect_all_is_told() {
    for (Node& node : nodes_) {
        for (const auto& [write, account] : node.accounts) {
            const bool is_possible =
                account.policy.kind == Policy::Kind::local ||
                (account.policy.has_quorum() && account.policy.need <= certified_with(write));
            expect(!is_possible || account.told == State::durable, "upgraded: not told");
            expect(account.told >= State::durable, "told: nothing at the end");
        }
        expect(node.quorum->open_count() == 0, "quiet: open writes at the end");
    }
}

}  // namespace fabric::quorum::testing

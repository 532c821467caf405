// Replicas that pass on what they get over links that lose it: everybody gets everything, nobody
// gets anything from someone who knew that they have it.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/sync/delta_buffer.h"
#include "core/sync/sync_twin.h"

namespace core::sync {
namespace {

using Peer = DeltaBuffer::Peer;
using twin::KeySet;

constexpr DeltaBuffer::Options small{
    .lacking_count_max = 6, .lacking_size_max = 200, .resumed_count = 3, .size_max = 300};

struct Replica {
    Index index{twin::sketch_key(1)};
    DeltaBuffer buffer{small};
    std::map<Peer, KeySet> known_to_have{};        // What the peer sent here or acknowledged.
    std::map<Peer, std::vector<Key>> snapshots{};  // On their way.
};

class Play {
public:
    Play() {
        for (std::uint64_t one = 0; one < replicas_.size(); ++one)
            for (std::uint64_t other = 0; other < replicas_.size(); ++other)
                if (one != other) RC_ASSERT(replicas_[one].buffer.connect(Peer{other}));
    }

    void write(std::size_t who) {
        const Key key = twin::key_of(++written_);
        replicas_[who].index.insert(key);
        replicas_[who].buffer.add({key, Buffer(written_ % 50)});
    }

    // What is lost is not acknowledged.
    void send(std::size_t from, std::size_t to, bool is_lost) {
        Replica& sender = replicas_[from];
        const Peer peer{to};
        if (sender.buffer.wants_snapshot(peer)) {
            sender.buffer.begin_snapshot(peer);
            if (!is_lost) sender.snapshots[peer] = keys_in(sender.index);
        }
        std::vector<Delta> group;
        for (const auto& [key, bytes] : sender.buffer.take_unsent(peer, 100)) {
            RC_ASSERT(!sender.known_to_have[peer].contains(key));
            group.push_back({key, {bytes.begin(), bytes.end()}});
        }
        if (!is_lost) deliver(group, from, to);
    }

    void deliver_snapshot(std::size_t from, std::size_t to) {
        Replica& sender = replicas_[from];
        const auto at = sender.snapshots.find(Peer{to});
        if (at == sender.snapshots.end()) return;
        Replica& receiver = replicas_[to];
        for (const Key& key : at->second)
            if (receiver.index.insert(key)) receiver.buffer.add({key, Buffer(5)}, Peer{from});
        sender.snapshots.erase(at);
        sender.buffer.acknowledge_snapshot(Peer{to});
    }

    void send_again(std::size_t from, std::size_t to) {
        replicas_[from].buffer.send_again(Peer{to});
        replicas_[from].snapshots.erase(Peer{to});
    }

    void check() const {
        for (const Replica& replica : replicas_) {
            RC_ASSERT(replica.buffer.size_bytes() <= small.size_max);
            for (std::uint64_t peer = 0; peer < replicas_.size(); ++peer)
                if (&replica != &replicas_[peer])
                    RC_ASSERT(replica.buffer.lacking_count(Peer{peer}) <= small.lacking_count_max);
        }
    }

    void finish() {
        for (int round = 0; round < 60; ++round)
            for (std::size_t one = 0; one < replicas_.size(); ++one)
                for (std::size_t other = 0; other < replicas_.size(); ++other) {
                    if (one == other) continue;
                    if (round % 20 == 0) send_again(one, other);
                    send(one, other, false);
                    deliver_snapshot(one, other);
                }
        for (const Replica& replica : replicas_) {
            RC_ASSERT(replica.index.size() == written_);
            RC_ASSERT(replica.buffer.count() == 0u);
            RC_ASSERT(replica.buffer.size_bytes() == 0u);
        }
    }

private:
    static std::vector<Key> keys_in(const Index& index) {
        std::vector<Key> keys;
        index.tree().visit({}, [&](const Key& key) {
            keys.push_back(key);
            return true;
        });
        return keys;
    }

    void deliver(const std::vector<Delta>& group, std::size_t from, std::size_t to) {
        Replica& sender = replicas_[from];
        Replica& receiver = replicas_[to];
        const KeySet before = [&] {
            const auto keys = keys_in(receiver.index);
            return KeySet(keys.begin(), keys.end());
        }();
        const auto added = receiver.buffer.receive(receiver.index, group, Peer{from});
        for (const Delta* delta : added) {
            RC_ASSERT(!before.contains(delta->key));
            RC_ASSERT(receiver.index.insert(delta->key));
        }
        for (const Delta& delta : group) {
            RC_ASSERT(receiver.index.tree().contains(delta.key));
            receiver.known_to_have[Peer{from}].insert(delta.key);
            sender.known_to_have[Peer{to}].insert(delta.key);
            sender.buffer.acknowledge(Peer{to}, delta.key);
        }
    }

    std::array<Replica, 3> replicas_;
    std::uint64_t written_ = 0;
};

RC_GTEST_PROP(DeltaBufferProperty, DB6_everybody_gets_everything_and_nobody_what_they_have, ()) {
    const auto number = rc::gen::inRange<std::size_t>(0, 3);
    const auto commands = *rc::gen::scale(
        4, rc::gen::container<std::vector<std::tuple<int, std::size_t, std::size_t>>>(
               rc::gen::tuple(rc::gen::inRange(0, 12), number, number)));
    Play play;
    for (const auto& [kind, one, other] : commands) {
        if (kind < 5)
            play.write(one);
        else if (one == other)
            continue;
        else if (kind < 9)
            play.send(one, other, kind == 8);
        else if (kind < 11)
            play.deliver_snapshot(one, other);
        else
            play.send_again(one, other);
        play.check();
    }
    play.finish();
}

}  // namespace
}  // namespace core::sync

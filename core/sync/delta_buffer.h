// DeltaBuffer holds what peers have not acknowledged yet: each delta once, and for each peer which
// of them it lacks. It never sends a peer what came from there or what it is known to have, nor
// what a later delta contains; of what arrives it passes on only what is new here (rules DB1–DB7,
// spec/sync.md).
//
//     buffer.connect(peer);                               // after a session with it
//     buffer.add({key, bytes});                           // our own
//     for (const Delta* delta : buffer.receive(index, group, peer)) { apply(*delta); … }
//     for (const auto& [key, bytes] : buffer.take_unsent(peer, size)) send(key, bytes);
//     buffer.acknowledge(peer, key);
//
// A peer that falls behind by more than it should is no longer sent deltas but a snapshot; what
// comes after the snapshot is counted, and if that is little when it is acknowledged, deltas go on.
// How often to send again, and how snapshots are made, is not decided here.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "core/base/id.h"
#include "core/base/ordered_map.h"
#include "core/sync/index.h"

namespace core::sync {

struct Delta {
    Key key;  // As in the index: who has the key has what the delta says.
    Buffer bytes;
    std::optional<Key> replaces{};  // What nobody needs any more who has this.
};

class DeltaBuffer {
public:
    // The caller's number for it.
    using Peer = Id<struct PeerTag, std::uint64_t>;

    struct Options {
        // More that a peer lacks, in number or in bytes, and it gets a snapshot.
        std::size_t lacking_count_max = 500;
        std::size_t lacking_size_max = std::size_t{4} << 20;
        // Fewer that came since its snapshot, and deltas go on.
        std::size_t resumed_count = 250;
        // Of all deltas together. Beyond it whoever lacks most gets a snapshot.
        std::size_t size_max = std::size_t{64} << 20;
        std::size_t peers_max = 1'024;
    };
    enum class Mode : std::uint8_t { deltas, snapshot };

    explicit DeltaBuffer(const Options& options) : options_(options) {}

    // A peer that has everything so far. False if it is there, or there are too many.
    bool connect(Peer peer);
    void disconnect(Peer peer);

    // What is new here, our own or somebody's: everybody else lacks it. What is in the buffer
    // already is only noted as had by `from`.
    void add(Delta delta, std::optional<Peer> from = std::nullopt);
    // Adds what of the group is not in the index, and gives it back; the peer is known to have all
    // of it. They are the group's own.
    std::vector<const Delta*> receive(const Index& index, std::span<const Delta> group, Peer from);
    // This peer lacks it, as a comparison has shown, whoever else does. What is behind it in the
    // order is sent to the peer again.
    void add_for(Peer peer, Delta delta);
    // The peer has it, wherever from. Also one who never lacked it.
    void acknowledge(Peer peer, const Key& key);

    struct Unsent {
        Key key;
        Bytes bytes;  // Valid until the next call that is not const.
    };
    // The oldest that the peer lacks and was not sent, at least one and no more than so many bytes.
    // None in the mode of snapshots.
    [[nodiscard]] std::vector<Unsent> take_unsent(Peer peer, std::size_t size_max);
    // How large the first of these is; none if there is none.
    [[nodiscard]] std::optional<std::size_t> next_unsent_size(Peer peer) const;
    // The bytes of one that the peer lacks, sent or not. None in the mode of snapshots.
    [[nodiscard]] std::optional<Bytes> lacked(Peer peer, const Key& key) const;
    // All that it lacks is to be sent once more, a snapshot included.
    void send_again(Peer peer);

    [[nodiscard]] Mode mode(Peer peer) const { return peers_.at(peer).mode; }
    [[nodiscard]] std::size_t lacking_count(Peer peer) const {
        return peers_.at(peer).lacking.size();
    }
    // Whether a snapshot is to be made for the peer, of all that was added until it is begun.
    [[nodiscard]] bool wants_snapshot(Peer peer) const;
    void begin_snapshot(Peer peer);
    void acknowledge_snapshot(Peer peer);

    // What the deltas take, and how many are held.
    [[nodiscard]] std::size_t size_bytes() const { return size_; }
    [[nodiscard]] std::size_t count() const { return deltas_.size(); }

private:
    using Number = std::uint64_t;  // In the order in which they were added.

    struct Held {
        Delta delta;
        std::size_t lacking_peers = 0;
    };
    struct PeerState {
        Mode mode = Mode::deltas;
        std::vector<Number> lacking;  // In order.
        std::size_t lacking_size = 0;
        Number sent = 0;  // Up to and with this one.
        // In the mode of snapshots: one is on its way, and what came since is in `lacking`.
        bool is_snapshot_sent = false;
        bool has_overflowed = false;
    };

    // Lacked by one more than it is, lest it is dropped before all were asked.
    [[nodiscard]] Number hold(Delta delta);
    void release(Number number);
    void lack(PeerState& peer, Number number);
    void have(PeerState& peer, Number number);
    void forget_lacking(PeerState& peer);
    void switch_to_snapshot(PeerState& peer);
    void drop(Number number);
    void limit_size();

    Options options_;
    std::map<Peer, PeerState> peers_;
    OrderedMap<Number, Held> deltas_;
    OrderedMap<Key, Number> numbers_;
    Number last_ = 0;
    std::size_t size_ = 0;
};

}  // namespace core::sync

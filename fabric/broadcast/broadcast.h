// Broadcast brings the changes of one document to everybody who is connected, and says who has them
// in the journal (rules BR1–BR15, spec/broadcast.md). DeltaBuffer knows what a peer lacks; this
// machine knows when it is sent, and when again.
//
//     broadcast.connect(peer, now); broadcast.writable(peer, size, now);
//     …a reconciliation; broadcast.lacks(peer, delta, now) for each; broadcast.reconciled(peer,
//     now) broadcast.add({key, bytes}, now);          when it is new here, and our journal has
//     synced it broadcast.receive(peer, message, now);     what came in one frame Arrived: take it,
//     journal it, and when that is synced add() it, or synced() if it was known;
//              dropped() if it was refused
//
// After every call that is not const take next_event() and next_message() until there is neither,
// events first, and arm one timer for deadline(). Messages are made when they are asked for, so
// that what is new meanwhile goes along.
#pragma once

#include <map>
#include <set>
#include <span>

#include "core/base/prng.h"
#include "core/base/queue.h"
#include "fabric/broadcast/flights.h"
#include "fabric/broadcast/message.h"
#include "fabric/broadcast/owed.h"

namespace fabric::broadcast {

using core::sync::Delta;

// For the first time since it was last synced or dropped.
struct Arrived {
    Peer peer;
    Key key;
    core::Buffer bytes;
};
// They are in the peer's journal, synced. Also of changes that were never sent to it.
struct Acknowledged {
    Peer peer;
    std::vector<Key> keys;
};
// Nothing but acknowledgements is sent to the peer until it is reconciled.
struct ReconciliationWanted {
    Peer peer;
};
// It did not acknowledge what it was sent, or its link took nothing. A reconciliation follows.
struct GivenUp {
    Peer peer;
};
// The peer lacks too much for deltas.
struct SnapshotWanted {
    Peer peer;
};
// Nothing of what it said was believed.
struct Misbehaved {
    Peer peer;
    core::Error error;
};

using Event =
    core::Variant<Arrived, Acknowledged, ReconciliationWanted, GivenUp, SnapshotWanted, Misbehaved>;

struct Options {
    core::Duration retry_after_min = std::chrono::milliseconds{100};
    core::Duration retry_after_max = std::chrono::seconds{30};
    // What is under way for so long when its turn comes is left to a reconciliation.
    core::Duration patience = std::chrono::minutes{2};
    // How long an acknowledgement waits for others.
    core::Duration acknowledge_after = std::chrono::milliseconds{5};
    // Reconciliations and snapshots that failed are wanted again, doubling.
    core::Duration again_after_min = std::chrono::seconds{1};
    core::Duration again_after_max = std::chrono::seconds{30};
    // Of one message; a larger change goes alone.
    std::size_t message_size = std::size_t{64} << 10;
    Owed::Limits owed = {};                    // By one peer. Beyond: as if it had not arrived.
    std::size_t acknowledgements_max = 4'096;  // That wait, for one peer. Beyond: asked for again.
    core::sync::DeltaBuffer::Options buffer = {};
};

struct Outgoing {
    Peer peer;
    core::Buffer message;
};

class Broadcast {
public:
    Broadcast(const Options& options, core::Seed seed, core::Instant now);

    // False if it is there, or there are too many.
    [[nodiscard]] bool connect(Peer peer, core::Instant now);
    void disconnect(Peer peer, core::Instant now);
    // So much may be sent to it from now on; nothing before this is said.
    void writable(Peer peer, std::size_t size, core::Instant now);

    // New here, our own or somebody's, and in our journal, synced.
    void add(Delta delta, core::Instant now);
    // Known here already, and synced.
    void synced(std::span<const Key> keys, core::Instant now);
    // What arrived is not kept here: nobody is told that it is.
    void dropped(const Key& key) { owed_.take(key); }

    // What a reconciliation has shown, and how it ended.
    void lacks(Peer peer, Delta delta, core::Instant now);
    void reconciled(Peer peer, core::Instant now);
    void reconciliation_failed(Peer peer, core::Instant now);

    // A snapshot of all that was added until it is begun, for who is said to want one.
    void snapshot_begun(Peer peer, core::Instant now);
    void snapshot_acknowledged(Peer peer, core::Instant now);
    void snapshot_failed(Peer peer, core::Instant now);
    // It came, and not all of it was taken: what is lacking is to be found out anew.
    void snapshot_refused(Peer peer, core::Instant now);

    void receive(Peer peer, core::Bytes message, core::Instant now);
    // It came from the peer by another way, and the peer waits to hear that it is synced.
    void arrived(Peer peer, const Key& key, core::Instant now);

    void expire(core::Instant now);
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<Outgoing> next_message();
    [[nodiscard]] std::optional<core::Instant> deadline() const;

    [[nodiscard]] const core::sync::DeltaBuffer& buffer() const { return buffer_; }
    [[nodiscard]] std::size_t owed_count() const { return owed_.count(); }
    [[nodiscard]] std::size_t in_flight_count(Peer peer) const;
    [[nodiscard]] bool is_reconciled(Peer peer) const {
        const auto at = peers_.find(peer);
        return at != peers_.end() && at->second.is_reconciled;
    }
    // How often there was no room for what a peer sent, or for an acknowledgement.
    [[nodiscard]] std::uint64_t dropped_count() const { return dropped_count_; }

private:
    struct PeerState {
        bool is_reconciled = false;
        std::size_t writable_size = 0;
        Flights flights = {};
        std::set<Key> acknowledgements = {};  // That wait.
        std::optional<core::Instant> acknowledge_at = {};
        // Something waits, and the link has no room for it.
        std::optional<core::Instant> stalled_since = {};
        std::optional<core::Instant> again_at = {};
        core::Duration again_wait = {};
        bool has_told_of_snapshot = false;
    };

    void tell(Event event);
    [[nodiscard]] PeerState* find(Peer peer, core::Instant now);
    void owe(Peer peer, const Key& key, std::size_t size, core::Bytes bytes);
    void note_had(Peer peer, PeerState& state, const Key& key);
    void acknowledge(Peer peer, const Key& key);
    void want_snapshots();
    void try_again_later(PeerState& state);
    void begin_anew(Peer peer, PeerState& state);
    void give_up(Peer peer, PeerState& state);
    [[nodiscard]] bool is_hopeless(const PeerState& state) const;

    // sending.cpp
    [[nodiscard]] std::optional<core::Buffer> next_acknowledgements(PeerState& state);
    [[nodiscard]] std::optional<core::Buffer> next_deltas(Peer peer, PeerState& state);
    [[nodiscard]] std::optional<core::Instant> deadline_of(const PeerState& state) const;

    Options options_;
    core::Prng prng_;
    core::Instant now_;
    core::sync::DeltaBuffer buffer_;
    std::map<Peer, PeerState> peers_;
    Owed owed_;
    std::uint64_t dropped_count_ = 0;
    core::Queue<Event> events_;
};

}  // namespace fabric::broadcast

// What comes in, and what follows from it.
#include "fabric/broadcast/broadcast.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "fabric/broadcast/rules.h"

namespace fabric::broadcast {

namespace {
// More than one call can bring about: each delta of a message, and something for every peer.
std::size_t events_max(const Options& options) {
    return deltas_per_message_max + 4 * options.buffer.peers_max + 4;
}
}  // namespace

Broadcast::Broadcast(const Options& options, core::Seed seed, core::Instant now)
    : options_(options),
      prng_(seed),
      now_(now),
      buffer_(options.buffer),
      owed_(options.owed),
      events_(events_max(options)) {}

void Broadcast::tell(Event event) {
    const bool has_room = events_.push(std::move(event));
    ASSERT(has_room);  // Else the driver did not take events.
}

Broadcast::PeerState* Broadcast::find(Peer peer, core::Instant now) {
    now_ = now;
    const auto at = peers_.find(peer);
    return at == peers_.end() ? nullptr : &at->second;
}

std::size_t Broadcast::in_flight_count(Peer peer) const {
    const auto at = peers_.find(peer);
    return at == peers_.end() ? 0 : at->second.flights.size();
}

bool Broadcast::connect(Peer peer, core::Instant now) {
    now_ = now;
    if (!buffer_.connect(peer)) return false;
    peers_[peer].again_wait = options_.again_after_min;
    tell(ReconciliationWanted{peer});
    return true;
}

void Broadcast::disconnect(Peer peer, core::Instant now) {
    now_ = now;
    if (peers_.erase(peer) == 0) return;
    buffer_.disconnect(peer);
    owed_.forget(peer);
}

void Broadcast::writable(Peer peer, std::size_t size, core::Instant now) {
    if (PeerState* const state = find(peer, now)) state->writable_size = size;
}

void Broadcast::add(Delta delta, core::Instant now) {
    now_ = now;
    ASSERT(!delta.bytes.empty() && delta.bytes.size() <= delta_size_max);
    const Key key = delta.key;
    const std::vector<Peer> senders = owed_.take(key);
    buffer_.add(std::move(delta));
    for (const Peer peer : senders) {
        if (rules::has_what_it_sent()) buffer_.acknowledge(peer, key);
        acknowledge(peer, key);
    }
    want_snapshots();
}

void Broadcast::synced(std::span<const Key> keys, core::Instant now) {
    now_ = now;
    for (const Key& key : keys)
        for (const Peer peer : owed_.take(key)) acknowledge(peer, key);
}

void Broadcast::acknowledge(Peer peer, const Key& key) {
    const auto at = peers_.find(peer);
    if (at == peers_.end()) return;
    PeerState& state = at->second;
    if (state.acknowledgements.size() >= options_.acknowledgements_max) {
        ++dropped_count_;  // The peer sends it again, and is told then.
        return;
    }
    state.acknowledgements.insert(key);
    if (!state.acknowledge_at) state.acknowledge_at = now_ + options_.acknowledge_after;
}

void Broadcast::lacks(Peer peer, Delta delta, core::Instant now) {
    ASSERT(!delta.bytes.empty() && delta.bytes.size() <= delta_size_max);
    if (!find(peer, now) || buffer_.lacked(peer, delta.key)) return;
    buffer_.add_for(peer, std::move(delta));
    want_snapshots();
}

void Broadcast::reconciled(Peer peer, core::Instant now) {
    PeerState* const state = find(peer, now);
    if (!state) return;
    state->is_reconciled = true;
    state->again_at.reset();
    state->again_wait = options_.again_after_min;
    want_snapshots();
}

void Broadcast::reconciliation_failed(Peer peer, core::Instant now) {
    PeerState* const state = find(peer, now);
    if (state && !state->is_reconciled) try_again_later(*state);
}

void Broadcast::try_again_later(PeerState& state) {
    state.again_at = now_ + state.again_wait;
    state.again_wait = rules::next_wait(state.again_wait, options_.again_after_max);
}

void Broadcast::want_snapshots() {
    for (auto& [peer, state] : peers_) {
        const bool is_told = state.has_told_of_snapshot || state.again_at;
        if (is_told || !state.is_reconciled || !buffer_.wants_snapshot(peer)) continue;
        state.has_told_of_snapshot = true;
        tell(SnapshotWanted{peer});
    }
}

void Broadcast::snapshot_begun(Peer peer, core::Instant now) {
    PeerState* const state = find(peer, now);
    if (!state || !buffer_.wants_snapshot(peer)) return;
    buffer_.begin_snapshot(peer);
    state->has_told_of_snapshot = false;
}

void Broadcast::snapshot_acknowledged(Peer peer, core::Instant now) {
    PeerState* const state = find(peer, now);
    if (!state) return;
    buffer_.acknowledge_snapshot(peer);
    state->again_wait = options_.again_after_min;
    want_snapshots();
}

void Broadcast::snapshot_failed(Peer peer, core::Instant now) {
    PeerState* const state = find(peer, now);
    if (!state || buffer_.mode(peer) != core::sync::DeltaBuffer::Mode::snapshot) return;
    buffer_.send_again(peer);
    state->has_told_of_snapshot = false;
    try_again_later(*state);
}

void Broadcast::snapshot_refused(Peer peer, core::Instant now) {
    PeerState* const state = find(peer, now);
    if (state && buffer_.mode(peer) == core::sync::DeltaBuffer::Mode::snapshot)
        begin_anew(peer, *state);
}

void Broadcast::receive(Peer peer, core::Bytes bytes, core::Instant now) {
    PeerState* const state = find(peer, now);
    if (!state) return;
    const core::Result<Message> message = read_message(bytes);
    if (!message) return tell(Misbehaved{peer, message.error()});
    if (const Acknowledgements* const said = get_if<Acknowledgements>(&*message)) {
        for (const Key& key : said->keys) note_had(peer, *state, key);
        return tell(Acknowledged{peer, said->keys});
    }
    Acknowledged had{peer, {}};
    for (const auto& [key, delta] : get<Deltas>(*message).deltas) {
        if (rules::has_what_it_sent()) note_had(peer, *state, key);
        had.keys.push_back(key);
        owe(peer, key, delta.size(), delta);
    }
    tell(std::move(had));
}

void Broadcast::arrived(Peer peer, const Key& key, core::Instant now) {
    PeerState* const state = find(peer, now);
    if (!state) return;
    note_had(peer, *state, key);
    owe(peer, key, 0, {});
}

void Broadcast::owe(Peer peer, const Key& key, std::size_t size, core::Bytes bytes) {
    switch (owed_.add(peer, key, size)) {
        case Owed::Outcome::no_room: ++dropped_count_; return;
        case Owed::Outcome::first:
            if (!bytes.empty()) tell(Arrived{peer, key, {bytes.begin(), bytes.end()}});
            break;
        case Owed::Outcome::another: break;
    }
    if (rules::may_acknowledge(false)) acknowledge(peer, key);
}

void Broadcast::note_had(Peer peer, PeerState& state, const Key& key) {
    if (!rules::is_done(true)) return;
    buffer_.acknowledge(peer, key);
    state.flights.end(key);
}

bool Broadcast::is_hopeless(const PeerState& state) const {
    if (!state.is_reconciled) return false;
    if (state.stalled_since && rules::is_hopeless(*state.stalled_since, now_, options_.patience))
        return true;
    for (const auto& [due, key] : state.flights.due()) {
        if (!rules::is_due(due, now_)) return false;
        const core::Instant since = state.flights.find(key)->begun_at;
        if (rules::is_hopeless(since, now_, options_.patience)) return true;
    }
    return false;
}

void Broadcast::give_up(Peer peer, PeerState& state) {
    tell(GivenUp{peer});
    begin_anew(peer, state);
}

// What the peer lacks is found out anew; what is added meanwhile waits.
void Broadcast::begin_anew(Peer peer, PeerState& state) {
    buffer_.disconnect(peer);
    const bool has_room = buffer_.connect(peer);
    ASSERT(has_room);
    state.flights.clear();
    state.stalled_since.reset();
    state.again_at.reset();
    state.is_reconciled = false;
    state.has_told_of_snapshot = false;
    tell(ReconciliationWanted{peer});
}

void Broadcast::expire(core::Instant now) {
    now_ = now;
    for (auto& [peer, state] : peers_) {
        if (is_hopeless(state)) give_up(peer, state);
        if (!state.again_at || *state.again_at > now) continue;
        state.again_at.reset();
        if (!state.is_reconciled) tell(ReconciliationWanted{peer});
    }
    want_snapshots();
}

}  // namespace fabric::broadcast

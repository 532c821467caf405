// Peers, our own changes, and what the broadcast tells.
#include "fabric/documents/shared_document.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/crdt/change/author_key.h"
#include "fabric/documents/rules.h"

namespace fabric::documents {

using core::Bytes;
using core::Instant;
using core::Result;

namespace {

core::crypto::Ed25519KeyPair clone(const core::crypto::Ed25519KeyPair& key) {
    return core::crypto::Ed25519KeyPair(key.seed().clone());
}

}  // namespace

std::string_view describe(ChangeRefusal refusal) {
    switch (refusal) {
        case ChangeRefusal::malformed: return "the change is malformed";
        case ChangeRefusal::signature_wrong: return "its signature is not its author's";
        case ChangeRefusal::may_not_write: return "its author is no member, and never was";
        case ChangeRefusal::author_quarantined: return "its author told two tales";
        case ChangeRefusal::contradiction: return "it contradicts its past";
        case ChangeRefusal::no_room: return "the journal has no room";
    }
    std::unreachable();
}

SharedDocument::SharedDocument(const core::crdt::DocumentId& id,
                               const core::crypto::Ed25519KeyPair& key,
                               const core::sync::SketchKey& sketch_key, const Writers& writers,
                               const Options& options, core::Seed seed, Instant now)
    : own_key_(key.public_key()),
      replica_(id, core::crdt::author_of(key.public_key()), clone(key)),
      writers_(writers),
      options_(options),
      frontiers_(sketch_key),
      broadcast_(options.broadcast, seed, now),
      own_past_(options.own_past_patience),
      unrecorded_(options.unrecorded_size_max / record_size_min),
      unsynced_(SIZE_MAX) {
    const auto added = keys_.add(own_key_);
    ASSERT(added);
    replica_.want_news(false);
}

void SharedDocument::tell(Event event) {
    const bool has_room = events_.push(std::move(event));
    ASSERT(has_room);  // Else the driver did not take events.
}

void SharedDocument::put(Peer peer, lanes::Lane lane, Bytes bytes) {
    core::Buffer message(id().view().begin(), id().view().end());
    core::append(message, bytes);
    const bool has_room = outgoing_.push({peer, lane, std::move(message)});
    ASSERT(has_room);  // Else the driver did not take messages.
}

SharedDocument::PeerState* SharedDocument::find(Peer peer) {
    const auto at = peers_.find(peer);
    return at == peers_.end() ? nullptr : &at->second;
}

Result<void> SharedDocument::check_can_write() const {
    if (unrecorded_size_ >= options_.unrecorded_size_max)
        return core::fail(core::Error::backlog_full);
    const auto is_trusted = [this](const core::codec::PeerId& peer) {
        return writers_.is_authority(peer) || !rules::wants_proof_of_our_past();
    };
    if (own_past_.may_be_longer_than(own_counter(), is_trusted))
        return core::fail(core::Error::past_unknown);
    return replica_.check_can_write();
}

std::uint64_t SharedDocument::own_counter() const {
    return replica_.history().version()[replica_.author()];
}

void SharedDocument::close_own() {
    if (!has_open_own()) return;
    if (const auto change = replica_.commit(own_wall_time_)) note_own(*change);
    replica_.forget_undo();  // Nobody can ask for it here.
}

bool SharedDocument::own_takes_more() {
    return has_open_own() && replica_.editor().spent() < options_.own_size_max;
}

std::uint64_t SharedDocument::note_own(Bytes signed_change) {
    core::Buffer bytes = write_change_record(own_key_, signed_change);
    const auto record = read_change_record(bytes);
    ASSERT(record && record->change.sequence == own_last_counters_.size() + 1);
    own_last_counters_.push_back(record->change.last_counter());
    ++own_unsafe_count_;
    const core::sync::Key key = key_of(*record);
    push(std::move(bytes), key);
    return own_last_counters_.size();
}

bool SharedDocument::connect(Peer peer, const Other& other, Instant now) {
    if (!broadcast_.connect(peer, now)) return false;
    peers_.emplace(peer, PeerState{other.id, other.opens});
    hear_broadcast(now);
    return true;
}

void SharedDocument::disconnect(Peer peer, Instant now) {
    broadcast_.disconnect(peer, now);
    if (const PeerState* const state = find(peer)) own_past_.disconnected(state->id);
    peers_.erase(peer);
    own_past_.run(own_counter(), now);
    forget_waiting_bulk(peer);
}

void SharedDocument::changes_room(Peer peer, std::size_t size, Instant now) {
    broadcast_.writable(peer, size, now);
}

void SharedDocument::bulk_room(Peer peer, std::size_t size) {
    if (PeerState* const state = find(peer)) state->bulk_room = size;
}

void SharedDocument::reconcile(Peer peer, Instant now) {
    PeerState* const state = find(peer);
    if (state && !state->opened) open_talk(peer, *state, now);
}

bool SharedDocument::is_reconciled(Peer peer) const { return broadcast_.is_reconciled(peer); }

void SharedDocument::receive(Peer peer, lanes::Lane lane, Bytes bytes, Instant now) {
    PeerState* const state = find(peer);
    if (!state) return;
    switch (lane) {
        case lanes::Lane::sync: receive_talk(peer, *state, bytes, now); break;
        case lanes::Lane::bulk: receive_bulk(peer, *state, bytes, now); break;
        case lanes::Lane::changes: broadcast_.receive(peer, bytes, now); break;
        case lanes::Lane::presence:
        case lanes::Lane::leadership:
        case lanes::Lane::members:
        case lanes::Lane::interest:
        case lanes::Lane::places:
        case lanes::Lane::tasks:
        case lanes::Lane::notes:
        case lanes::Lane::blobs: ASSERT(false);  // They are not about documents.
    }
    hear_broadcast(now);
}

void SharedDocument::expire(Instant now) {
    broadcast_.expire(now);
    own_past_.run(own_counter(), now);
    for (auto& [peer, state] : peers_) {
        const bool is_silent = (state.opened && state.opened->give_up_at <= now) ||
                               (state.awaited_until && *state.awaited_until <= now);
        if (state.answered && state.answered->give_up_at <= now) state.answered.reset();
        if (state.refused.again_at && *state.refused.again_at <= now)
            try_refused_again(peer, state, now);
        if (state.bulk_out && state.bulk_out->give_up_at <= now) {
            state.bulk_out.reset();
            broadcast_.snapshot_failed(peer, now);
        }
        if (!is_silent) continue;
        state.opened.reset();
        state.awaited_until.reset();
        state.opens = true;  // Whoever should have opened did not.
        broadcast_.reconciliation_failed(peer, now);
    }
    hear_broadcast(now);
}

std::optional<Instant> SharedDocument::deadline() const {
    std::optional<Instant> first = core::earlier(broadcast_.deadline(), own_past_.deadline());
    for (const auto& [peer, state] : peers_) {
        first = core::earlier(first, state.awaited_until);
        first = core::earlier(first, state.refused.again_at);
        if (state.opened) first = core::earlier(first, state.opened->give_up_at);
        if (state.answered) first = core::earlier(first, state.answered->give_up_at);
        if (state.bulk_out) first = core::earlier(first, state.bulk_out->give_up_at);
    }
    return first;
}

std::optional<Event> SharedDocument::next_event() { return events_.pop(); }

std::optional<Outgoing> SharedDocument::next_message(Instant now) {
    if (auto message = outgoing_.pop()) return message;
    if (auto said = broadcast_.next_message()) {
        put(said->peer, lanes::Lane::changes, said->message);
        return outgoing_.pop();
    }
    for (auto& [peer, state] : peers_)
        if (const auto piece = next_piece(peer, state, now)) {
            put(peer, lanes::Lane::bulk, *piece);
            return outgoing_.pop();
        }
    return std::nullopt;
}

void SharedDocument::hear_broadcast(Instant now) {
    while (const auto event = broadcast_.next_event())
        core::match(*event, [&](const auto& told) { hear(told, now); });
}

void SharedDocument::hear(const broadcast::Arrived& told, Instant now) {
    const auto taken = take(told.bytes, &told.key);
    if (!taken) {
        broadcast_.dropped(told.key);
        tell(ChangeRefused{told.peer, taken.error()});
    } else if (taken->is_safe) {
        broadcast_.synced(std::span(&told.key, 1), now);
    }
}

void SharedDocument::hear(const broadcast::Acknowledged& told, Instant) {
    PeerState* const state = find(told.peer);
    if (!state || state->has_other_tale) return;
    for (const core::sync::Key& key : told.keys) {
        const auto [author, sequence] = name_of(key);
        if (author != replica_.author() || sequence == 0) continue;
        if (sequence > own_last_counters_.size()) continue;
        // It may be another tale, of an earlier life.
        if (!broadcast_.buffer().lacked(told.peer, key) && !frontiers_.contains(author, sequence))
            continue;
        note_own_had(told.peer, *state, {sequence, sequence + 1});
    }
}

void SharedDocument::note_own_had(Peer peer, PeerState& state, core::Range sequences) {
    if (sequences.begin >= sequences.end || state.own_had.contains(sequences)) return;
    state.own_had.add(sequences);
    tell(OwnAcknowledged{peer, sequences});
}

void SharedDocument::hear(const broadcast::ReconciliationWanted& told, Instant now) {
    PeerState* const state = find(told.peer);
    if (!state) return;
    if (state->opens)
        open_talk(told.peer, *state, now);
    else if (!state->awaited_until)
        state->awaited_until = now + options_.talk_patience;
}

void SharedDocument::hear(const broadcast::GivenUp& told, Instant) {
    // The peer does not know that anything is wrong.
    if (PeerState* const state = find(told.peer)) state->opens = true;
}

void SharedDocument::hear(const broadcast::SnapshotWanted& told, Instant now) {
    PeerState* const state = find(told.peer);
    if (!state) return;
    state->bulk_out.emplace(core::crdt::ChangesSince(replica_.history(), state->theirs),
                            BulkNumber{++last_number_}, bulk_end(*state),
                            now + options_.bulk_patience);
    broadcast_.snapshot_begun(told.peer, now);
}

void SharedDocument::hear(const broadcast::Misbehaved& told, Instant) {
    tell(Misbehaved{told.peer});
}

}  // namespace fabric::documents

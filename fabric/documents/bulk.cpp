// Who lacks much is sent it in compressed pieces, and says at the end that all of it is safe.
#include <algorithm>
#include <utility>

#include "fabric/documents/shared_document.h"
#include "fabric/documents/vouching.h"

namespace fabric::documents {

using core::Buffer;
using core::Bytes;
using core::Instant;
using core::Result;

// The author's number stands in front of every change, behind its version.
Result<Buffer> SharedDocument::record_of(Bytes signed_change) const {
    const core::crdt::Change change = TRY(core::crdt::read_change(signed_change));
    const AuthorKey* const key = keys_.find(change.author);
    if (!key) return core::fail(core::Error::author_unknown);
    return write_change_record(*key, signed_change);
}

// Of what was safe when it began. Empty behind the last.
Result<Buffer> SharedDocument::next_record_of(BulkOut& out) const {
    while (true) {
        const auto change = TRY(out.changes.next());
        if (!change) return Buffer();
        if (out.end.includes({change->stamp.author, change->last_counter}))
            return record_of(change->bytes);
    }
}

std::optional<Buffer> SharedDocument::next_piece(Peer peer, PeerState& state, Instant now) {
    if (!state.bulk_out || state.bulk_out->is_all_sent) return std::nullopt;
    if (state.bulk_room < options_.bulk_room_min) return std::nullopt;
    BulkOut& out = *state.bulk_out;
    BulkMessage message{BulkKind::piece, out.number};
    while (true) {
        if (!out.next) {
            auto next = next_record_of(out);
            if (!next) {
                state.bulk_out.reset();
                broadcast_.snapshot_failed(peer, now);
                return std::nullopt;
            }
            out.next = *std::move(next);
        }
        if (out.next->empty()) break;
        // A large one goes alone.
        const std::size_t size = message.records.size() + out.next->size() + record_head_size_max;
        if (!message.records.empty() && size > bulk_piece_size) break;
        append_record(message.records, *out.next);
        out.next.reset();
    }
    if (out.next->empty()) {
        message.kind = BulkKind::last_piece;
        out.is_all_sent = true;
    }
    Buffer bytes = write_bulk_message(message);
    out.give_up_at = now + options_.bulk_patience;
    state.bulk_room -= std::min(state.bulk_room, bytes.size());
    return bytes;
}

void SharedDocument::receive_bulk(Peer peer, PeerState& state, Bytes bytes, Instant now) {
    const auto message = read_bulk_message(bytes);
    if (!message) return tell(Misbehaved{peer});
    if (message->kind == BulkKind::proof) {
        const auto records = split_records(message->records);
        if (!records || records->size() != 1) return tell(Misbehaved{peer});
        return take_proof(peer, state, records->front());
    }
    if (message->kind <= BulkKind::last_piece) return take_piece(peer, state, *message);
    if (!state.bulk_out || state.bulk_out->number != message->number) return;
    if (!state.bulk_out->is_all_sent) return tell(Misbehaved{peer});
    const BulkOut out = *std::exchange(state.bulk_out, std::nullopt);
    if (message->kind == BulkKind::failed) {
        state.refused.bulk = out.end;
        return broadcast_.snapshot_refused(peer, now);
    }
    if (state.refused.authors.empty()) state.refused = {};
    state.theirs.merge(out.end);
    const auto own = std::ranges::upper_bound(own_last_counters_, out.end[replica_.author()]);
    const auto count = static_cast<std::uint64_t>(own - own_last_counters_.begin());
    if (count > 0) note_own_had(peer, state, {1, count + 1});
    broadcast_.snapshot_acknowledged(peer, now);
}

void SharedDocument::take_piece(Peer peer, PeerState& state, const BulkMessage& message) {
    if (!state.bulk_in || state.bulk_in->number != message.number) {
        forget_waiting_bulk(peer);
        state.bulk_in = BulkIn{message.number};
    }
    BulkIn& in = *state.bulk_in;
    const auto pieces = split_records(message.records);
    if (!pieces || in.safe_at) return tell(Misbehaved{peer});
    std::optional<ChangeRefusal> refusal;  // Of a piece the first is told.
    std::vector<ChangeRecord> records;
    std::vector<Bytes> bytes;
    for (const Bytes piece : *pieces) {
        auto record = read_change_record(piece);
        if (!record) {
            refusal = ChangeRefusal::malformed;
            continue;
        }
        records.push_back(*std::move(record));
        bytes.push_back(piece);
    }
    const std::vector<bool> genuine = genuine_among(records, frontiers_, writers_, id());
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto signature = genuine[i] ? Signature::right : Signature::wrong;
        const auto taken = take(records[i], bytes[i], signature);
        if (!taken && !refusal) refusal = taken.error();
    }
    if (refusal) {
        in.has_failed = true;
        tell(ChangeRefused{peer, *refusal});
    }
    if (message.kind == BulkKind::piece) return;
    in.safe_at = taken_count_;
    waiting_bulks_.insert({taken_count_, peer});
    answer_bulks();
}

// What is safe here, without what would be refused again.
core::crdt::Version SharedDocument::bulk_end(const PeerState& state) const {
    core::crdt::Version end;
    for (const auto& [author, counter] : frontiers_.version()) {
        const bool is_refused = state.refused.authors.contains(author);
        if (const std::uint64_t last = is_refused ? state.theirs[author] : counter)
            end.include({author, last});
    }
    return end;
}

// All of it would come again and again: what of it was not taken waits, longer each time.
void SharedDocument::note_refused(PeerState& state, const core::crdt::Version& theirs,
                                  Instant now) {
    RefusedThere& refused = state.refused;
    const auto bulk = std::exchange(refused.bulk, std::nullopt);
    if (!bulk) return;
    for (const auto& [author, counter] : *bulk)
        if (theirs[author] < counter) refused.authors.insert(author);
    if (refused.authors.empty()) return;
    refused.again_wait =
        std::clamp(2 * refused.again_wait, options_.refused_again_min, options_.refused_again_max);
    refused.again_at = now + refused.again_wait;
}

void SharedDocument::try_refused_again(Peer peer, PeerState& state, Instant now) {
    state.refused.again_at.reset();
    state.refused.authors.clear();
    reconcile(peer, now);
}

void SharedDocument::forget_waiting_bulk(Peer peer) {
    std::erase_if(waiting_bulks_, [&](const auto& waiting) { return waiting.second == peer; });
}

void SharedDocument::answer_bulks() {
    while (!waiting_bulks_.empty() && waiting_bulks_.begin()->first <= synced_count_) {
        const Peer peer = waiting_bulks_.begin()->second;
        waiting_bulks_.erase(waiting_bulks_.begin());
        const BulkIn in = *std::exchange(peers_.at(peer).bulk_in, std::nullopt);
        const BulkKind kind = in.has_failed ? BulkKind::failed : BulkKind::done;
        put(peer, lanes::Lane::bulk, write_bulk_message({kind, in.number}));
    }
}

}  // namespace fabric::documents

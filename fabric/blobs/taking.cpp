// What others send of what was asked of them. Whoever was asked may be late: what comes is taken if
// it is the next piece, from whomever of them.
#include <utility>

#include "core/base/assert.h"
#include "fabric/blobs/blobs.h"

namespace fabric::blobs {

bool Blobs::take_piece(const PeerId& from, Peer& peer, const Piece& piece) {
    const auto at = wanted_.find(piece.hash);
    if (at == wanted_.end() || shelf_.contains(piece.hash)) return false;
    Wanted& wanted = at->second;
    if (piece.index != wanted.next_piece() || !may_give(from, wanted)) return false;
    if (piece.whole_size > wanted.size) {
        take_lacks(from, piece.hash);
        return false;
    }
    if (wanted.partial && wanted.partial->whole_size != piece.whole_size) {
        disagree(from, peer, piece.hash, wanted);
        return false;
    }
    if (!wanted.partial && !begin_partial(from, wanted, piece)) return false;
    add(from, peer, wanted, piece);
    if (wanted.partial->bytes.size() == wanted.partial->whole_size)
        finish(from, peer, piece.hash, wanted);
    else if (wanted.next_piece() % options_.range_pieces == 0)
        ask(piece.hash, wanted, from);
    return true;
}

// Where all is to come from one it is who is asked now: others would take its place over and over.
bool Blobs::may_give(const PeerId& from, const Wanted& wanted) const {
    if (!wanted.asked.contains(from)) return false;
    if (!wanted.is_alone) return true;
    return wanted.peer ? wanted.peer == from : wanted.partial && wanted.partial->source == from;
}

// Only now is room made: what nobody sends makes nobody forget anything.
bool Blobs::begin_partial(const PeerId& from, Wanted& wanted, const Piece& piece) {
    if (!has_place_for(wanted)) return false;
    const auto size = static_cast<std::size_t>(piece.whole_size);
    if (!may_make_room(size) || !shelf_.reserve(size)) {
        stop_asking(piece.hash, wanted);
        rest(wanted, now_ + options_.rest);
        schedule();
        return false;
    }
    wanted.partial.emplace(piece.whole_size, from);
    wanted.partial->bytes.reserve(size);
    return true;
}

void Blobs::add(const PeerId& from, Peer& peer, Wanted& wanted, const Piece& piece) {
    Partial& partial = *wanted.partial;
    core::append(partial.bytes, piece.bytes);
    partial.hash.update(piece.bytes);
    partial.is_mixed = partial.is_mixed || partial.source != from;
    ++counters_.pieces_taken;
    last_giver_ = from;
    peer.gave_at = now_;
    expect_from(piece.hash, wanted, from);
}

void Blobs::take_lacks(const PeerId& from, const Hash& hash) {
    const auto at = wanted_.find(hash);
    if (at == wanted_.end()) return;
    Wanted& wanted = at->second;
    const auto asked = wanted.asked.find(from);
    if (asked == wanted.asked.end()) return;
    asked->second.rests_until = now_ + options_.rest;
    if (wanted.peer != from) return;
    stop_asking(hash, wanted);
    schedule();
}

// Of who says two sizes one is a lie; of two who say one each it is not known whose.
void Blobs::disagree(const PeerId& from, Peer& peer, const Hash& hash, Wanted& wanted) {
    const bool is_liar = !wanted.partial->is_mixed && wanted.partial->source == from;
    stop(hash, wanted);
    if (is_liar) {
        disbelieved_.add(from, hash);
        misbehave(from, peer, "it says two sizes of one blob");
        return;
    }
    wanted.is_alone = true;
    schedule();
}

void Blobs::finish(const PeerId& from, Peer& peer, const Hash& hash, Wanted& wanted) {
    if (Hash{wanted.partial->hash.digest().bytes} == hash) {
        core::Buffer bytes = std::move(wanted.partial->bytes);
        wanted.partial.reset();  // Its room is that of what is held now.
        stop_asking(hash, wanted);
        shelf_.hold(hash, std::move(bytes));
        arrive(hash, wanted);
        schedule();
        return;
    }
    ++counters_.wholes_wrong;
    const bool is_liar = !wanted.partial->is_mixed;
    stop(hash, wanted);
    if (is_liar) {
        disbelieved_.add(from, hash);
        misbehave(from, peer, "its bytes do not have the hash that was asked for");
        return;
    }
    wanted.is_alone = true;
    schedule();
}

}  // namespace fabric::blobs

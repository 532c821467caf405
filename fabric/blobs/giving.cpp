// What goes out: what we ask for, and pieces of what we are asked for, each cut when there is room
// for it.
#include <algorithm>

#include "core/base/assert.h"
#include "fabric/blobs/blobs.h"

namespace fabric::blobs {

// Who asks anew for the same blob means that instead of what it asked for before.
void Blobs::take_ask(Peer& peer, const Ask& ask) {
    const Owed owed{.hash = ask.hash, .next = ask.first, .end = ask.first + ask.count};
    for (std::size_t i = 0; i < peer.owed.size(); ++i) {
        if (peer.owed[i].hash != ask.hash) continue;
        peer.owed[i] = owed;
        return;
    }
    if (!peer.owed.push(owed)) ++counters_.asks_dropped;
}

std::optional<core::Buffer> Blobs::next_message(const PeerId& to) {
    const auto at = peers_.find(to);
    if (at == peers_.end()) return std::nullopt;
    Peer& peer = at->second;
    if (!peer.to_ask.empty()) return write_ask(peer.to_ask.extract(peer.to_ask.begin()).value());
    if (!peer.owed.empty()) return write_owed(peer);
    return std::nullopt;
}

core::Buffer Blobs::write_ask(const Hash& hash) {
    const Wanted& wanted = wanted_.at(hash);
    const std::uint64_t first = wanted.next_piece();
    ++counters_.asks_sent;
    return write_message(Ask{
        .hash = hash, .first = first, .count = wanted.range_end(options_.range_pieces) - first});
}

// A piece of each in turn: nobody waits for the whole of another.
core::Buffer Blobs::write_owed(Peer& peer) {
    Owed owed = *peer.owed.pop();
    const core::Buffer* const blob = shelf_.find(owed.hash);
    const std::uint64_t count = blob ? piece_count(blob->size()) : 0;
    if (owed.next >= count) {
        ++counters_.lacks_sent;
        return write_message(Lacks{owed.hash});
    }
    const auto offset = static_cast<std::size_t>(owed.next * piece_size_max);
    const core::Bytes bytes =
        core::Bytes(*blob).subspan(offset, piece_size(blob->size(), owed.next));
    core::Buffer message = write_message(Piece{owed.hash, blob->size(), owed.next, bytes});
    shelf_.use(owed.hash);
    ++counters_.pieces_sent;
    if (++owed.next == std::min(owed.end, count)) return message;
    const bool has_room = peer.owed.push(owed);
    ASSERT(has_room);
    return message;
}

}  // namespace fabric::blobs

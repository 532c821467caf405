// What is handed on to whom, and when.
#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "fabric/notes/notes.h"

namespace fabric::notes {

using core::Buffer;
using core::Instant;

void Notes::hand_on(NoteNumber number, const PeerId* from, Instant now) {
    const AuthorKey& author = board_.at(number).author;
    for (auto& [id, peer] : peers_) {
        if (peer.key == author || (from && id == *from))
            settle(peer, number, author, now);
        else
            peer.dues.owe(number, earliest_for(peer, number, author, now));
    }
}

Instant Notes::earliest_for(const Peer& peer, NoteNumber number, const AuthorKey& author,
                            Instant now) const {
    if (hears(peer, author, now)) return now + options_.patience;
    const auto sent_at = peer.dues.sent_at(number);
    return sent_at ? std::max(now, *sent_at + options_.pause) : now;
}

bool Notes::hears(const Peer& peer, const AuthorKey& author, Instant now) {
    const auto at = peer.hears.find(author);
    return at != peer.hears.end() && at->second > now;
}

// It has the newest. But two who both hear the author would each wait for the other's word that it
// does, and the one that is always a little later would never say it.
void Notes::settle(Peer& peer, NoteNumber number, const AuthorKey& author, Instant now) {
    if (!hears(peer, author, now)) peer.dues.settle(number);
}

// Where all are connected to all, an author's words would reach each of them once from everybody.
void Notes::hear(Peer& peer, const NoteView& note, Instant now) {
    if (peer.key == note.author) return;
    if (note.is_direct)
        peer.hears[note.author] = now + options_.lately;
    else
        peer.hears.erase(note.author);
}

bool Notes::may_hand_on(const Record& record, const Peer& to, Instant now) const {
    if (record.state == State::over) return false;
    if (record.author == self_.public_key() || record.author == to.key) return true;
    return *record.ends_at - now >= record.valid_for / 2;
}

NoteView Notes::signed_note(Record& record) {
    const bool is_own = record.author == self_.public_key();
    NoteView note{.author = record.author,
                  .version = record.version,
                  .valid_for = record.valid_for,
                  .topic = record.topic,
                  .bytes = record.bytes,
                  .is_direct = is_own || neighbours_.contains(record.author)};
    if (!record.signature) {
        ASSERT(is_own);
        record.signature = sign(note, options_.mesh, self_);
    }
    note.signature = *record.signature;
    return note;
}

std::optional<Buffer> Notes::next_message(const PeerId& to, Instant now) {
    const auto at = peers_.find(to);
    if (at == peers_.end()) return std::nullopt;
    now_ = std::max(now_, now);
    const std::vector<NoteView> notes = take_due(at->second, now);
    if (notes.empty()) return std::nullopt;
    ++counters_.messages_sent;
    counters_.notes_sent += notes.size();
    return write_message(notes);
}

std::vector<NoteView> Notes::take_due(Peer& to, Instant now) {
    std::vector<NoteView> notes;
    std::size_t size = head_size_max;
    while (const auto number = to.dues.first(now)) {
        Record& record = board_.at(*number);
        if (!may_hand_on(record, to, now)) {
            to.dues.settle(*number);
            continue;
        }
        const NoteView note = signed_note(record);
        size += size_of(note);
        if (size > message_size_max) break;
        notes.push_back(note);
        to.dues.sent(*number, now);
    }
    return notes;
}

}  // namespace fabric::notes

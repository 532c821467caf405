// The places of what is owed, in their order, beside what is known of each note.
#include "fabric/notes/dues.h"

namespace fabric::notes {

using core::Instant;

void Dues::owe(NoteNumber note, Instant from) {
    Entry& entry = entries_[note];
    if (entry.place && entry.place->from <= from) return;
    if (entry.place) places_.erase(*entry.place);
    entry.place = Place{from, ++turn_, note};
    places_.insert(*entry.place);
}

void Dues::settle(NoteNumber note) {
    const auto at = entries_.find(note);
    if (at == entries_.end() || !at->second.place) return;
    places_.erase(*at->second.place);
    at->second.place.reset();
}

void Dues::sent(NoteNumber note, Instant now) {
    settle(note);
    entries_[note].sent_at = now;
}

void Dues::forget(NoteNumber note) {
    settle(note);
    entries_.erase(note);
}

std::optional<Instant> Dues::sent_at(NoteNumber note) const {
    const auto at = entries_.find(note);
    return at == entries_.end() ? std::nullopt : at->second.sent_at;
}

std::optional<NoteNumber> Dues::first(Instant now) const {
    if (places_.empty() || places_.begin()->from > now) return std::nullopt;
    return places_.begin()->note;
}

std::optional<Instant> Dues::first_after(Instant now) const {
    const auto at = places_.upper_bound(Place{now, UINT64_MAX, NoteNumber{UINT64_MAX}});
    return at == places_.end() ? std::nullopt : std::optional(at->from);
}

}  // namespace fabric::notes

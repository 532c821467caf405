// What others hand on: what is cheap to find out comes first, and signatures last.
#include <utility>

#include "core/base/assert.h"
#include "fabric/notes/notes.h"

namespace fabric::notes {

using core::Bytes;
using core::Error;
using core::Instant;

namespace {

Amount without(Amount all, Amount some) {
    ASSERT(all.count >= some.count && all.size >= some.size);
    return {all.count - some.count, all.size - some.size};
}

bool fits(Amount there, const NoteView& note, Amount most) {
    return there.count < most.count &&
           there.size + note.topic.size() + note.bytes.size() <= most.size;
}

}  // namespace

void Notes::receive(const PeerId& from, Bytes message, Instant now) {
    const auto at = peers_.find(from);
    if (at == peers_.end()) {
        refuse(from, Refused::not_connected, {});
    } else if (const auto notes = read_message(message); !notes) {
        refuse(from, Refused::unreadable, notes.error());
    } else {
        for (const NoteView& note : *notes) {
            const auto taken = take(from, at->second, note, now);
            if (taken) continue;
            refuse(from, taken.error(), Error::signature_wrong);
            // Of a liar nothing more is looked at.
            if (taken.error() == Refused::signature_wrong) break;
        }
    }
    // Only then: what was just renewed did not end, though it was due.
    run(now);
}

void Notes::refuse(const PeerId& from, Refused reason, Error error) {
    ++counters_.refused[std::to_underlying(reason)];
    if (reason == Refused::unreadable || reason == Refused::signature_wrong)
        misbehaved_.emplace(from, error);
}

Notes::OrRefused<void> Notes::take(const PeerId& from, Peer& peer, const NoteView& note,
                                   Instant now) {
    if (note.author == self_.public_key()) return take_own(peer, note, now);
    const Board::Author* author = board_.author(note.author);
    if (author && note.version.life < author->life) return std::unexpected(Refused::known);
    const auto number = board_.find(note.author, note.topic);
    if (number && note.version <= board_.at(*number).version) {
        if (note.version == board_.at(*number).version) {
            settle(peer, *number, note.author, now);
            if (peer.key == note.author) board_.end_when_invalid(*number);
        }
        hear(peer, note, now);
        return std::unexpected(Refused::known);
    }
    if (!owner_.may_note(note.author)) return std::unexpected(Refused::not_allowed);
    if (const auto room = check_room(note); !room) return room;
    if (const auto checked = check(peer, note, now); !checked) return checked;
    put(from, note, now);
    hear(peer, note, now);
    return {};
}

// What we said comes back, which is nothing to us. But we may not be the only one with our key, and
// clocks get lost: then ours would count nowhere while the other is remembered.
Notes::OrRefused<void> Notes::take_own(Peer& peer, const NoteView& note, Instant now) {
    const bool may_outdo = !outdone_at_ || now >= *outdone_at_ + options_.outdo_every;
    if (note.version <= last_ || !may_outdo || note.version.life.value >= number_max)
        return std::unexpected(Refused::known);
    if (const auto checked = check(peer, note, now); !checked) return checked;
    outdo(note, now);
    return {};
}

Notes::OrRefused<void> Notes::check(Peer& peer, const NoteView& note, Instant now) {
    if (!peer.checks.take(options_.checks, now)) return std::unexpected(Refused::too_many_checks);
    if (!verify(note, options_.mesh)) return std::unexpected(Refused::signature_wrong);
    return {};
}

Notes::OrRefused<void> Notes::check_room(const NoteView& note) const {
    const Board::Author* author = board_.author(note.author);
    const auto number = board_.find(note.author, note.topic);
    const bool begins_life = author && note.version.life > author->life;
    if (author && !number && !begins_life &&
        author->topics.size() >= options_.notes_per_author_max &&
        !board_.first_to_give_way(note.author))
        return std::unexpected(Refused::author_full);
    Amount staying = without(board_.lasting(), board_.lasting_of(self_.public_key()));
    if (begins_life)
        staying = without(staying, author->lasting);
    else if (number && board_.at(*number).state != State::over)
        staying = without(staying, amount_of(board_.at(*number)));
    if (!fits(staying, note, most_of_others())) return std::unexpected(Refused::full);
    return {};
}

Amount Notes::most_of_others() const {
    const std::size_t own_max = options_.own_topics_max;
    return {options_.notes_max - own_max,
            options_.notes_size_max - own_max * (topic_size_max + note_size_max)};
}

void Notes::put(const PeerId& from, const NoteView& note, Instant now) {
    const NoteNumber number = make_room(note);
    Record& record = board_.at(number);
    const bool is_news = !core::equal(record.bytes, note.bytes);
    board_.put(number, note, now + note.valid_for);
    record.signature = note.signature;
    if (is_news) changed_.insert(number);
    ++counters_.notes_taken;
    hand_on(number, &from, now);
}

// What was found to have room has it now: an earlier life's notes go, and what is over gives way.
NoteNumber Notes::make_room(const NoteView& note) {
    auto number = board_.find(note.author, note.topic);
    if (const Board::Author* author = board_.author(note.author);
        author && note.version.life > author->life) {
        const auto topics = author->topics;
        for (const auto& [topic, other] : topics)
            if (other != number) erase(other);
    }
    if (const Board::Author* author = board_.author(note.author);
        author && !number && author->topics.size() >= options_.notes_per_author_max)
        erase(*board_.first_to_give_way(note.author));
    const auto has_room = [&] {
        Amount there = without(board_.amount(), board_.lasting_of(self_.public_key()));
        if (number) there = without(there, amount_of(board_.at(*number)));
        return fits(there, note, most_of_others());
    };
    while (!has_room()) {
        const auto over = board_.longest_over();
        ASSERT(over);
        erase(*over);
        if (over == number) number.reset();
    }
    return number ? *number : board_.add(note.author, note.topic, note.version.life);
}

}  // namespace fabric::notes

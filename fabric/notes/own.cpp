// What we say ourselves: set, cleared, renewed, and said louder than another life of our key.
#include <algorithm>

#include "core/base/assert.h"
#include "fabric/notes/notes.h"

namespace fabric::notes {

using core::Bytes;
using core::Duration;
using core::Error;
using core::Instant;
using core::Result;

Result<void> Notes::set(std::string_view topic, Bytes bytes, Instant now) {
    run(now);
    TRY(check_topic(topic));
    if (bytes.empty()) return core::fail(Error::value_missing);
    if (bytes.size() > note_size_max) return core::fail(Error::too_large);
    auto number = board_.find(self_.public_key(), topic);
    const bool is_said = number && board_.at(*number).state == State::said;
    if (is_said && core::equal(board_.at(*number).bytes, bytes)) return {};
    if (!is_said && own_numbers(State::said).size() >= options_.own_topics_max)
        return core::fail(Error::storage_full);
    if (!number) {
        const Board::Author* own = board_.author(self_.public_key());
        if (own && own->topics.size() >= options_.own_topics_max)
            erase(*board_.first_to_give_way(self_.public_key()));
        number = board_.add(self_.public_key(), topic, last_.life);
    }
    say(*number, bytes, now);
    if (!renew_at_) renew_at_ = now + own_interval();
    return {};
}

void Notes::clear(std::string_view topic, Instant now) {
    run(now);
    const auto number = board_.find(self_.public_key(), topic);
    if (!number || board_.at(*number).state != State::said) return;
    say(*number, {}, now);
    if (own_numbers(State::said).empty()) renew_at_.reset();
}

void Notes::clear_all(Instant now) {
    run(now);
    for (const NoteNumber number : own_numbers(State::said)) say(number, {}, now);
    renew_at_.reset();
}

void Notes::set_hidden(bool is_hidden, Instant now) {
    run(now);
    if (is_hidden == is_hidden_) return;
    is_hidden_ = is_hidden;
    if (is_hidden)
        renew(now);
    else if (renew_at_)
        renew_at_ = std::min(*renew_at_, now + own_interval());
}

Duration Notes::own_valid_for() const {
    return is_hidden_ ? options_.hidden_valid_for : options_.valid_for;
}

Duration Notes::own_interval() const {
    return is_hidden_ ? options_.hidden_renew_every : options_.renew_every;
}

std::vector<NoteNumber> Notes::own_numbers(State state) const {
    std::vector<NoteNumber> found;
    const Board::Author* own = board_.author(self_.public_key());
    if (!own) return found;
    for (const auto& [topic, number] : own->topics)
        if (board_.at(number).state == state) found.push_back(number);
    return found;
}

void Notes::say(NoteNumber number, Bytes bytes, Instant now) {
    ++last_.sequence.value;
    const Record& record = board_.at(number);
    const bool is_news = !core::equal(record.bytes, bytes);
    const NoteView note{.author = self_.public_key(),
                        .version = last_,
                        .valid_for = own_valid_for(),
                        .topic = record.topic,
                        .bytes = bytes};
    board_.put(number, note, bytes.empty() ? std::optional(now + note.valid_for) : std::nullopt);
    if (is_news) changed_.insert(number);
    hand_on(number, nullptr, now);
}

// All at once, so that a page that hardly runs is woken once for them.
void Notes::renew(Instant now) {
    const auto numbers = own_numbers(State::said);
    for (const NoteNumber number : numbers) {
        const core::Buffer bytes = board_.at(number).bytes;
        say(number, bytes, now);
    }
    renew_at_ = numbers.empty() ? std::nullopt : std::optional(now + own_interval());
    if (!numbers.empty()) ++counters_.renewals;
}

void Notes::outdo(const NoteView& other, Instant now) {
    last_ = {.life = Life{other.version.life.value + 1}, .sequence = {}};
    outdone_at_ = now;
    ++counters_.outdone;
    for (const NoteNumber number : own_numbers(State::cleared)) erase(number);
    renew(now);
}

}  // namespace fabric::notes

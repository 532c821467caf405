// Each change of a record goes through here, so that the sums are always right.
#include "fabric/notes/board.h"

#include <utility>

#include "core/base/assert.h"

namespace fabric::notes {

using core::Instant;

namespace {

void grow(Amount& amount, Amount by) {
    amount.count += by.count;
    amount.size += by.size;
}

void shrink(Amount& amount, Amount by) {
    amount.count -= by.count;
    amount.size -= by.size;
}

}  // namespace

Amount amount_of(const Record& record) { return {1, record.topic.size() + record.bytes.size()}; }

const Board::Author* Board::author(const AuthorKey& key) const {
    const auto at = authors_.find(key);
    return at == authors_.end() ? nullptr : &at->second;
}

std::optional<NoteNumber> Board::find(const AuthorKey& key, std::string_view topic) const {
    const Author* known = author(key);
    if (!known) return std::nullopt;
    const auto at = known->topics.find(topic);
    return at == known->topics.end() ? std::nullopt : std::optional(at->second);
}

const Record& Board::at(NoteNumber number) const {
    const auto at = records_.find(number);
    ASSERT(at != records_.end());
    return at->second;
}

Record& Board::at(NoteNumber number) {
    return const_cast<Record&>(std::as_const(*this).at(number));
}

Amount Board::lasting_of(const AuthorKey& key) const {
    const Author* known = author(key);
    return known ? known->lasting : Amount{};
}

NoteNumber Board::add(const AuthorKey& key, std::string_view topic, Life life) {
    const NoteNumber number{++last_.value};
    Author& author = authors_[key];
    const bool is_new = author.topics.emplace(topic, number).second;
    ASSERT(is_new && life >= author.life);
    author.life = life;
    const auto [at, was_added] = records_.emplace(number, Record{key, std::string(topic)});
    ASSERT(was_added);
    count(at->second);
    return number;
}

void Board::put(NoteNumber number, const NoteView& note, std::optional<Instant> ends_at) {
    Record& record = at(number);
    Author& author = author_of(record);
    ASSERT(note.version.life >= author.life);
    discount(record);
    if (record.state == State::over && record.ends_at) over_.erase({*record.ends_at, number});
    author.life = note.version.life;
    record.state = note.bytes.empty() ? State::cleared : State::said;
    record.version = note.version;
    record.valid_for = note.valid_for;
    record.bytes.assign(note.bytes.begin(), note.bytes.end());
    record.signature.reset();
    record.valid_until = ends_at;
    set_end(number, record, ends_at);
    count(record);
}

void Board::end_by(NoteNumber number, Instant when) {
    Record& record = at(number);
    ASSERT(record.state != State::over && record.ends_at);
    set_end(number, record, std::min(*record.ends_at, when));
}

void Board::end_when_invalid(NoteNumber number) {
    Record& record = at(number);
    if (record.state != State::over) set_end(number, record, record.valid_until);
}

void Board::end(NoteNumber number, Instant remembered_until) {
    Record& record = at(number);
    ASSERT(record.state != State::over);
    discount(record);
    record.state = State::over;
    record.bytes = {};
    record.signature.reset();
    set_end(number, record, remembered_until);
    over_.emplace(remembered_until, number);
    count(record);
}

void Board::erase(NoteNumber number) {
    Record& record = at(number);
    discount(record);
    if (record.state == State::over && record.ends_at) over_.erase({*record.ends_at, number});
    due_.remove(number, record.place);
    const auto author = authors_.find(record.author);
    author->second.topics.erase(record.topic);
    if (author->second.topics.empty()) authors_.erase(author);
    records_.erase(number);
}

std::optional<NoteNumber> Board::longest_over() const {
    return over_.empty() ? std::nullopt : std::optional(over_.begin()->second);
}

std::optional<NoteNumber> Board::first_to_give_way(const AuthorKey& key) const {
    const Author* known = author(key);
    if (!known) return std::nullopt;
    const Record* first = nullptr;
    std::optional<NoteNumber> found;
    for (const auto& [topic, number] : known->topics) {
        const Record& record = at(number);
        if (record.state == State::said || !record.ends_at) continue;
        const auto is_sooner = [&] {
            const bool is_over = record.state == State::over;
            const bool first_is_over = first->state == State::over;
            return is_over != first_is_over ? is_over : *record.ends_at < *first->ends_at;
        };
        if (first && !is_sooner()) continue;
        first = &record;
        found = number;
    }
    return found;
}

std::optional<NoteNumber> Board::take_due(Instant now) {
    while (const auto number = due_.first_due(now)) {
        Record& record = at(*number);
        due_.remove(*number, record.place);
        if (record.ends_at && *record.ends_at <= now) return number;
        due_.set(*number, record.place, record.ends_at);
    }
    return std::nullopt;
}

void Board::count(const Record& record) {
    grow(amount_, amount_of(record));
    if (record.state == State::over) return;
    grow(lasting_, amount_of(record));
    grow(author_of(record).lasting, amount_of(record));
}

void Board::discount(const Record& record) {
    shrink(amount_, amount_of(record));
    if (record.state == State::over) return;
    shrink(lasting_, amount_of(record));
    shrink(author_of(record).lasting, amount_of(record));
}

Board::Author& Board::author_of(const Record& record) {
    const auto at = authors_.find(record.author);
    ASSERT(at != authors_.end());
    return at->second;
}

void Board::set_end(NoteNumber number, Record& record, std::optional<Instant> when) {
    record.ends_at = when;
    due_.set(number, record.place, when);
}

}  // namespace fabric::notes

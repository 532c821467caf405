// A run takes in whatever continues it, one event after the other: so the runs of an author are the
// same however its events arrived.
#include "core/crdt/text/erasures.h"

#include <algorithm>

#include "core/base/assert.h"

namespace core::crdt {

using sequence::Deletion;

void Erasures::add(std::uint32_t counter, const Deletions& deletions) {
    if (deletions.size() == 1 && deletions[0].size == 1)
        return add(counter, ErasureRun{deletions[0].first});
    const auto first_piece = static_cast<std::uint32_t>(pieces_.size());
    for (const Deletion& deletion : deletions)
        pieces_.push_back({number_of(deletion.first.author),
                           static_cast<std::uint32_t>(deletion.first.counter),
                           deletion.size & sequence::items_max, false});
    // What deletes nothing has an empty piece.
    if (deletions.empty()) pieces_.push_back({});
    pieces_.back().is_last = true;
    push(counter, Kind::other, {}, first_piece, 1);
}

void Erasures::add(std::uint32_t counter, const ErasureRun& run) {
    ErasureRun rest = run;
    if (continues_last(counter, rest.target)) {
        Entry& last = entries_.back();
        if (count_of(last) == 1)
            last.kind = rest.target.counter < last.target ? Kind::backwards : Kind::forwards;
        const bool goes_on = rest.is_backwards == (last.kind == Kind::backwards);
        const std::uint32_t taken = goes_on ? rest.count : 1;
        count_ += taken;
        if (taken == rest.count) return;
        rest = {rest.target_at(1), rest.count - 1, rest.is_backwards};
        ++counter;
    }
    push(counter, rest.is_backwards && rest.count > 1 ? Kind::backwards : Kind::forwards,
         rest.target.author, static_cast<std::uint32_t>(rest.target.counter), rest.count);
}

bool Erasures::continues_last(std::uint32_t counter, Dot target) const {
    if (entries_.empty() || entries_.back().kind == Kind::other) return false;
    const Entry& last = entries_.back();
    const std::uint32_t count = count_of(last);
    if (last.counter + count != counter) return false;
    ErasureRun run = run_of(last);
    if (count == 1) run.is_backwards = target.counter < run.target.counter;
    return target == run.target_at(count);
}

void Erasures::push(std::uint32_t counter, Kind kind, Author author, std::uint32_t target,
                    std::uint32_t count) {
    const std::uint32_t number = kind == Kind::other ? 0 : number_of(author);
    entries_.push_back({counter, count_, target, number & author_number_max, kind});
    count_ += count;
}

void Erasures::pack() {
    // Where there are no exceptions, shrink_to_fit() may do nothing.
    entries_ = std::vector<Entry>(entries_.begin(), entries_.end());
    pieces_ = std::vector<Piece>(pieces_.begin(), pieces_.end());
}

std::uint32_t Erasures::number_of(Author author) {
    if (const std::uint32_t* const number = numbers_.find(author)) return *number;
    const auto number = static_cast<std::uint32_t>(authors_.size());
    ASSERT(number <= author_number_max);
    authors_.push_back(author);
    numbers_.insert(author, number);
    return number;
}

std::uint32_t Erasures::count_of(const Entry& entry) const {
    return (&entry == &entries_.back() ? count_ : (&entry + 1)->before) - entry.before;
}

ErasureRun Erasures::run_of(const Entry& entry) const {
    return {{authors_[entry.author], entry.target}, count_of(entry), entry.kind == Kind::backwards};
}

const Erasures::Entry* Erasures::entry_of(std::uint32_t counter) const {
    const auto behind = std::ranges::upper_bound(entries_, counter, {}, &Entry::counter);
    if (behind == entries_.begin()) return nullptr;
    const Entry& found = *std::prev(behind);
    return counter - found.counter < count_of(found) ? &found : nullptr;
}

std::optional<ErasureRun> Erasures::run_from(std::uint32_t counter) const {
    const Entry* const entry = entry_of(counter);
    if (!entry || entry->kind == Kind::other) return std::nullopt;
    ErasureRun rest = run_of(*entry);
    const std::uint32_t skipped = counter - entry->counter;
    rest.target = rest.target_at(skipped);
    rest.count -= skipped;
    if (rest.count == 1) rest.is_backwards = false;
    return rest;
}

std::optional<Deletions> Erasures::find(std::uint32_t counter) const {
    const Entry* const entry = entry_of(counter);
    if (!entry || entry->kind != Kind::other) return std::nullopt;
    Deletions deletions;
    for (std::size_t i = entry->target;; ++i) {
        const Piece& piece = pieces_[i];
        if (piece.size > 0)
            deletions.push_back({{authors_[piece.author], piece.first}, piece.size});
        if (piece.is_last) return deletions;
    }
}

std::uint32_t Erasures::count_before(std::uint32_t counter) const {
    if (entries_.empty() || counter >= entries_.back().counter + count_of(entries_.back()))
        return count_;
    const auto behind = std::ranges::upper_bound(entries_, counter, {}, &Entry::counter);
    if (behind == entries_.begin()) return 0;
    const Entry& found = *std::prev(behind);
    return found.before + std::min(counter - found.counter, count_of(found));
}

}  // namespace core::crdt

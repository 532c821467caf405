// Changes of one author lie in their order; of those that are next, the one with the smallest stamp
// comes first.
#include "core/crdt/change/changes_since.h"

#include <algorithm>

namespace core::crdt {

namespace {

bool comes_later(const KeptChange& one, const KeptChange& other) { return one.stamp > other.stamp; }

}  // namespace

ChangesSince::ChangesSince(const History& history, const Version& version)
    : history_(history), end_(history.version()) {
    for (const auto& [author, log] : history.logs_) {
        const std::uint64_t counter = version[author];
        if (counter >= log.last_counter()) continue;
        authors_.push_back(author);
        if (outcome_) outcome_ = look_behind(author, counter);
    }
}

Result<void> ChangesSince::look_behind(Author author, std::uint64_t counter) {
    if (counter >= end_[author]) return {};
    const auto next = TRY(history_.logs_.at(author).first_behind(counter, author));
    if (!next) return {};
    next_.push_back(*next);
    std::ranges::push_heap(next_, comes_later);
    return {};
}

Result<std::optional<KeptChange>> ChangesSince::next() {
    TRY(outcome_);
    if (next_.empty()) return std::optional<KeptChange>{};
    std::ranges::pop_heap(next_, comes_later);
    const Author author = next_.back().stamp.author;
    const std::uint64_t before = next_.back().last_counter;
    next_.pop_back();
    // It may have been forgotten since it was looked at.
    const AuthorLog& log = history_.logs_.at(author);
    const auto given = log.first_behind(before - 1, author);
    if (!given) outcome_ = fail(given.error());
    TRY(outcome_);
    outcome_ = look_behind(author, before);
    return *given;
}

}  // namespace core::crdt

// What replicas ask one another: what comes next, what a peer lacks, what is missing here; and what
// need not be kept any more.
#include <algorithm>

#include "core/crdt/change/changes_since.h"
#include "core/crdt/change/history.h"

namespace core::crdt {

Result<void> History::check_can_write(Author author) const {
    if (is_quarantined(author)) return fail(Error::author_quarantined);
    if (waiting_.contains_any_of(author)) return fail(Error::value_missing);
    if (!has_room_for(author)) return fail(Error::too_large);
    if (lamport_.value > event_number_max - change_events_max) return fail(Error::too_large);
    return {};
}

Change History::next(Author author) const {
    Change change;
    const AuthorLog* const log = log_of(author);
    change.author = author;
    change.sequence = log ? log->sequence() + 1 : 1;
    change.counter = log ? log->last_counter() + 1 : 1;
    if (log) change.previous = log->head();
    change.events = 1;
    change.lamport = Lamport{lamport_.value + 1};
    for (const auto& [other, counter] : version_)
        if (other != author && !(log && log->clock().includes({other, counter})))
            change.news.include({other, counter});
    return change;
}

Result<std::vector<Bytes>> History::since(const Version& version) const {
    ChangesSince changes(*this, version);
    std::vector<Bytes> all;
    while (const auto change = TRY(changes.next())) all.push_back(change->bytes);
    return all;
}

Version History::missing() const {
    std::set<Dot> here;  // Ends of changes that wait themselves.
    for (const auto& [place, item] : waiting_.items())
        here.insert({place.author, item.change.last_counter()});

    Version missing;
    for (const auto& [place, item] : waiting_.items()) {
        const AuthorLog* const log = log_of(place.author);
        const std::uint64_t changes_between = place.sequence - (log ? log->sequence() : 0) - 1;
        if (changes_between > 0 && !waiting_.contains({place.author, place.sequence - 1})) {
            // No less than an event each, also if the counter is a lie.
            const std::uint64_t counter_min = (log ? log->last_counter() : 0) + changes_between;
            missing.include({place.author, std::max(item.change.counter - 1, counter_min)});
        }
        for (const auto& [author, counter] : item.change.news) {
            const Dot dot{author, counter};
            // Nothing more of an author in quarantine will be taken.
            if (!version_.includes(dot) && !here.contains(dot) && !is_quarantined(author))
                missing.include(dot);
        }
    }
    return missing;
}

void History::forget(const Version& version) {
    for (const auto& [author, counter] : version) {
        const auto at = logs_.find(author);
        if (at != logs_.end()) at->second.forget(counter);
    }
}

}  // namespace core::crdt

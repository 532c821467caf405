// What makes a change possible: it goes on where its author's chain ends, its news are news and
// name ends of changes, and its Lamport number is one more than the largest of its past.
#include "core/crdt/change/history.h"

namespace core::crdt {

Result<History::Standing> History::judge(const Change& change, std::size_t& news_checked) const {
    if (!has_room_for(change.author)) return fail(Error::too_large);
    const AuthorLog* const log = log_of(change.author);
    const std::uint64_t sequence = log ? log->sequence() : 0;
    ASSERT(change.sequence > sequence);
    const std::uint64_t counter_min = (log ? log->last_counter() : 0) + change.sequence - sequence;
    if (change.counter < counter_min) return fail(Error::malformed);
    if (change.sequence != sequence + 1) return Standing{Standing::Kind::early};
    if (log && change.previous != log->head()) return Standing{Standing::Kind::contradicts};
    if (change.counter != counter_min) return fail(Error::malformed);

    for (; news_checked < change.news.size(); ++news_checked) {
        const auto& [author, counter] =
            *(change.news.begin() + static_cast<std::ptrdiff_t>(news_checked));
        const Dot dot{author, counter};
        if (log && log->clock().includes(dot)) return fail(Error::not_canonical);
        if (!version_.includes(dot)) return Standing{Standing::Kind::awaiting, dot};
    }
    TRY(judge_news(change));
    return Standing{Standing::Kind::ready};
}

// The author's own last event has a larger Lamport number than all that the author knew then: so
// nothing of the past can be larger than that event and the news.
Result<void> History::judge_news(const Change& change) const {
    const AuthorLog* const own = log_of(change.author);
    Lamport largest = own ? own->runs().last_lamport() : Lamport{};
    for (const auto& [author, counter] : change.news) {
        const auto lamport = logs_.at(author).runs().lamport_at_end(counter);
        if (!lamport) return fail(Error::malformed);
        largest = std::max(largest, *lamport);
    }
    if (change.lamport.value != largest.value + 1) return fail(Error::malformed);
    return {};
}

}  // namespace core::crdt

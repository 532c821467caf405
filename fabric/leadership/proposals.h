// Proposals remembers what was proposed here and whose end was not told: each is told once. Its end
// is known when the place in the log is committed, by whomever: then its term says whether it is
// the proposal that stands there (RF34). That it was truncated here says nothing, since others may
// still have it and commit it (thesis, figure 3.7).
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "core/base/assert.h"
#include "fabric/leadership/events.h"

namespace fabric::leadership {

class Proposals {
public:
    explicit Proposals(std::size_t count_max) : count_max_(count_max) {}

    [[nodiscard]] bool full() const { return waiting_.size() >= count_max_; }

    // A later leadership of ours may put one in front of what an earlier one proposed.
    void add(Place place) {
        ASSERT(!full());
        const auto behind = std::ranges::upper_bound(waiting_, place.index, {}, &Place::index);
        waiting_.insert(behind, place);
    }

    // Those whose end is known by now. `term_at` tells the terms of entries up to `commit`; nothing
    // where a snapshot is all that is known.
    template <class TermAt>
    [[nodiscard]] std::vector<ProposalEnded> take_ended(Index commit, TermAt term_at) {
        const auto end = std::ranges::upper_bound(waiting_, commit, {}, &Place::index);
        std::vector<ProposalEnded> ended;
        for (auto at = waiting_.begin(); at != end; ++at) {
            const std::optional<Term> term = term_at(at->index);
            const Fate known = term == at->term ? Fate::committed : Fate::lost;
            ended.push_back({at->index, at->term, term ? known : Fate::unknown});
        }
        waiting_.erase(waiting_.begin(), end);
        return ended;
    }

    // For a machine that stops.
    [[nodiscard]] std::vector<ProposalEnded> abandon() {
        std::vector<ProposalEnded> ended;
        for (const Place& place : waiting_)
            ended.push_back({place.index, place.term, Fate::unknown});
        waiting_.clear();
        return ended;
    }

private:
    std::size_t count_max_;
    std::vector<Place> waiting_;
};

}  // namespace fabric::leadership

// The judge of a world of orderings: it hears what every member applies, is told, votes and leads,
// over all their lives, and says what cannot be.
#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>

#include "core/base/bytes.h"
#include "fabric/ordering/ordering.h"

namespace fabric::ordering::testing {

class Judge {
public:
    [[nodiscard]] bool failed() const { return !failure_.empty(); }
    [[nodiscard]] const std::string& failure() const { return failure_; }
    void expect(bool holds, std::string_view what, unsigned who = 0) {
        if (!holds && failure_.empty()) failure_ = std::string(what) + " #" + std::to_string(who);
    }

    // In front of it: what this life applied last, or the end of a snapshot that came instead.
    void applies(unsigned who, const Applied& applied, Index in_front) {
        expect(applied.place.index > in_front, "applied: not behind the last", who);
        const auto [at, is_new] =
            ordered_.try_emplace(applied.place.index, applied.place.term, applied.command);
        expect(at->second == std::pair(applied.place.term, applied.command),
               "applied: another command at that place", who);
        if (is_new) {
            expect(std::next(at) == ordered_.end(), "applied: in front of what others have", who);
            expect(is_of_leader(applied.command) ||
                       places_.emplace(applied.command, applied.place.index).second,
                   "applied: a command at two places", who);
        }
        const auto next = ordered_.upper_bound(in_front);
        expect(next == at, "applied: one was left out", who);
    }
    void is_told(unsigned who, const core::Buffer& command, Place place) {
        const auto at = ordered_.find(place.index);
        expect(at != ordered_.end() && at->second == std::pair(place.term, command),
               "told: it does not stand there", who);
    }
    void leads(unsigned who, Term term) {
        const auto [at, is_new] = leaders_.try_emplace(term, who);
        expect(at->second == who, "two lead in one term", who);
    }
    // In one life of its disk.
    void votes(unsigned who, unsigned disk, Term term, const MemberId& candidate) {
        const auto [at, is_new] = votes_.try_emplace({who, disk, term}, candidate);
        expect(at->second == candidate, "voted twice in one term", who);
    }

    [[nodiscard]] std::size_t ordered_count() const { return ordered_.size(); }
    [[nodiscard]] Index last() const {
        return ordered_.empty() ? Index{} : ordered_.rbegin()->first;
    }

private:
    std::string failure_;
    std::map<Index, std::pair<Term, core::Buffer>> ordered_;
    std::map<core::Buffer, Index> places_;
    std::map<Term, unsigned> leaders_;
    std::map<std::tuple<unsigned, unsigned, Term>, MemberId> votes_;
};

}  // namespace fabric::ordering::testing

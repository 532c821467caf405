// ErasedRanges are the items that one delta, or one file, has erased so far: many events may erase
// the same, and it is not to be gone through again for each of them.
#pragma once

#include <algorithm>

#include "core/base/ordered_map.h"
#include "core/base/range_set.h"
#include "core/crdt/sequence/sequence.h"

namespace core::crdt {

class ErasedRanges {
public:
    // The parts of the run that were not in one before, `visit(Deletion)`, as long as that returns
    // true.
    template <class Visit>
    bool each_new(const sequence::Deletion& run, Visit visit) {
        // To go through so few takes no longer than to look them up.
        if (run.size < noted_size_min) return visit(run);
        RangeSet& erased = by_author_.ensure(run.first.author);
        std::uint64_t begin = run.first.counter;
        const std::uint64_t end = begin + run.size;
        const auto after = std::ranges::upper_bound(erased, begin, {}, &Range::end);
        for (auto known = after; known != erased.end() && known->begin < end; ++known) {
            if (begin < known->begin && !visit(part(run, begin, known->begin))) return false;
            begin = known->end;
        }
        if (begin < end && !visit(part(run, begin, end))) return false;
        erased.add({run.first.counter, end});
        return true;
    }

private:
    static constexpr std::uint32_t noted_size_min = 32;

    static sequence::Deletion part(const sequence::Deletion& run, std::uint64_t begin,
                                   std::uint64_t end) {
        return {{run.first.author, begin}, static_cast<std::uint32_t>(end - begin)};
    }

    OrderedMap<Author, RangeSet> by_author_;
};

}  // namespace core::crdt

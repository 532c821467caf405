// A sweep over the ends of all ranges.
#include "fabric/quorum/tally.h"

#include <algorithm>

namespace fabric::quorum {

namespace {
struct RangeEnd {
    std::uint64_t at;
    bool is_begin;
};
}  // namespace

core::RangeSet held_by(std::uint32_t need, const Sources& sources, core::Range window) {
    if (need == 0) return core::RangeSet(window);
    core::RangeSet held;
    if (need > sources.size()) return held;
    std::vector<RangeEnd> ends;
    for (const core::RangeSet* const source : sources)
        for (const core::Range range : common(*source, window)) {
            ends.push_back({range.begin, true});
            ends.push_back({range.end, false});
        }
    std::ranges::sort(ends, {}, &RangeEnd::at);
    std::uint32_t have = 0;
    std::uint64_t begin = 0;
    for (std::size_t i = 0; i < ends.size();) {
        const std::uint64_t at = ends[i].at;
        if (have >= need) held.add({begin, at});
        for (; i < ends.size() && ends[i].at == at; ++i) ends[i].is_begin ? ++have : --have;
        begin = at;
    }
    return held;
}

core::RangeSet common(const core::RangeSet& set, core::Range window) {
    core::RangeSet common(window);
    common.intersect(set);
    return common;
}

}  // namespace fabric::quorum

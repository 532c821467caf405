// Ranges touched by a change are found by bisection and replaced in one step; whole sets are walked
// side by side.
#include "core/base/range_set.h"

namespace core {

void RangeSet::append(Range range) {
    if (!ranges_.empty() && ranges_.back().end >= range.begin)
        ranges_.back().end = std::max(ranges_.back().end, range.end);
    else
        ranges_.push_back(range);
}

void RangeSet::add(Range range) {
    if (range.begin >= range.end) return;
    if (ranges_.empty() || ranges_.back().begin <= range.begin) return append(range);
    // Everything that overlaps or touches it becomes one.
    const auto first =
        std::lower_bound(ranges_.begin(), ranges_.end(), range.begin,
                         [](const Range& one, std::uint64_t begin) { return one.end < begin; });
    auto last = first;
    while (last != ranges_.end() && last->begin <= range.end) {
        range.begin = std::min(range.begin, last->begin);
        range.end = std::max(range.end, last->end);
        ++last;
    }
    if (first == last) {
        ranges_.insert(first, range);
    } else {
        *first = range;
        ranges_.erase(first + 1, last);
    }
}

void RangeSet::remove(Range range) {
    if (range.begin >= range.end) return;
    const auto start = first_ending_after(range.begin);
    const auto first = ranges_.begin() + (start - ranges_.cbegin());
    auto last = first;
    Range pieces[2];
    std::size_t count = 0;
    while (last != ranges_.end() && last->begin < range.end) {
        if (last->begin < range.begin) pieces[count++] = {last->begin, range.begin};
        if (last->end > range.end) pieces[count++] = {range.end, last->end};
        ++last;
    }
    const auto behind = ranges_.erase(first, last);
    ranges_.insert(behind, pieces, pieces + count);
}

void RangeSet::unite(const RangeSet& other) {
    if (other.size() <= 1 || empty()) {
        for (const Range range : other) add(range);
        return;
    }
    RangeSet united;
    united.ranges_.reserve(size() + other.size());
    auto ours = begin();
    auto theirs = other.begin();
    while (ours != end() || theirs != other.end()) {
        const bool is_ours =
            theirs == other.end() || (ours != end() && ours->begin <= theirs->begin);
        united.append(is_ours ? *ours++ : *theirs++);
    }
    *this = std::move(united);
}

void RangeSet::subtract(const RangeSet& other) {
    RangeSet left;
    auto theirs = other.begin();
    for (Range range : ranges_) {
        while (theirs != other.end() && theirs->end <= range.begin) ++theirs;
        for (auto hole = theirs; hole != other.end() && hole->begin < range.end; ++hole) {
            if (range.begin < hole->begin) left.append({range.begin, hole->begin});
            range.begin = hole->end;
            if (range.begin >= range.end) break;
        }
        if (range.begin < range.end) left.append(range);
    }
    *this = std::move(left);
}

void RangeSet::intersect(const RangeSet& other) {
    RangeSet common;
    auto ours = begin();
    auto theirs = other.begin();
    while (ours != end() && theirs != other.end()) {
        const Range both{std::max(ours->begin, theirs->begin), std::min(ours->end, theirs->end)};
        if (both.begin < both.end) common.append(both);
        ours->end < theirs->end ? ++ours : ++theirs;
    }
    *this = std::move(common);
}

}  // namespace core

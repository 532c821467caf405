// RangeSet is a set of numbers kept as ranges: for counters that come nearly without gaps. Ranges
// are in ascending order, never empty, and never touch: equal sets are equal lists. The largest
// number of 64 bits cannot be in one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/base/assert.h"

namespace core {

// begin … end-1.
struct Range {
    std::uint64_t begin;
    std::uint64_t end;

    friend bool operator==(const Range&, const Range&) = default;
};

class RangeSet {
public:
    RangeSet() = default;
    explicit RangeSet(Range range) { add(range); }

    [[nodiscard]] bool empty() const { return ranges_.empty(); }
    // Of ranges, not of numbers.
    [[nodiscard]] std::size_t size() const { return ranges_.size(); }
    [[nodiscard]] auto begin() const { return ranges_.begin(); }
    [[nodiscard]] auto end() const { return ranges_.end(); }

    [[nodiscard]] bool contains(std::uint64_t number) const {
        const auto after = first_ending_after(number);
        return after != ranges_.end() && after->begin <= number;
    }
    [[nodiscard]] bool contains(Range range) const {
        const auto after = first_ending_after(range.begin);
        return range.begin >= range.end ||
               (after != ranges_.end() && after->begin <= range.begin && range.end <= after->end);
    }
    [[nodiscard]] bool contains_any(Range range) const {
        const auto after = first_ending_after(range.begin);
        return range.begin < range.end && after != ranges_.end() && after->begin < range.end;
    }

    void add(std::uint64_t number) { add({number, number + 1}); }
    void add(Range range);
    void remove(Range range);

    // The three take time in proportion to the number of ranges of both.
    void unite(const RangeSet& other);
    void subtract(const RangeSet& other);
    void intersect(const RangeSet& other);

    friend bool operator==(const RangeSet&, const RangeSet&) = default;

private:
    [[nodiscard]] std::vector<Range>::const_iterator first_ending_after(
        std::uint64_t number) const {
        return std::upper_bound(
            ranges_.begin(), ranges_.end(), number,
            [](std::uint64_t wanted, const Range& range) { return wanted < range.end; });
    }
    // Behind all others, touching the last at most.
    void append(Range range);

    std::vector<Range> ranges_;
};

}  // namespace core

// heap_sort() puts a range in order by a heap: in place, and as fast whatever the order was. It is
// a tenth of the code of the standard library's, which every page would load for each type that is
// sorted; where many thousands are, that one is faster.
#pragma once

#include <cstddef>
#include <ranges>
#include <utility>

namespace core {

// By `is_less(one, other)`. Equal items come to stand in any order.
template <std::ranges::random_access_range Range, class Less>
void heap_sort(Range& range, Less is_less) {
    const auto item = [&range](std::size_t index) -> auto& {
        return *(std::ranges::begin(range) + static_cast<std::ptrdiff_t>(index));
    };
    std::size_t unsorted = std::ranges::size(range);
    std::size_t above = unsorted / 2;
    // First all that stand above another sink to their place, the last one first; then the largest
    // goes to the end again and again, and what stood there sinks.
    while (unsorted > 1) {
        if (above > 0)
            --above;
        else
            std::ranges::swap(item(0), item(--unsorted));
        for (std::size_t at = above, below = 0; (below = 2 * at + 1) < unsorted; at = below) {
            if (below + 1 < unsorted && is_less(item(below), item(below + 1))) ++below;
            if (!is_less(item(at), item(below))) break;
            std::ranges::swap(item(at), item(below));
        }
    }
}

}  // namespace core

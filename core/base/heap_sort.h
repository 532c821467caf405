// heap_sort() puts a range in order by a heap: in place, and as fast whatever the order was. It is
// a tenth of the code of the standard library's, which every page would load for each type that is
// sorted; where many thousands are, that one is faster.
#pragma once

#include <cstddef>
#include <functional>
#include <ranges>
#include <utility>

namespace core {

// Equal items come to stand in any order.
template <std::ranges::random_access_range Range, class Less = std::less<>,
          class Projection = std::identity>
void heap_sort(Range& range, Less less = {}, Projection projection = {}) {
    const auto item = [&range](std::size_t index) -> auto& {
        return *(std::ranges::begin(range) + static_cast<std::ptrdiff_t>(index));
    };
    const auto is_less = [&](std::size_t left, std::size_t right) {
        return std::invoke(less, std::invoke(projection, item(left)),
                           std::invoke(projection, item(right)));
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
            if (below + 1 < unsorted && is_less(below, below + 1)) ++below;
            if (!is_less(at, below)) break;
            std::ranges::swap(item(at), item(below));
        }
    }
}

}  // namespace core

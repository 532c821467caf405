// radix_sort() puts items in order by a number of 32 bits, byte by byte: for many thousands, where
// it is faster than comparing, and a tenth of the code of the standard library's sort. Equal items
// stay in their order.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace core {

template <class Item, class NumberOf>
void radix_sort(std::vector<Item>& items, NumberOf number_of) {
    std::vector<Item> sorted(items.size());
    for (unsigned shift = 0; shift < 32; shift += 8) {
        const auto digit_of = [&](const Item& item) { return number_of(item) >> shift & 0xff; };
        std::array<std::size_t, 256> places{};
        for (const Item& item : items) ++places[digit_of(item)];
        if (std::ranges::find(places, items.size()) != places.end()) continue;  // One digit.
        std::size_t place = 0;
        for (std::size_t& first : places) place += std::exchange(first, place);
        for (const Item& item : items) sorted[places[digit_of(item)]++] = item;
        items.swap(sorted);
    }
}

}  // namespace core

// The maps against std::map, like containers_twin.h.
#pragma once

#include <iterator>
#include <map>
#include <optional>

#include "core/base/containers_twin.h"
#include "core/base/flat_map.h"
#include "core/base/ordered_map.h"

namespace core::containers_twin {

using Numbers = std::map<int, std::uint64_t>;

// Values of the maps are optional, since there must be one by default.
template <class Item>
std::uint64_t number_of(const std::optional<Item>& value) {
    return value ? value->value() : 0;
}

template <class Map>
void expect_entries(const Map& map, const Numbers& twin) {
    ASSERT(map.size() == twin.size());
    ASSERT(map.empty() == twin.empty());
    auto expected = twin.begin();
    for (const auto& [key, value] : map) {
        ASSERT(key == expected->first && number_of(value) == expected->second);
        ++expected;
    }
    ASSERT(expected == twin.end());
}

template <class Item, class Map>
void change_map(Choices& choices, Map& map, Numbers& twin, std::uint64_t number) {
    // Few keys, so that they meet, in runs now and then, so that there are many entries.
    const int key = static_cast<int>(choices.below(64)) * 16;
    switch (choices.below(6)) {
        case 0: ASSERT(map.insert(key, Item(number)) == twin.emplace(key, number).second); break;
        case 1: {
            std::optional<Item>& value = map.ensure(key);
            ASSERT(number_of(value) == twin[key]);
            value = Item(number);
            twin[key] = number;
            break;
        }
        case 2: ASSERT(map.erase(key) == (twin.erase(key) == 1)); break;
        case 3:
            for (int other = key; other < key + 64; ++other) {
                ASSERT(map.insert(other, Item(number)) == twin.emplace(other, number).second);
            }
            break;
        case 4:
            for (int other = key + 48; other > key; --other)
                ASSERT(map.erase(other) == (twin.erase(other) == 1));
            break;
        default:
            if (choices.below(16) != 0) break;
            map.clear();
            twin.clear();
    }
}

template <class Map>
void look_up(const Map& map, const Numbers& twin, int key) {
    const auto expected = twin.find(key);
    const auto* const found = map.find(key);
    ASSERT((found != nullptr) == (expected != twin.end()));
    ASSERT(map.contains(key) == (found != nullptr));
    if (found) ASSERT(number_of(*found) == expected->second);
}

template <class Item>
void look_around(const FlatMap<int, Item>& map, const Numbers& twin, int key) {
    const std::size_t place = map.place_of(key);
    const auto expected = twin.lower_bound(key);
    ASSERT(place == static_cast<std::size_t>(std::distance(twin.begin(), expected)));
    if (place < map.size()) ASSERT(map.at(place).first == expected->first);
}

template <class Item>
void look_around(const OrderedMap<int, Item>& map, const Numbers& twin, int key) {
    const auto bound = map.lower_bound(key);
    const auto expected = twin.lower_bound(key);
    ASSERT((bound == map.end()) == (expected == twin.end()));
    if (expected != twin.end()) ASSERT(bound->first == expected->first);
    const auto above = twin.upper_bound(key);
    const auto* const floor = map.floor(key);
    ASSERT((floor == nullptr) == (above == twin.begin()));
    if (floor) ASSERT(floor->first == std::prev(above)->first);
    if (!twin.empty()) ASSERT(map.back().first == twin.rbegin()->first);
}

template <class Item, class Map>
std::size_t map_agrees(Bytes input) {
    std::size_t largest = 0;
    {
        Choices choices(input);
        Map map;
        Numbers twin;
        for (std::uint64_t number = 1; choices.any(); ++number) {
            change_map<Item>(choices, map, twin, number);
            const int key = static_cast<int>(choices.wide() % 1100);
            look_up(map, twin, key);
            look_around(map, twin, key);
            if (number % 8 == 0) expect_entries(map, twin);
            largest = std::max(largest, twin.size());
        }
        expect_entries(map, twin);
    }
    expect_living<Item>(0);
    return largest;
}

template <class Item>
std::size_t flat_map_agrees(Bytes input) {
    return map_agrees<Item, FlatMap<int, std::optional<Item>>>(input);
}
template <class Item>
std::size_t ordered_map_agrees(Bytes input) {
    return map_agrees<Item, OrderedMap<int, std::optional<Item>>>(input);
}

}  // namespace core::containers_twin

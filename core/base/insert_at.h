// insert_at() puts an item in front of a place in a vector, as std::vector::insert does, in a third
// of its code: the item is pushed behind the others, which then make room for it.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

namespace core {

template <class T>
T& insert_at(std::vector<T>& items, typename std::vector<T>::iterator at, T item) {
    const auto index = at - items.begin();
    items.push_back(std::move(item));
    const auto place = items.begin() + index;
    const auto last = items.end() - 1;
    if (place == last) return *place;
    T inserted = std::move(*last);
    std::move_backward(place, last, items.end());
    *place = std::move(inserted);
    return *place;
}

}  // namespace core

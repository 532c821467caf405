// What programs do with lists, tuples, texts, sets and maps. Positions count from 1; those of texts
// count characters, while their length is in bytes. What changes a collection makes it its owner's
// own first.
#pragma once

#include <string_view>

#include "logos/values/failure.h"
#include "logos/values/limits.h"
#include "logos/values/make.h"
#include "logos/values/value.h"

namespace logos {

[[nodiscard]] Outcome<Value> item_in_depth(const Value& container, const Value& position);
[[nodiscard]] Outcome<void> set_item_in_depth(Value& container, const Value& position, Value item);
[[nodiscard]] std::unexpected<Failure> collection_too_large(const Value& container);
[[nodiscard]] std::unexpected<Failure> wrong_container(std::string_view doing,
                                                       const Value& container);

// Whether it is a position in the list, which is then a list.
[[nodiscard]] inline bool is_place_in_list(const Value& container, const Value& position) {
    return container.is(Tag::list) && position.is(Tag::integer) &&
           static_cast<std::uint64_t>(position.as_integer()) - 1 < items_of(container).size();
}

// Of a list, tuple or text by position, of a map by key.
[[nodiscard]] inline Outcome<Value> item(const Value& container, const Value& position) {
    if (is_place_in_list(container, position))
        return items_of(container)[static_cast<std::size_t>(position.as_integer()) - 1];
    return item_in_depth(container, position);
}

// Of a list where there is one already, of a map under any key.
[[nodiscard]] inline Outcome<void> set_item(Value& container, const Value& position, Value item) {
    if (!is_place_in_list(container, position))
        return set_item_in_depth(container, position, std::move(item));
    own_items(container)[static_cast<std::size_t>(position.as_integer()) - 1] = std::move(item);
    return {};
}

// Takes the item out to be changed, and leaves nothing in its place until set_item puts it back: so
// nobody else holds it, and the change is made in place.
[[nodiscard]] Outcome<Value> take_item(Value& container, const Value& position);

// From the first to the last, both included, of a list, tuple or text; empty if the last is before
// the first.
[[nodiscard]] Outcome<Value> slice(const Value& container, const Value& first, const Value& last);

[[nodiscard]] Outcome<Value> length(const Value& container);

// A text in a text, an item in a list, tuple or set, a key in a map.
[[nodiscard]] Outcome<Value> contains(const Value& container, const Value& value);

[[nodiscard]] inline Outcome<void> push(Value& list, Value item) {
    if (!list.is(Tag::list)) return wrong_container("push to", list);
    auto& items = own_items(list);
    if (items.size() >= collection_size_max) return collection_too_large(list);
    items.push_back(std::move(item));
    return {};
}

[[nodiscard]] Outcome<Value> pop(Value& list);
[[nodiscard]] Outcome<void> add_to(Value& set, Value item);

// An item of a set, the first such item of a list, or a key of a map, if it is there.
[[nodiscard]] Outcome<void> remove_from(Value& container, const Value& item);

// Of two sets; united also of two maps, where the right one's values count.
[[nodiscard]] Outcome<Value> united(const Value& left, const Value& right);
[[nodiscard]] Outcome<Value> intersected(const Value& left, const Value& right);
// Of sets and lists what is not in the right one; of maps what has no key there.
[[nodiscard]] Outcome<Value> without(const Value& left, const Value& right);

// Two lists, or two texts, one behind the other.
[[nodiscard]] Outcome<Value> followed(const Value& left, const Value& right);
// The same of what both print, unless both are lists.
[[nodiscard]] Outcome<Value> joined(const Value& left, const Value& right);

// A list of so many times the value.
[[nodiscard]] Outcome<Value> copies(const Value& count, const Value& value);

// A list or tuple of what a loop goes through: items, characters as texts, or (key, value) of maps.
[[nodiscard]] Outcome<Value> iteration(const Value& value);

}  // namespace logos

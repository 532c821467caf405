// Collections, and the words of every failure that their use can have.
#include "logos/values/collections.h"

#include <algorithm>

#include "core/base/format.h"
#include "core/codec/utf8.h"
#include "logos/values/arithmetic.h"
#include "logos/values/number.h"
#include "logos/values/printing.h"

namespace logos {
namespace {

std::string_view container_name(const Value& container) {
    if (container.is(Tag::list)) return "list";
    return container.is(Tag::tuple) ? "tuple" : "text";
}

std::unexpected<Failure> out_of_bounds(const Value& container, const Value& position,
                                       std::size_t size) {
    return failure(core::formatted("Index {} out of bounds for {} of length {}", print(position),
                                   container_name(container), size));
}

std::unexpected<Failure> key_not_found(const Value& key) {
    return failure("Key '" + print(key) + "' not found in map");
}

std::unexpected<Failure> no_position(const Value& container, const Value& position) {
    return failure(
        core::formatted("Cannot index {} by {}", type_name(container), type_name(position)));
}

std::size_t characters_of(const Value& text) {
    return core::codec::code_point_count(text_of(text));
}

// The place of a position in so many items, from 0; any other place if there is none.
std::size_t place_at(const Value& position) {
    if (!position.is(Tag::integer)) return SIZE_MAX;
    const auto place = static_cast<std::uint64_t>(position.as_integer()) - 1;
    return static_cast<std::size_t>(std::min<std::uint64_t>(place, SIZE_MAX));
}

// What is behind so many characters, which the text may not have.
std::string_view after_characters(std::string_view text, std::size_t count) {
    for (; count > 0 && !text.empty(); --count) (void)core::codec::take_code_point(text);
    return text;
}

Outcome<Value> character_at(const Value& container, const Value& position) {
    const std::string& text = text_of(container);
    const std::size_t place = place_at(position);
    if (place < text.size()) {
        const std::string_view rest = after_characters(text, place);
        if (!rest.empty())
            return make_text(
                std::string(rest.substr(0, rest.size() - after_characters(rest, 1).size())));
    }
    return out_of_bounds(container, position, characters_of(container));
}

Outcome<Value> value_at(const Value& map, const Value& key) {
    const Value* found = table_of(map).find(key);
    if (found == nullptr) return key_not_found(key);
    return *found;
}

}  // namespace

std::unexpected<Failure> collection_too_large(const Value& container) {
    return failure(std::string(type_name(container)) + " too large");
}

std::unexpected<Failure> wrong_container(std::string_view doing, const Value& container) {
    return failure(core::formatted("Cannot {} {}", doing, type_name(container)));
}

Outcome<Value> item_in_depth(const Value& container, const Value& position) {
    if (container.is(Tag::map)) return value_at(container, position);
    if (!is_listed(container) && !container.is(Tag::text))
        return wrong_container("index", container);
    if (!is_whole(position)) return no_position(container, position);
    if (container.is(Tag::text)) return character_at(container, position);
    const auto& items = items_of(container);
    const std::size_t place = place_at(position);
    if (place >= items.size()) return out_of_bounds(container, position, items.size());
    return items[place];
}

Outcome<void> set_item_in_depth(Value& container, const Value& position, Value item) {
    if (container.is(Tag::map)) {
        if (is_too_deep(position)) return failure("A key must not be nested so deep");
        OrderedTable& table = own_table(container);
        table.insert_or_assign(position, std::move(item));
        if (table.size() <= collection_size_max) return {};
        table.erase(position);
        return collection_too_large(container);
    }
    if (!container.is(Tag::list)) return wrong_container("set an item of", container);
    if (!is_whole(position)) return no_position(container, position);
    const std::size_t place = place_at(position);
    if (place >= items_of(container).size())
        return out_of_bounds(container, position, items_of(container).size());
    own_items(container)[place] = std::move(item);
    return {};
}

Outcome<Value> take_item(Value& container, const Value& position) {
    if (is_place_in_list(container, position))
        return std::move(own_items(container)[static_cast<std::size_t>(position.as_integer()) - 1]);
    if (container.is(Tag::map)) {
        Value* found = own_table(container).find(position);
        if (found == nullptr) return key_not_found(position);
        return std::move(*found);
    }
    if (container.is(Tag::list))
        return item_in_depth(container, position);  // Which says what is wrong.
    return wrong_container("set an item of", container);
}

Outcome<Value> slice(const Value& container, const Value& first, const Value& last) {
    if (!is_listed(container) && !container.is(Tag::text))
        return wrong_container("slice", container);
    if (!is_whole(first)) return no_position(container, first);
    if (!is_whole(last)) return no_position(container, last);
    const std::size_t size =
        container.is(Tag::text) ? characters_of(container) : items_of(container).size();
    const std::size_t from = place_at(first);
    const std::size_t to = place_at(last) + 1;  // Behind the last; 0 is before the first one.
    if (from > size || (from == size && to > from)) return out_of_bounds(container, first, size);
    if (to > size || !last.is(Tag::integer) || last.as_integer() < 0)
        return out_of_bounds(container, last, size);
    const std::size_t count = to > from ? to - from : 0;
    if (container.is(Tag::text)) {
        const std::string_view rest = after_characters(text_of(container), from);
        return make_text(
            std::string(rest.substr(0, rest.size() - after_characters(rest, count).size())));
    }
    const auto begin = items_of(container).begin() + static_cast<std::ptrdiff_t>(from);
    std::vector<Value> items(begin, begin + static_cast<std::ptrdiff_t>(count));
    return container.is(Tag::list) ? make_list(std::move(items)) : make_tuple(std::move(items));
}

Outcome<Value> length(const Value& container) {
    std::size_t size = 0;
    if (container.is(Tag::text)) {
        size = text_of(container).size();
    } else if (is_listed(container)) {
        size = items_of(container).size();
    } else if (is_table(container)) {
        size = table_of(container).size();
    } else {
        return wrong_container("take the length of", container);
    }
    return Value::integer(static_cast<std::int64_t>(size));
}

Outcome<Value> contains(const Value& container, const Value& value) {
    if (container.is(Tag::text)) {
        if (!value.is(Tag::text) && !value.is(Tag::character)) return Value::truth(false);
        return Value::truth(text_of(container).find(print(value)) != std::string::npos);
    }
    if (is_table(container)) return Value::truth(table_of(container).contains(value));
    if (!is_listed(container)) return wrong_container("look into", container);
    return Value::truth(std::ranges::any_of(items_of(container),
                                            [&](const Value& one) { return equal(one, value); }));
}

Outcome<Value> pop(Value& list) {
    if (!list.is(Tag::list)) return wrong_container("pop from", list);
    if (items_of(list).empty()) return failure("Cannot pop from an empty list");
    auto& items = own_items(list);
    Value last = std::move(items.back());
    items.pop_back();
    return last;
}

Outcome<void> add_to(Value& set, Value item) {
    if (!set.is(Tag::set)) return wrong_container("add to", set);
    if (is_too_deep(item)) return failure("A key must not be nested so deep");
    if (table_of(set).size() >= collection_size_max) return collection_too_large(set);
    if (!table_of(set).contains(item)) own_table(set).insert(std::move(item));
    return {};
}

Outcome<void> remove_from(Value& container, const Value& item) {
    if (is_table(container)) {
        if (table_of(container).contains(item)) own_table(container).erase(item);
        return {};
    }
    if (!container.is(Tag::list)) return wrong_container("remove from", container);
    auto& items = own_items(container);
    const auto found =
        std::ranges::find_if(items, [&](const Value& one) { return equal(one, item); });
    if (found != items.end()) items.erase(found);
    return {};
}

Outcome<Value> copies(const Value& count, const Value& value) {
    if (!is_whole(count)) return wrong_container("make copies of a number that is", count);
    if (count.is(Tag::big) || count.as_integer() > static_cast<std::int64_t>(collection_size_max))
        return failure("Too many copies: " + print(count));
    const std::int64_t number = std::max<std::int64_t>(count.as_integer(), 0);
    return make_list(std::vector<Value>(static_cast<std::size_t>(number), value));
}

}  // namespace logos

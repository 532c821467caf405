// Values made, looked into and changed. `own_…` gives what is inside for a change: a value that
// others share becomes a copy of its own first, so that nobody else sees the change.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/base/assert.h"
#include "logos/values/value.h"

namespace logos {

[[nodiscard]] Value make_text(std::string text);
[[nodiscard]] Value make_list(std::vector<Value> items = {});
[[nodiscard]] Value make_tuple(std::vector<Value> items);
[[nodiscard]] Value make_set();
[[nodiscard]] Value make_map();
[[nodiscard]] Value make_record(const Shape* shape, std::vector<Value> fields);
[[nodiscard]] Value make_closure(std::uint32_t function, std::vector<Value> captured);
[[nodiscard]] Value make_cell(Value value);
[[nodiscard]] Value make_integer(BigInteger value);

inline bool is_listed(const Value& value) { return value.is(Tag::list) || value.is(Tag::tuple); }
inline bool is_table(const Value& value) { return value.is(Tag::set) || value.is(Tag::map); }

inline const std::string& text_of(const Value& value) {
    ASSERT(value.is(Tag::text));
    return static_cast<const TextObject*>(value.as_object())->text;
}

inline const BigInteger& big_of(const Value& value) {
    ASSERT(value.is(Tag::big));
    return static_cast<const BigObject*>(value.as_object())->value;
}

inline const std::vector<Value>& items_of(const Value& value) {
    ASSERT(is_listed(value));
    return static_cast<const ListObject*>(value.as_object())->items;
}

inline const OrderedTable& table_of(const Value& value) {
    ASSERT(is_table(value));
    if (value.is(Tag::set)) return static_cast<const SetObject*>(value.as_object())->table;
    return static_cast<const MapObject*>(value.as_object())->table;
}

inline const RecordObject& record_of(const Value& value) {
    ASSERT(value.is(Tag::record));
    return *static_cast<const RecordObject*>(value.as_object());
}

inline const ClosureObject& closure_of(const Value& value) {
    ASSERT(value.is(Tag::closure));
    return *static_cast<const ClosureObject*>(value.as_object());
}

// A cell is what several share on purpose, so it is never copied.
inline Value& cell_of(const Value& value) {
    ASSERT(value.is(Tag::cell));
    return static_cast<CellObject*>(value.as_object())->value;
}

template <class Kind>
Kind& own(Value& value) {
    auto* object = static_cast<Kind*>(value.as_object());
    if (object->uses == 1) return *object;
    auto* copy = new Kind(*object);
    copy->uses = 1;
    value = Value::object(value.tag(), copy);
    return *copy;
}

inline std::string& own_text(Value& value) {
    ASSERT(value.is(Tag::text));
    return own<TextObject>(value).text;
}

inline std::vector<Value>& own_items(Value& value) {
    ASSERT(is_listed(value));
    return own<ListObject>(value).items;
}

inline OrderedTable& own_table(Value& value) {
    ASSERT(is_table(value));
    return value.is(Tag::set) ? own<SetObject>(value).table : own<MapObject>(value).table;
}

inline RecordObject& own_record(Value& value) {
    ASSERT(value.is(Tag::record));
    return own<RecordObject>(value);
}

}  // namespace logos

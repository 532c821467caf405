// Attributes are the formats that apply at a place in a text: keys with values, in the order in
// which they began, which is the order in which Yjs writes what ends them.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "core/crdt/yjs/document/item.h"

namespace core::crdt::yjs {

// `null`, which ends an attribute.
inline constexpr Value null_value{Value::Form::any, "\x7E"};

[[nodiscard]] bool is_null(Value value);
// As Yjs compares attributes: objects are the same if their parts are, and none of these is an
// object itself.
[[nodiscard]] bool is_same_attribute(Value left, Value right);
// As `===` compares: an object is only the same as itself.
[[nodiscard]] bool is_identical(Value left, Value right);

class Attributes {
public:
    using Entry = std::pair<std::string_view, Value>;

    Attributes() = default;
    Attributes(std::initializer_list<Entry> entries) : entries_(entries) {}

    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] auto begin() const { return entries_.begin(); }
    [[nodiscard]] auto end() const { return entries_.end(); }

    [[nodiscard]] const Value* find(std::string_view key) const;
    [[nodiscard]] Value get(std::string_view key) const {
        const Value* const found = find(key);
        return found ? *found : null_value;
    }
    void set(std::string_view key, Value value);
    void erase(std::string_view key);
    // What a format in a text changes.
    void apply(const Item& format);

private:
    std::vector<Entry> entries_;
};

[[nodiscard]] inline Value value_of(const Item& item) {
    return {item.is_json ? Value::Form::json : Value::Form::any, item.tail()};
}

}  // namespace core::crdt::yjs

// Shape says what JSON is to become in a document: it cannot itself tell a text that many write
// from a string that one sets. It is what a schema of a page comes down to.
//
//   shape := kind, by kind
//     any      nothing: objects become maps, arrays lists
//     value    the kinds of values that it may be, one bit each in the order of Value::Kind
//     map      count, each: key, shape; what it does not name is `any`
//     record   shape of all that is in it
//     list     shape of its items
//     text     nothing
//     counter  nothing
//     set      the kinds of values in it, as above
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/reader.h"
#include "core/base/result.h"
#include "core/crdt/document/tree.h"

namespace core::crdt {

struct ShapeField;

struct Shape {
    enum class Kind : std::uint8_t { any, value, map, record, list, text, counter, set };

    Kind kind = Kind::any;
    std::uint8_t values = 0;
    std::vector<ShapeField> fields;
    std::vector<Shape> inside;  // One, of a record or list.

    [[nodiscard]] bool allows(Value::Kind value) const {
        return (values >> static_cast<unsigned>(value) & 1) != 0;
    }
    // Of what is under the key, or of an item.
    [[nodiscard]] const Shape& under(std::string_view key) const;
    [[nodiscard]] const Shape& of_items() const;
};

struct ShapeField {
    std::string key;
    Shape shape;
};

// Every shape takes more memory than bytes.
inline constexpr std::size_t shape_size_max = 65'536;

[[nodiscard]] Result<Shape> read_shape(Bytes bytes);

}  // namespace core::crdt

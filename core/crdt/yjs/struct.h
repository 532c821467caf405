// Struct is one piece of an update, as it lies there: what it holds are views into the update's
// bytes, checked but not copied. Both update formats are read into it and written from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/variant.h"
#include "core/crdt/yjs/id.h"

namespace core::crdt::yjs {

// The numbers of the wire.
enum class Kind : std::uint8_t {
    gc = 0,  // Forgotten: only that it was there.
    deleted = 1,
    json = 2,
    binary = 3,
    string = 4,
    embed = 5,
    format = 6,
    type = 7,
    any = 8,
    document = 9,
    skip = 10,  // A gap.
};
// Beside the kind in a struct's first byte: what is written of where it belongs.
inline constexpr std::uint8_t has_origin = 0x80;
inline constexpr std::uint8_t has_right_origin = 0x40;
inline constexpr std::uint8_t has_parent_sub = 0x20;

enum class TypeKind : std::uint8_t {
    array = 0,
    map = 1,
    text = 2,
    xml_element = 3,
    xml_fragment = 4,
    xml_hook = 5,
    xml_text = 6,
};

// One value in the form it came in: format 1 writes embeds and format values as JSON text, format 2
// as lib0's `any`. It is turned into the other form only when it is written there.
struct Value {
    enum class Form : std::uint8_t { json, any };

    Form form = Form::any;
    std::string_view bytes;
};

// `count` values behind one another: of Kind::json each a lib0 string of JSON text or `undefined`,
// of Kind::any each an `any`.
struct Values {
    std::uint64_t count = 0;
    std::string_view bytes;
};

struct Struct {
    ItemId id;
    // In clock units: UTF-16 units of a string, the count of values, 1 of all that cannot be split.
    std::uint64_t length = 0;
    Kind kind = Kind::gc;

    // What follows is of items alone, that is of all kinds but gc and skip.
    std::optional<ItemId> origin;
    std::optional<ItemId> right_origin;
    // Of an item that has neither origin: the name of a root type, or the item of its type.
    Variant<Nothing, std::string_view, ItemId> parent;
    // The key in a map. Of an item with an origin the wire says only that there is one: then it is
    // that of its neighbour, and the text here is empty.
    std::optional<std::string_view> parent_sub;

    std::string_view
        text;  // string: UTF-8. format: the key. type: an XML name. document: its guid.
    Bytes binary;
    Value value;    // embed, format; document: its options, always `any`.
    Values values;  // json, any.
    TypeKind type = TypeKind::array;

    [[nodiscard]] bool is_item() const { return kind != Kind::gc && kind != Kind::skip; }
    [[nodiscard]] std::uint64_t end() const { return id.clock + length; }
};

}  // namespace core::crdt::yjs

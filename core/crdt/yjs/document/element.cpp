// What items hold was checked when it came.
#include "core/crdt/yjs/document/element.h"

#include "core/crdt/yjs/lib0.h"

namespace core::crdt::yjs {
namespace {

// Half of a pair is U+FFFD; the second begins in the middle of its bytes.
std::string_view next_unit(std::string_view text, std::size_t& position) {
    constexpr std::size_t half_size = 2;
    const auto byte = static_cast<unsigned char>(text[position]);
    const bool is_half = byte >= 0xf0 || (byte & 0xc0) == 0x80;
    const std::size_t size = is_half || (byte & 0xe0) == 0xc0 ? half_size : byte < 0x80 ? 1 : 3;
    const std::string_view unit = is_half ? "\xEF\xBF\xBD" : text.substr(position, size);
    position += size;
    return unit;
}

}  // namespace

Element next_element_of(const Item& item, std::size_t& position) {
    switch (item.kind) {
        case Kind::any:
        case Kind::json: {
            Reader reader(as_bytes(item.bytes().substr(position)));
            const std::string_view bytes =
                item.kind == Kind::any ? *read_any(reader) : as_text(*read_var_bytes(reader));
            position += reader.position();
            return {item.kind, bytes, {}, nullptr, false};
        }
        case Kind::string:
            return {Kind::string, next_unit(item.bytes(), position), {}, nullptr, false};
        case Kind::type: return {Kind::type, {}, {}, item.type, false};
        case Kind::document: return {Kind::document, item.tail(), item.head(), nullptr, false};
        case Kind::binary:
        case Kind::embed:
        case Kind::gc:
        case Kind::deleted:
        case Kind::format:
        case Kind::skip: break;
    }
    return {item.kind, item.bytes(), {}, nullptr, item.is_json};
}

Element element_of(const Item& item, std::uint64_t offset) {
    std::size_t position = 0;
    if (item.kind == Kind::string) {
        const UnitPlace place = place_of_unit(item.bytes(), offset, item.length);
        position = place.size + (place.is_cut ? 2 : 0);
    } else {
        for (; offset > 0; --offset) (void)next_element_of(item, position);
    }
    return next_element_of(item, position);
}

}  // namespace core::crdt::yjs

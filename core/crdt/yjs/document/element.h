// One value of a list or a map, with views into the document, valid until its next change.
#pragma once

#include <string_view>

#include "core/crdt/yjs/document/item.h"

namespace core::crdt::yjs {

struct Element {
    Kind kind = Kind::any;
    // any, embed: one value. json: one JSON text. string: one unit, in a list or a map of which
    // Yjs would write none. binary. document: its options.
    std::string_view bytes;
    std::string_view head;  // document: its guid.
    Type* type = nullptr;
    bool is_json = false;  // An embed that is JSON text.
};

// Of an item that is visible.
[[nodiscard]] Element element_of(const Item& item, std::uint64_t offset);
// The element whose bytes begin at `position`, which then is that of the next: for who wants all.
[[nodiscard]] Element next_element_of(const Item& item, std::size_t& position);

}  // namespace core::crdt::yjs

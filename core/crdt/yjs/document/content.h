// What items hold, where it is cut in two or joined: characters, `any` values, JSON texts.
#pragma once

#include "core/crdt/yjs/document/arena.h"
#include "core/crdt/yjs/document/item.h"
#include "core/crdt/yjs/document/value_places.h"

namespace core::crdt::yjs {

// No content grows beyond it by joining, since sizes have 32 bits.
inline constexpr std::size_t content_size_max = std::size_t{1} << 30;

// Whether an item of the kind holds as much as it is long.
[[nodiscard]] inline bool is_list(Kind kind) {
    return kind == Kind::string || kind == Kind::json || kind == Kind::any;
}

// Gives `right`, which has the kind of `left`, what is behind the first `length` of `left`.
void split_content(ByteArena& bytes, ValuePlaces& places, Item& left, Item& right,
                   std::uint64_t length);

// Leaves what is behind the first `length`; what lies there is not written to. Bytes are needed
// where a surrogate pair is cut.
void skip_content(ByteArena& bytes, Item& item, std::uint64_t length);

// Whether the content of two neighbours of one kind could be one item's.
[[nodiscard]] bool can_join_content(const Item& left, const Item& right);

// Puts bytes behind those of the item.
void append_content(ByteArena& bytes, Item& item, std::string_view added);

}  // namespace core::crdt::yjs

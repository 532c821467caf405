// Bytes that were cut lie beside one another, so that joining them again moves nothing.
#include "core/crdt/yjs/document/content.h"

#include <cstring>

#include "core/base/assert.h"
#include "core/crdt/yjs/lib0.h"

namespace core::crdt::yjs {
namespace {

// A surrogate pair that is cut becomes two U+FFFD (rule YX2). One of them has room in place of the
// pair; the shorter side moves to make room for the other, so that cutting a long text again and
// again copies each byte few times.
void split_pair(ByteArena& bytes, Item& left, Item& right, std::size_t size) {
    const std::size_t behind = left.size - size - 4;
    if (size < behind) {
        char* const moved = bytes.allocate(size + replacement.size());
        if (size > 0) std::memcpy(moved, left.data, size);
        right.data = left.data + size + 1;
        right.extra = left.extra;
        left.data = moved;
    } else {
        right.data = bytes.allocate(replacement.size() + behind);
        if (behind > 0) std::memcpy(right.data + replacement.size(), left.data + size + 4, behind);
        right.extra = 0;
    }
    std::memcpy(left.data + size, replacement.data(), replacement.size());
    std::memcpy(right.data, replacement.data(), replacement.size());
    left.size = static_cast<std::uint32_t>(size + replacement.size());
    right.size = static_cast<std::uint32_t>(replacement.size() + behind);
    left.extra = 0;
}

}  // namespace

void split_content(ByteArena& bytes, ValuePlaces& places, Item& left, Item& right,
                   std::uint64_t length) {
    std::size_t size = 0;
    if (left.kind == Kind::string) {
        const UnitPlace place = place_of_unit(left.bytes(), length, left.length);
        if (place.is_cut) return split_pair(bytes, left, right, place.size);
        size = place.size;
    } else if (left.kind == Kind::json || left.kind == Kind::any) {
        size = places.size_of(left, length);
    } else {
        ASSERT(left.kind == Kind::deleted);
        return;
    }
    right.data = left.data + size;
    right.size = static_cast<std::uint32_t>(left.size - size);
    right.extra = left.extra;
    left.size = static_cast<std::uint32_t>(size);
    left.extra = 0;
}

void skip_content(ByteArena& bytes, Item& item, std::uint64_t length) {
    std::size_t size = 0;
    if (item.kind == Kind::string) {
        const UnitPlace place = place_of_unit(item.bytes(), length, item.length);
        size = place.size;
        if (place.is_cut) {
            const std::string_view rest = item.bytes().substr(size + 4);
            char* const whole = bytes.allocate(replacement.size() + rest.size());
            std::memcpy(whole, replacement.data(), replacement.size());
            if (!rest.empty()) std::memcpy(whole + replacement.size(), rest.data(), rest.size());
            item.data = whole;
            item.size = static_cast<std::uint32_t>(replacement.size() + rest.size());
            return;
        }
    } else if (item.kind == Kind::json || item.kind == Kind::any) {
        size = ValuePlaces().size_of(item, length);
    } else {
        ASSERT(item.kind == Kind::deleted || item.kind == Kind::gc);
        return;
    }
    item.data += size;
    item.size -= static_cast<std::uint32_t>(size);
}

bool can_join_content(const Item& left, const Item& right) {
    if (left.kind == Kind::deleted) return true;
    return is_list(left.kind) && std::size_t{left.size} + right.size <= content_size_max;
}

void append_content(ByteArena& bytes, Item& item, std::string_view added) {
    const auto size = static_cast<std::uint32_t>(added.size());
    char* const end = item.data + item.size;
    if (item.extra < size && !bytes.extend(end + item.extra, size - item.extra)) {
        // Twice as much as is needed, so that growing byte by byte copies each byte few times.
        const std::size_t room = std::size_t{2} * (item.size + added.size());
        char* const moved = bytes.allocate(room);
        bytes.waste(item.size + item.extra);
        if (item.size > 0) std::memcpy(moved, item.data, item.size);
        item.data = moved;
        item.extra = static_cast<std::uint32_t>(room - item.size);
    } else if (item.extra < size) {
        item.extra = size;
    }
    if (size > 0) std::memcpy(item.data + item.size, added.data(), added.size());
    item.size += size;
    item.extra -= size;
}

}  // namespace core::crdt::yjs

// Span is a run of items that were inserted one behind the other by one author: what typing makes.
// A sequence is a list of spans, those of deleted items included, since others may yet refer to
// them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace core::crdt::sequence {

// An item, by its author's place in the sequence's own table and the author's counter.
struct ItemId {
    static constexpr std::uint32_t nobody = UINT32_MAX;

    std::uint32_t author = nobody;
    std::uint32_t counter = 0;

    // False for what is in front of the first item and behind the last.
    [[nodiscard]] bool exists() const { return author != nobody; }
    [[nodiscard]] ItemId plus(std::uint32_t count) const { return {author, counter + count}; }

    friend bool operator==(const ItemId&, const ItemId&) = default;
};

// The largest counter and the largest sequence; positions are counted in 31 bits.
inline constexpr std::uint32_t items_max = (1u << 31) - 1;

struct Span {
    ItemId id;  // Of the first item; the others count on.
    std::uint32_t size : 31;
    std::uint32_t is_deleted : 1;
    // What the author saw on either side. Every other item has the one in front of it on its left,
    // and the same on its right.
    ItemId left;
    ItemId right;

    [[nodiscard]] ItemId last() const { return id.plus(size - 1); }
    [[nodiscard]] bool contains(ItemId item) const {
        return item.author == id.author && item.counter - id.counter < size;
    }
    [[nodiscard]] std::uint32_t visible_size() const { return is_deleted ? 0 : size; }

    // The items from `offset` on, as a span of their own.
    [[nodiscard]] Span from(std::uint32_t offset) const {
        Span rest = *this;
        if (offset == 0) return rest;
        rest.id = id.plus(offset);
        rest.size = size - offset;
        rest.left = id.plus(offset - 1);
        return rest;
    }
    // Whether both are one span, cut in two.
    [[nodiscard]] bool continues_with(const Span& next) const {
        return next.id == id.plus(size) && next.left == last() && next.right == right &&
               next.is_deleted == is_deleted;
    }
};

}  // namespace core::crdt::sequence

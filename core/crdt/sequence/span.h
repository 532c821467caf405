// Span is a run of items that were inserted one behind the other by one author: what typing makes.
// A sequence is a list of spans, those of deleted items included, since others may yet refer to
// them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace core::crdt::sequence {

// The largest counter and the largest sequence; positions are counted in 31 bits.
inline constexpr std::uint32_t items_max = (1u << 31) - 1;

// Authors in one sequence.
inline constexpr std::uint32_t sequence_authors_max = UINT16_MAX;

// An item, by its author's place in the sequence's own table and the author's counter.
struct ItemId {
    static constexpr std::uint32_t nobody = sequence_authors_max;

    std::uint32_t author = nobody;
    std::uint32_t counter = 0;

    // False for what is in front of the first item and behind the last.
    [[nodiscard]] bool exists() const { return author != nobody; }
    [[nodiscard]] ItemId plus(std::uint32_t count) const { return {author, counter + count}; }

    friend bool operator==(const ItemId&, const ItemId&) = default;
};

// There are tens of thousands of them in a text: three ids and a size in 24 bytes.
class Span {
public:
    Span() = default;
    Span(ItemId id, std::uint32_t size, ItemId left, ItemId right)
        : counter_(id.counter),
          left_counter_(left.counter),
          right_counter_(right.counter),
          size(size & items_max),
          author_(static_cast<std::uint16_t>(id.author)),
          left_author_(static_cast<std::uint16_t>(left.author)),
          right_author_(static_cast<std::uint16_t>(right.author)) {}

    // Of the first item; the others count on.
    [[nodiscard]] ItemId id() const { return {author_, counter_}; }
    // What the author saw on either side. Every other item has the one in front of it on its left,
    // and the same on its right.
    [[nodiscard]] ItemId left() const { return {left_author_, left_counter_}; }
    [[nodiscard]] ItemId right() const { return {right_author_, right_counter_}; }

    [[nodiscard]] ItemId last() const { return id().plus(size - 1); }
    [[nodiscard]] bool contains(ItemId item) const {
        return item.author == author_ && item.counter - counter_ < size;
    }
    [[nodiscard]] std::uint32_t visible_size() const { return is_deleted ? 0 : size; }

    // The items from `offset` on, as a span of their own.
    [[nodiscard]] Span from(std::uint32_t offset) const {
        Span rest = *this;
        if (offset == 0) return rest;
        rest.counter_ = counter_ + offset;
        rest.size = (size - offset) & items_max;
        rest.left_author_ = author_;
        rest.left_counter_ = counter_ + offset - 1;
        return rest;
    }
    // Whether both are one span, cut in two.
    [[nodiscard]] bool continues_with(const Span& next) const {
        return next.id() == id().plus(size) && next.left() == last() &&
               next.right_bits() == right_bits() && next.is_deleted == is_deleted;
    }

    // In an rga sequence a span has no right neighbour, but in its place the distance between the
    // Lamport numbers of its items and their counters, which is the same for all of them.
    [[nodiscard]] static Span with_distance(ItemId id, std::uint32_t size, ItemId left,
                                            std::uint64_t distance) {
        Span span(id, size, left, {});
        span.right_counter_ = static_cast<std::uint32_t>(distance);
        span.right_author_ = static_cast<std::uint16_t>(distance >> 32);
        span.spare_ = static_cast<std::uint16_t>(distance >> 48);
        return span;
    }
    [[nodiscard]] std::uint64_t distance() const { return right_bits(); }

private:
    [[nodiscard]] std::uint64_t right_bits() const {
        return std::uint64_t{spare_} << 48 | std::uint64_t{right_author_} << 32 | right_counter_;
    }

    std::uint32_t counter_ = 0;
    std::uint32_t left_counter_ = 0;
    std::uint32_t right_counter_ = 0;

public:
    std::uint32_t size : 31 = 0;
    std::uint32_t is_deleted : 1 = 0;

private:
    std::uint16_t author_ = 0;
    std::uint16_t left_author_ = 0;
    std::uint16_t right_author_ = 0;
    std::uint16_t spare_ = 0;  // The upper end of a distance.
};
static_assert(sizeof(Span) == 24);

}  // namespace core::crdt::sequence

// SlotWrites is what was written into a slot and nobody replaced who saw it: nearly always one
// write, one of each author at most. The latest is seen, by (Lamport, author).
//
// Where many wrote at once it keeps them in trees, so that each write costs no more for all that
// stand beside it.
#pragma once

#include <array>
#include <memory>
#include <optional>

#include "core/base/ordered_map.h"
#include "core/base/small_vector.h"
#include "core/base/variant.h"
#include "core/crdt/document/value.h"
#include "core/crdt/version.h"

namespace core::crdt {

enum class NodeKind : std::uint8_t { map, list, text, counter, set };
inline constexpr std::size_t node_kind_count = 5;

// What was written into a slot: a value, or that a node of that kind is to be seen there.
using Content = Variant<Value, NodeKind>;

template <>
struct Coder<Content> {
    static constexpr std::size_t size_min = 1;
    static void write(BufferWriter& writer, const Content& content);
    static Result<Content> read(Reader& reader);
};

// What the author of an operation had seen when making it, the earlier ones of its change included.
class Past {
public:
    Past(const Version& seen, Dot next) : seen_(seen), next_(next) {}

    [[nodiscard]] bool includes(Dot dot) const {
        if (dot.author == next_.author) return dot.counter < next_.counter;
        return seen_.includes(dot);
    }
    [[nodiscard]] const Version& seen() const { return seen_; }
    [[nodiscard]] Author author() const { return next_.author; }

private:
    const Version& seen_;
    Dot next_;
};

class SlotWrites {
public:
    // Of more than that the trees are made, and of no more than half of it taken apart again.
    static constexpr std::size_t few_max = 16;

    SlotWrites() = default;
    SlotWrites(SlotWrites&&) noexcept = default;
    SlotWrites& operator=(SlotWrites&&) noexcept = default;
    SlotWrites(const SlotWrites&) = delete;
    SlotWrites& operator=(const SlotWrites&) = delete;
    ~SlotWrites() = default;

    struct Write {
        Dot dot;
        Lamport lamport;
        Content content;
    };

    [[nodiscard]] std::size_t size() const { return crowd_ ? crowd_->writes.size() : few_.size(); }
    [[nodiscard]] bool empty() const { return size() == 0; }
    // Null if there is none.
    [[nodiscard]] const Write* latest() const;
    [[nodiscard]] const Write* latest_but(Author author) const;
    // Whether somebody wrote so, seen or not.
    [[nodiscard]] bool holds(NodeKind kind) const;

    // In the place of the author's own.
    void put(Write write);
    void erase(Author author);
    // All of the past.
    void erase(const Past& past);

    void write(StoreWriter& writer) const;
    [[nodiscard]] static Result<SlotWrites> read(StoreReader& reader);

private:
    struct Crowd {
        OrderedMap<Author, Write> writes;
        OrderedMap<Stamp, Author> by_stamp;
        std::array<std::uint32_t, node_kind_count> kinds{};

        void put(Write write);
        void erase(Author author);
    };

    [[nodiscard]] std::size_t place_of(Author author) const;
    void gather();
    void part_if_few();

    SmallVector<Write, 1> few_;  // By author.
    std::unique_ptr<Crowd> crowd_;
};

}  // namespace core::crdt

// The things of core/crdt that grow element by element, behind one face, so that the same loops
// measure all of them: natively, and from JavaScript through the module.
#pragma once

#include <memory>
#include <string_view>

#include "core/base/bytes.h"
#include "core/crdt/dot.h"

namespace bench {

// In the order of bench/crdt/things.mjs.
enum class Kind : std::uint8_t {
    set,
    map,
    counters,
    counter,
    latest,
    document_map,
    document_set,
    document_counters
};

class Thing {
public:
    Thing() = default;
    Thing(const Thing&) = delete;
    Thing& operator=(const Thing&) = delete;
    virtual ~Thing() = default;

    // An element of a set, a key with its value, a counter that is increased by one. A single
    // counter and a single value need no key.
    virtual void put(std::string_view key, std::uint64_t number) = 0;
    // A transaction is over, where there are any.
    virtual void commit() {}

    [[nodiscard]] virtual core::Buffer encoded() const = 0;
    // Reads what was encoded, into a second one of its own; returns the count of that.
    virtual std::uint64_t read(core::Bytes bytes) = 0;
    // What others are to be told of it, and how they take it.
    [[nodiscard]] virtual core::Buffer told() const = 0;
    virtual void merge(core::Bytes told) = 0;
    // Of elements, or what the counter says.
    [[nodiscard]] virtual std::uint64_t count() const = 0;
};

[[nodiscard]] std::unique_ptr<Thing> new_thing(Kind kind, core::crdt::Author author);

}  // namespace bench

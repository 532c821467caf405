// Who did what, and how far anybody's work has come: the vocabulary of everything that merges.
#pragma once

#include <compare>
#include <cstdint>

#include "core/base/id.h"

namespace core::crdt {

// A replica that writes. Whoever uses these types sees to it that no two share one number: a node
// takes it from the hash of its public key.
using Author = Id<struct AuthorTag, std::uint64_t>;

// One event: the counter-th of its author, counted from 1.
struct Dot {
    Author author;
    std::uint64_t counter = 0;

    friend constexpr auto operator<=>(const Dot&, const Dot&) = default;
};

// A number larger than that of everything its writer had seen. Between two writes that did not see
// one another the larger (Lamport, author) wins, everywhere the same.
using Lamport = Id<struct LamportTag, std::uint64_t>;

struct Stamp {
    Lamport lamport;
    Author author;

    friend constexpr auto operator<=>(const Stamp&, const Stamp&) = default;
};

}  // namespace core::crdt

// Id makes a number that names something a type of its own: it compares and orders, and neither
// converts nor adds. Sequence numbers that wrap get their own type.
#pragma once

#include <compare>
#include <cstdint>

namespace core {

// [id]
template <class Tag, class Representation>
struct Id {
    Representation value{};
    friend constexpr auto operator<=>(const Id&, const Id&) = default;
};
// [/id]

// The one source of chance of a machine, given to its constructor.
using Seed = Id<struct SeedTag, std::uint64_t>;

}  // namespace core

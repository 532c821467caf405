// Who wrote an item of a Yjs document, and which of theirs it is.
#pragma once

#include <compare>
#include <cstdint>

#include "core/base/id.h"

namespace core::crdt::yjs {

// Up to 53 bits: what a number holds exactly in JavaScript.
using Client = Id<struct ClientTag, std::uint64_t>;
inline constexpr std::uint64_t number_max = (std::uint64_t{1} << 53) - 1;

// Clocks count from 0, in UTF-16 units where there is text.
struct ItemId {
    Client client;
    std::uint64_t clock = 0;

    friend constexpr auto operator<=>(const ItemId&, const ItemId&) = default;
};

}  // namespace core::crdt::yjs

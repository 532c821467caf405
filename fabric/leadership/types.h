// The words of Raft: terms, places in the log, entries, and what a member must remember for ever.
// Terms and indices count from 1; 0 is the time before the first and the place in front of it.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>

#include "core/base/bytes.h"
#include "core/base/id.h"
#include "core/codec/peer_id.h"

namespace fabric::leadership {

using MemberId = core::codec::PeerId;

struct Term {
    std::uint64_t value = 0;

    [[nodiscard]] constexpr Term next() const { return {value + 1}; }
    friend constexpr auto operator<=>(const Term&, const Term&) = default;
};

struct Index {
    std::uint64_t value = 0;

    [[nodiscard]] constexpr Index next() const { return {value + 1}; }
    [[nodiscard]] constexpr Index previous() const { return {value - 1}; }
    [[nodiscard]] constexpr Index plus(std::uint64_t count) const { return {value + count}; }
    friend constexpr auto operator<=>(const Index&, const Index&) = default;
};

// No log gets that far; a peer that says so lies, and sums with its numbers would overflow.
inline constexpr std::uint64_t number_max = std::uint64_t{1} << 56;

// An entry's index with its term: two logs that agree in one place agree in all before it. Places
// are ordered as section 3.6.1 of the thesis orders logs by their ends: by the term first.
struct Place {
    Term term;
    Index index;
    friend constexpr auto operator<=>(const Place&, const Place&) = default;
};

// A barrier is the entry with which a leader begins its term; it holds nothing.
enum class EntryKind : std::uint8_t { command = 0, configuration = 1, barrier = 2 };

struct EntryView {
    Term term;
    EntryKind kind = EntryKind::command;
    core::Bytes bytes;
};

struct HardState {
    Term term;
    std::optional<MemberId> vote = {};
    friend bool operator==(const HardState&, const HardState&) = default;
};

// Counts a leader's heartbeats; 0 is none, which is what a peer answers that does not know of them.
using Round = core::Id<struct RoundTag, std::uint64_t>;
// Numbers persistence orders, from 1.
using Ticket = core::Id<struct TicketTag, std::uint64_t>;
using ReadId = core::Id<struct ReadIdTag, std::uint64_t>;

}  // namespace fabric::leadership

// What members say to one another about the ordered log (rule OR11, spec/ordering.md).
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/variant.h"
#include "fabric/leadership/types.h"

namespace fabric::ordering {

using leadership::Index;
using leadership::MemberId;
using leadership::Place;
using leadership::Term;

// Of its asker: it comes back with the answer.
using OrderNumber = core::Id<struct OrderNumberTag, std::uint64_t>;
// Of one life of a disk.
using DiskLife = core::FixedBytes<struct DiskLifeTag, 16>;

inline constexpr std::size_t command_size_max = std::size_t{256} << 10;

// A message of Raft's, in its own bytes.
struct RaftBytes {
    core::Bytes bytes;
};
struct NewDisk {
    DiskLife life;
};
// The answer: the group has known of it since this term, and was without its owner at this index.
struct KnownDisk {
    DiskLife life;
    Place since;
};
struct Order {
    OrderNumber number;
    core::Bytes command;
};
struct Ordered {
    OrderNumber number;
    Place place;
};
enum class NotOrderedReason : std::uint8_t {
    later,      // Nobody leads, or there is no room: it may be asked again.
    may_not,    // Its leader's owner refuses it.
    too_large,  // For good as well.
};
inline constexpr std::size_t not_ordered_reason_count =
    std::to_underlying(NotOrderedReason::too_large) + 1;
[[nodiscard]] std::string_view describe(NotOrderedReason reason);
struct NotOrdered {
    OrderNumber number;
    NotOrderedReason reason;
};
struct Leads {
    Term term;
    std::optional<MemberId> leader;
};

// Bytes are views of those that it was read from.
using Message = core::Variant<RaftBytes, NewDisk, KnownDisk, Order, Ordered, NotOrdered, Leads>;

[[nodiscard]] core::Buffer write_message(const Message& message);
[[nodiscard]] core::Result<Message> read_message(core::Bytes bytes);

// What Order carries: a document's name and a record of a change. Without a name it is of who leads
// alone: nobody asks for it, and what it says is its owner's (OR13).
struct Command {
    std::string_view document;
    core::Bytes record;
};
[[nodiscard]] core::Buffer write_command(const Command& command);
[[nodiscard]] core::Result<Command> read_command(core::Bytes bytes);
[[nodiscard]] bool is_of_leader(core::Bytes command);

}  // namespace fabric::ordering

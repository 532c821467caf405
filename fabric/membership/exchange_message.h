// What members say to one another about the mesh's log (rules ME1–ME8, spec/membership.md). A
// message comes whole, in a frame of whoever carries it. Entries in messages are views of the bytes
// from which they were read.
#pragma once

#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/variant.h"
#include "fabric/membership/entry.h"

namespace fabric::membership {

inline constexpr std::size_t hashes_per_message_max = 1'024;
inline constexpr std::size_t entries_per_message_max = 1'024;
inline constexpr std::size_t entries_size_max = std::size_t{64} * 1024;
inline constexpr std::size_t exchange_message_size_max =
    entries_size_max + 3 * entries_per_message_max + 8;

// The entries that nothing comes behind yet: what is in the past of none of them is lacking. Hashes
// ascend; there are none in an empty log.
struct HeadsAre {
    std::vector<EntryHash> hashes;
};
// The past of some, which others wait for. Hashes ascend.
struct Wanted {
    std::vector<EntryHash> hashes;
};
// Past before future. If there may be more, whoever has taken these tells its heads again.
struct Entries {
    std::vector<core::Bytes> entries;
    bool may_have_more = false;
};

using ExchangeMessage = core::Variant<HeadsAre, Wanted, Entries>;

[[nodiscard]] core::Buffer write_message(const ExchangeMessage& message);
[[nodiscard]] core::Result<ExchangeMessage> read_exchange_message(core::Bytes bytes);

}  // namespace fabric::membership

// What is said between two who broadcast: changes, and that they are in the journal (rule BR10,
// spec/broadcast.md). A message comes whole, in a frame of whoever carries it. Bytes in messages
// are views of the bytes from which they were read.
#pragma once

#include <vector>

#include "core/base/result.h"
#include "core/base/variant.h"
#include "core/sync/key.h"

namespace fabric::broadcast {

using core::sync::Key;

// As large as a change may be, and what its carrier puts in front of it.
inline constexpr std::size_t delta_size_max = (std::size_t{16} << 20) + 64;
inline constexpr std::size_t deltas_per_message_max = 1'024;
inline constexpr std::size_t acknowledgements_per_message_max = 1'024;
// Version, kind and number; key and size of each delta.
inline constexpr std::size_t head_size_max = 4;
inline constexpr std::size_t delta_head_size_max = Key::size_bytes + 4;
inline constexpr std::size_t message_size_max =
    head_size_max + delta_head_size_max + delta_size_max;

struct DeltaView {
    Key key;
    core::Bytes bytes;  // At least one.
};
// In the order in which they are to be taken.
struct Deltas {
    std::vector<DeltaView> deltas;
};
// Keys ascend.
struct Acknowledgements {
    std::vector<Key> keys;
};

using Message = core::Variant<Deltas, Acknowledgements>;

[[nodiscard]] core::Buffer write_message(const Message& message);
[[nodiscard]] core::Result<Message> read_message(core::Bytes bytes);

}  // namespace fabric::broadcast

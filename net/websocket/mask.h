// The mask of client's frames: every byte of a payload is combined with one of the four bytes of a
// key in turn. Masking and unmasking are the same. Rule WS10, spec/websocket.md.
#pragma once

#include <array>

#include "core/base/bytes.h"

namespace net::websocket {

using MaskKey = std::array<std::byte, 4>;

// The key for what comes `offset` bytes later in the payload.
[[nodiscard]] MaskKey rotated(MaskKey key, std::size_t offset);

// Fills the beginning of `target`, which has room and is either the source itself or apart from it.
void apply_mask(core::MutableBytes target, core::Bytes source, MaskKey key);

}  // namespace net::websocket

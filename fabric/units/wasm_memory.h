// How much memory a WebAssembly module may take: read, and lowered, in its bytes. No engine lets
// whoever runs a module say so otherwise, if the module has a memory of its own (WU3, WU4).
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace fabric::units {

inline constexpr std::uint64_t wasm_page_size = 65536;

// The module with the maximum of its memory lowered to what `memory_max` bytes hold, or as it is if
// it has none. Error::too_large if it would begin with more; Error::malformed and the like if it is
// no module, or has more than one memory, or one of 64 bits. What is right is not checked
// otherwise: the engine does.
core::Result<core::Buffer> with_memory_max(core::Bytes module, std::uint64_t memory_max);

}  // namespace fabric::units

// BLAKE3 with 4 lanes, for SSE2, NEON or the 128 bits of WebAssembly.
#include "core/base/blake3_lanes.h"

namespace core::blake3_internal {

void hash_pieces_vector128(const Batch& batch, std::byte* values) { hash_lanes<4>(batch, values); }

}  // namespace core::blake3_internal

// BLAKE3 with 4 lanes, for SSE2, NEON or the 128 bits of WebAssembly.
#include "core/base/blake3_rows.h"

namespace core::blake3_internal {

void hash_pieces_vector128(const Batch& batch, std::byte* values) { hash_lanes<4>(batch, values); }

void compress_vector128(const Block& block, std::uint32_t* state) { compress_rows(block, state); }

}  // namespace core::blake3_internal

// BLAKE3 with 16 lanes, for AVX-512.
#include "core/base/blake3_rows.h"

namespace core::blake3_internal {

void hash_pieces_avx512(const Batch& batch, std::byte* values) { hash_lanes<16>(batch, values); }

void compress_avx512(const Block& block, std::uint32_t* state) { compress_rows(block, state); }

}  // namespace core::blake3_internal

// BLAKE3 with 8 lanes, for AVX2.
#include "core/base/blake3_rows.h"

namespace core::blake3_internal {

void hash_pieces_avx2(const Batch& batch, std::byte* values) { hash_lanes<8>(batch, values); }

void compress_avx2(const Block& block, std::uint32_t* state) { compress_rows(block, state); }

}  // namespace core::blake3_internal

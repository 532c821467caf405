// BLAKE3 with 16 lanes, for AVX-512.
#include "core/base/blake3_lanes.h"

namespace core::blake3_internal {

void hash_pieces_avx512(const Batch& batch, std::byte* values) { hash_lanes<16>(batch, values); }

}  // namespace core::blake3_internal

// BLAKE3 with 8 lanes, for AVX2.
#include "core/base/blake3_lanes.h"

namespace core::blake3_internal {

void hash_pieces_avx2(const Batch& batch, std::byte* values) { hash_lanes<8>(batch, values); }

}  // namespace core::blake3_internal

// Varints against their byte-by-byte twin, at every position of the input.
#include "core/codec/varint_twin.h"
#include "core/testing/fuzz.h"

FUZZ(varint) {
    for (std::size_t i = 0; i < input.size() && i < 64; ++i)
        core::codec::twins_agree(input.subspan(i));
}

// BLAKE3 over any input, cut in any way, against the twin.
#include "core/base/assert.h"
#include "core/base/blake3.h"
#include "core/base/blake3_twin.h"
#include "core/testing/fuzz.h"

FUZZ(blake3) {
    using namespace core;
    if (input.size() < 2) return;
    const auto repeat = std::to_integer<std::size_t>(input[0]) % 16 + 1;
    const auto piece = std::to_integer<std::size_t>(input[1]) * 8 + 1;
    Buffer message;
    for (std::size_t i = 0; i < repeat; ++i) append(message, input.subspan(2));
    Blake3 hasher;
    for (Bytes rest = message; !rest.empty();) {
        const std::size_t size = std::min(piece, rest.size());
        hasher.update(rest.first(size));
        rest = rest.subspan(size);
    }
    ASSERT(equal(hasher.digest().view(), blake3_twin::blake3(message, 32)));
    ASSERT(hasher.digest() == blake3(message));
}

// Filling memory with chance, byte order fixed so that all builds agree.
#include "core/base/prng.h"

namespace core {

void Prng::fill(MutableBytes bytes) {
    while (!bytes.empty()) {
        std::uint64_t word = next();
        const std::size_t size = std::min<std::size_t>(bytes.size(), sizeof word);
        for (std::size_t i = 0; i < size; ++i, word >>= 8) bytes[i] = static_cast<std::byte>(word);
        bytes = bytes.subspan(size);
    }
}

}  // namespace core

// Eight bytes at a time: the compiler makes vectors of that loop.
#include "net/websocket/mask.h"

#include <bit>
#include <cstdint>

namespace net::websocket {

MaskKey rotated(MaskKey key, std::size_t offset) {
    std::ranges::rotate(key, key.begin() + static_cast<std::ptrdiff_t>(offset % key.size()));
    return key;
}

void apply_mask(core::MutableBytes target, core::Bytes source, MaskKey key) {
    const auto key_word = std::uint64_t{std::bit_cast<std::uint32_t>(key)} * 0x1'0000'0001;
    const std::size_t size = source.size();
    std::byte* const to = target.first(size).data();
    const std::byte* const from = source.data();
    std::size_t i = 0;
    for (; i + sizeof key_word <= size; i += sizeof key_word) {
        std::uint64_t word;
        std::memcpy(&word, from + i, sizeof word);
        word ^= key_word;
        std::memcpy(to + i, &word, sizeof word);
    }
    for (; i < size; ++i) to[i] = from[i] ^ key[i % key.size()];
}

}  // namespace net::websocket

// Varints of more than one byte, eight bytes at a time: the end is found and the groups are closed
// up with a handful of operations on one word, whatever the length.
#include "core/codec/varint.h"

#include <algorithm>
#include <cstring>

namespace core::codec {
namespace {

constexpr std::size_t word_size = 8;
constexpr std::uint64_t top_bits = 0x8080808080808080;

using varint_internal::Decoded;

Decoded found(std::uint64_t number, std::size_t size) {
    return {number, static_cast<std::uint32_t>(size), {}};
}
Decoded wrong(Error error) { return {0, 0, error}; }

// Bytes that are not there read as if they went on: they end nothing.
std::uint64_t load_word(Bytes bytes) {
    std::uint64_t word = top_bits;
    if (bytes.size() >= word_size)
        std::memcpy(&word, bytes.data(), word_size);
    else
        copy(std::as_writable_bytes(std::span(&word, 1)), bytes);
    return word;
}

// Eight groups of seven bits in eight bytes, closed up to 56 bits.
std::uint64_t close_up(std::uint64_t word) {
    word &= ~top_bits;
    word = (word & 0x007f007f007f007f) | (word & 0x7f007f007f007f00) >> 1;
    word = (word & 0x00003fff00003fff) | (word & 0x3fff00003fff0000) >> 2;
    return (word & 0x000000000fffffff) | (word & 0x0fffffff00000000) >> 4;
}

Decoded decode_up_to(std::size_t size_max, Bytes bytes) {
    const std::uint64_t word = load_word(bytes);
    if (const std::uint64_t ends = ~word & top_bits) [[likely]] {
        const int end_bit = std::countr_zero(ends);
        const std::uint64_t used = word & (UINT64_MAX >> (63 - end_bit));
        return found(close_up(used), static_cast<std::size_t>(end_bit) / 8 + 1);
    }
    if (bytes.size() <= word_size) return wrong(Error::truncated);
    const auto ninth = std::to_integer<std::uint64_t>(bytes[8]);
    const std::uint64_t number = close_up(word) | (ninth & 0x7f) << 56;
    if (ninth < 0x80) return found(number, varint_size_max);
    if (size_max == varint_size_max) return wrong(Error::too_large);
    if (bytes.size() == varint_size_max) return wrong(Error::truncated);
    const auto tenth = std::to_integer<std::uint64_t>(bytes[9]);
    if (tenth > 1) return wrong(Error::too_large);  // Only its lowest bit is below 2^64.
    return found(number | tenth << 63, protobuf_varint_size_max);
}

}  // namespace

namespace varint_internal {

Decoded decode(Bytes bytes) {
    const Decoded decoded = decode_up_to(varint_size_max, bytes);
    // The last of several groups is zero only if it need not be there.
    const bool is_padded = decoded.size > 1 && bytes[decoded.size - 1] == std::byte{0};
    return is_padded ? wrong(Error::not_canonical) : decoded;
}

Decoded decode_protobuf(Bytes bytes) { return decode_up_to(protobuf_varint_size_max, bytes); }

}  // namespace varint_internal

std::size_t encode_varint(std::uint64_t number,
                          std::span<std::byte, protobuf_varint_size_max> room) {
    std::size_t size = 0;
    while (number >= 0x80) {
        room[size++] = static_cast<std::byte>(number | 0x80);
        number >>= 7;
    }
    room[size++] = static_cast<std::byte>(number);
    return size;
}

}  // namespace core::codec

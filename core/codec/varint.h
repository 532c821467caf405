// Varints: numbers in groups of seven bits, the lowest first, each byte but the last with its top
// bit set. read_varint() is the strict kind of the multiformats (VI1–VI4, spec/codec.md),
// read_protobuf_varint() the lenient one of protobuf (VI5, VI6).
//
// Lengths and codes are nearly always one byte: that case is inline, the others load eight bytes at
// once. After an error the reader stands where it stood.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "core/base/bytes.h"
#include "core/base/reader.h"
#include "core/base/result.h"

namespace core::codec {

// Nine groups of seven bits: the multiformats stop there, so that a number fits a signed 64-bit
// integer.
inline constexpr std::size_t varint_size_max = 9;
inline constexpr std::uint64_t varint_max = UINT64_MAX >> 1;

// Ten groups hold 64 bits.
inline constexpr std::size_t protobuf_varint_size_max = 10;

namespace varint_internal {
Result<std::uint64_t> read_long(Reader& reader);
Result<std::uint64_t> read_long_protobuf(Reader& reader);
inline bool is_short(Bytes bytes) { return !bytes.empty() && bytes[0] < std::byte{0x80}; }
}  // namespace varint_internal

inline Result<std::uint64_t> read_varint(Reader& reader) {
    if (varint_internal::is_short(reader.rest())) [[likely]]
        return reader.u8();
    return varint_internal::read_long(reader);
}

inline Result<std::uint64_t> read_protobuf_varint(Reader& reader) {
    if (varint_internal::is_short(reader.rest())) [[likely]]
        return reader.u8();
    return varint_internal::read_long_protobuf(reader);
}

[[nodiscard]] constexpr std::size_t varint_size(std::uint64_t number) {
    return (static_cast<std::size_t>(std::bit_width(number | 1)) + 6) / 7;
}

// Fills the beginning of `room`; returns how much of it.
std::size_t encode_varint(std::uint64_t number,
                          std::span<std::byte, protobuf_varint_size_max> room);

// Always the shortest form. Numbers above varint_max are for protobuf alone.
template <class Writer>
void write_varint(Writer& writer, std::uint64_t number) {
    if (number < 0x80) return writer.u8(static_cast<std::uint8_t>(number));
    std::array<std::byte, protobuf_varint_size_max> encoded;
    const std::size_t size = encode_varint(number, encoded);
    writer.bytes(Bytes(encoded).first(size));
}

}  // namespace core::codec

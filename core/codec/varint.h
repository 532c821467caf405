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
// Fits two registers: the reader then never leaves the caller's.
struct Decoded {
    std::uint64_t number;
    std::uint32_t size;  // 0 if there is an error.
    Error error;
};
Decoded decode(Bytes bytes);
Decoded decode_protobuf(Bytes bytes);

inline Result<std::uint64_t> read(Reader& reader, Decoded (*decode_long)(Bytes)) {
    const Bytes bytes = reader.rest();
    if (!bytes.empty() && bytes[0] < std::byte{0x80}) [[likely]]
        return reader.u8();
    const Decoded decoded = decode_long(bytes);
    if (decoded.size == 0) [[unlikely]]
        return fail(decoded.error);
    TRY(reader.take(decoded.size));
    return decoded.number;
}
}  // namespace varint_internal

inline Result<std::uint64_t> read_varint(Reader& reader) {
    return varint_internal::read(reader, varint_internal::decode);
}

inline Result<std::uint64_t> read_protobuf_varint(Reader& reader) {
    return varint_internal::read(reader, varint_internal::decode_protobuf);
}

[[nodiscard]] constexpr std::size_t varint_size(std::uint64_t number) {
    return (static_cast<std::size_t>(std::bit_width(number | 1)) + 6) / 7;
}

// Fills the beginning of `room`; returns how much of it.
std::size_t encode_varint(std::uint64_t number,
                          std::span<std::byte, protobuf_varint_size_max> room);

// Numbers of either sign that are near zero become small ones.
[[nodiscard]] constexpr std::uint64_t zigzag(std::int64_t number) {
    return static_cast<std::uint64_t>(number) << 1 ^ static_cast<std::uint64_t>(number >> 63);
}
[[nodiscard]] constexpr std::int64_t unzigzag(std::uint64_t number) {
    return static_cast<std::int64_t>(number >> 1 ^ (~(number & 1) + 1));
}

// Always the shortest form. Numbers above varint_max are for protobuf alone.
template <class Writer>
void write_varint(Writer& writer, std::uint64_t number) {
    if (number < 0x80) return writer.u8(static_cast<std::uint8_t>(number));
    std::array<std::byte, protobuf_varint_size_max> encoded;
    const std::size_t size = encode_varint(number, encoded);
    writer.bytes(Bytes(encoded).first(size));
}

}  // namespace core::codec

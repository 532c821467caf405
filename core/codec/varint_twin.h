// The obvious way to read varints, byte by byte: the judge of the fast one, for its test and
// fuzzer.
#pragma once

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/codec/varint.h"

namespace core::codec {

inline Result<std::uint64_t> read_byte_by_byte(Reader& reader, std::size_t size_max) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < size_max; ++i) {
        const std::uint8_t byte = TRY(reader.u8());
        if (i == 9 && byte > 1) return fail(Error::too_large);
        number |= std::uint64_t{byte & 0x7fu} << (7 * i);
        if (byte >= 0x80) continue;
        const bool is_strict = size_max == varint_size_max;
        if (is_strict && i > 0 && byte == 0) return fail(Error::not_canonical);
        return number;
    }
    return fail(Error::too_large);
}

// Asserts that both readers say the same of these bytes; returns whether they read a number.
inline bool twins_agree(Bytes bytes) {
    Reader fast(bytes);
    Reader slow(bytes);
    const auto number = read_varint(fast);
    ASSERT(number == read_byte_by_byte(slow, varint_size_max));
    ASSERT(fast.position() == (number ? slow.position() : 0));

    Reader fast_lenient(bytes);
    Reader slow_lenient(bytes);
    const auto lenient = read_protobuf_varint(fast_lenient);
    ASSERT(lenient == read_byte_by_byte(slow_lenient, protobuf_varint_size_max));
    ASSERT(fast_lenient.position() == (lenient ? slow_lenient.position() : 0));

    if (number) {
        std::array<std::byte, protobuf_varint_size_max> encoded;
        const std::size_t size = encode_varint(*number, encoded);
        ASSERT(equal(Bytes(encoded).first(size), bytes.first(fast.position())));
    }
    return number.has_value();
}

}  // namespace core::codec

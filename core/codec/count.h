// How many things follow, in a format where each takes some bytes at least: nobody is made to
// reserve room for what did not arrive.
#pragma once

#include "core/codec/varint.h"

namespace core::codec {

[[nodiscard]] inline Result<std::uint64_t> read_count(Reader& reader, std::size_t item_size_min) {
    const std::uint64_t count = TRY(read_varint(reader));
    if (count > reader.remaining() / item_size_min) return fail(Error::truncated);
    return count;
}
// For those that may not be more, however much arrived.
[[nodiscard]] inline Result<std::size_t> read_count(Reader& reader, std::size_t item_size_min,
                                                    std::size_t count_max) {
    const std::uint64_t count = TRY(read_varint(reader));
    if (count > count_max) return fail(Error::too_large);
    if (count > reader.remaining() / item_size_min) return fail(Error::truncated);
    return static_cast<std::size_t>(count);
}

}  // namespace core::codec

// The encoder's Huffman codes: the best ones of at most eleven bits for given counts, their tree's
// description, and streams of them.
#pragma once

#include <array>
#include <cstdint>

#include "core/base/bytes.h"
#include "core/zstd/format.h"

namespace core::zstd {

using ByteCounts = std::array<std::uint32_t, 256>;

ByteCounts count_bytes(Bytes bytes);

class HuffmanCode {
public:
    // A code that has no symbols yet and can write nothing.
    HuffmanCode() = default;

    // At least two different bytes must occur.
    explicit HuffmanCode(const ByteCounts& counts);

    // The size of what was counted, in bits; UINT64_MAX if this code cannot write it.
    [[nodiscard]] std::uint64_t size_in_bits(const ByteCounts& counts) const;

    // The description of the tree; empty if it has none (256 codes of the same length).
    [[nodiscard]] Buffer describe() const;

    void write_stream(Bytes literals, Buffer& to) const;

    // Four streams with their jump table. At least four_streams_size_min literals.
    void write_four_streams(Bytes literals, Buffer& to) const;

private:
    void assign_codes();

    std::array<std::uint8_t, 256> lengths_{};
    std::array<std::uint16_t, 256> codes_{};
    unsigned bits_max_ = 0;
};

}  // namespace core::zstd

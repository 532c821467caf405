// Packs bits from the lowest of the first byte upwards: what ForwardBits reads in the order of
// writing and, once marked, BackwardBits in the reverse.
#pragma once

#include <cstdint>

#include "core/base/bytes.h"

namespace core::zstd {

class BitWriter {
public:
    explicit BitWriter(Buffer& to) : to_(to) {}

    // At most 32 bits, and no more than `count` of them set.
    void write(std::uint32_t bits, unsigned count) {
        window_ |= std::uint64_t{bits} << used_;
        used_ += count;
        if (used_ < 32) return;
        const auto full = static_cast<std::uint32_t>(window_);
        append(to_, std::as_bytes(std::span(&full, 1)));
        window_ >>= 32;
        used_ -= 32;
    }

    // Fills the last byte with zeros.
    void finish() {
        for (unsigned shift = 0; shift < used_; shift += 8)
            to_.push_back(static_cast<std::byte>(window_ >> shift));
        window_ = 0;
        used_ = 0;
    }

    // The mark tells a reader that comes from behind where the bits end.
    void finish_with_mark() {
        write(1, 1);
        finish();
    }

private:
    Buffer& to_;
    std::uint64_t window_ = 0;
    unsigned used_ = 0;
};

}  // namespace core::zstd

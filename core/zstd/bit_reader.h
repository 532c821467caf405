// The two ways in which Zstandard packs bits: forwards from the first byte (the headers of tables),
// and backwards from a mark in the last byte (everything that is decoded in bulk).
//
// Both give zeros beyond the end and remember it: decode what the format says must be there, then
// ask.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace core::zstd {

inline std::uint64_t load_u64(const std::byte* from) {
    std::uint64_t number;
    std::memcpy(&number, from, sizeof number);
    static_assert(std::endian::native == std::endian::little,
                  "a port to a big-endian machine swaps here");
    return number;
}

class ForwardBits {
public:
    explicit ForwardBits(Bytes bytes) : bytes_(bytes) {}

    // At most 16 bits at once.
    [[nodiscard]] unsigned peek(unsigned count) const {
        std::uint32_t window = 0;
        for (std::size_t i = 0; i < 3 && used_ / 8 + i < bytes_.size(); ++i)
            window |= std::to_integer<std::uint32_t>(bytes_[used_ / 8 + i]) << 8 * i;
        return window >> used_ % 8 & ((1U << count) - 1);
    }

    void skip(unsigned count) { used_ += count; }

    unsigned read(unsigned count) {
        const unsigned bits = peek(count);
        skip(count);
        return bits;
    }

    [[nodiscard]] std::size_t bytes_used() const { return (used_ + 7) / 8; }
    [[nodiscard]] bool overread() const { return bytes_used() > bytes_.size(); }

private:
    Bytes bytes_;
    std::size_t used_ = 0;
};

class BackwardBits {
public:
    static Result<BackwardBits> from(Bytes bytes) {
        if (bytes.empty()) return fail(Error::truncated);
        const auto last = std::to_integer<std::uint8_t>(bytes.back());
        if (last == 0) return fail(Error::malformed);
        return BackwardBits(bytes, static_cast<unsigned>(std::countl_zero(last)) + 1);
    }

    // After a refill at least 57 bits can be read, unless the stream ends before.
    static constexpr unsigned refilled_bits_min = 57;

    void refill() {
        if (has_more()) {
            refill_unchecked();
            return;
        }
        const auto left = static_cast<unsigned>(at_ - begin_);
        const unsigned step = std::min(used_ / 8, left);
        if (step == 0) return;
        at_ -= step;
        used_ -= step * 8;
        window_ = used_ < 64 ? load_u64(at_) << used_ : 0;
    }

    [[nodiscard]] bool has_more() const { return at_ - begin_ >= 8 && used_ <= 64; }

    // Only while has_more().
    void refill_unchecked() {
        at_ -= used_ / 8;
        used_ %= 8;
        window_ = load_u64(at_) << used_;
    }

    [[nodiscard]] std::uint64_t peek(unsigned count) const { return window_ >> 1 >> (63 - count); }

    void skip(unsigned count) {
        window_ <<= count;
        used_ += count;
    }

    std::uint32_t read(unsigned count) {
        const auto bits = static_cast<std::uint32_t>(peek(count));
        skip(count);
        return bits;
    }

    // True when every bit was read, none left and none too many.
    [[nodiscard]] bool ended() const { return at_ == begin_ && used_ == 64; }
    [[nodiscard]] bool overread() const { return at_ == begin_ && used_ > 64; }

private:
    BackwardBits(Bytes bytes, unsigned padding)
        : begin_(bytes.data()), at_(bytes.data()), used_(padding) {
        if (bytes.size() >= sizeof window_) {
            at_ += bytes.size() - sizeof window_;
            window_ = load_u64(at_);
        } else {
            for (std::size_t i = 0; i < bytes.size(); ++i)
                window_ |= std::to_integer<std::uint64_t>(bytes[i])
                           << 8 * (sizeof window_ - bytes.size() + i);
            used_ += static_cast<unsigned>(sizeof window_ - bytes.size()) * 8;
        }
        window_ <<= padding;
    }

    const std::byte* begin_;
    const std::byte* at_;       // Where the window was loaded from.
    std::uint64_t window_ = 0;  // What comes next stands at the top.
    unsigned used_;             // How many of the window's bits are gone.
};

}  // namespace core::zstd

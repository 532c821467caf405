// Natural is a number without a sign and with room for what turning doubles into decimal digits and
// back takes, exactly. It is small and not fast: numbers that are not whole are rare.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>

#include "core/base/assert.h"

namespace core::codec {

class Natural {
public:
    Natural() = default;
    explicit Natural(std::uint64_t number) {
        for (; number > 0; number >>= 32) limbs_[size_++] = static_cast<std::uint32_t>(number);
    }

    // number × factor + added.
    void multiply_add(std::uint32_t factor, std::uint32_t added) {
        std::uint64_t carry = added;
        for (std::size_t i = 0; i < size_; ++i) {
            carry += std::uint64_t{limbs_[i]} * factor;
            limbs_[i] = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
        if (carry > 0) push(static_cast<std::uint32_t>(carry));
    }
    void multiply_by_ten_to(std::uint32_t exponent) {
        constexpr std::uint32_t ten_to_nine = 1'000'000'000;
        for (; exponent >= 9; exponent -= 9) multiply_add(ten_to_nine, 0);
        for (; exponent > 0; --exponent) multiply_add(10, 0);
    }
    void shift_left(std::uint32_t bits) {
        for (; bits > 31; bits -= 31) multiply_add(1u << 31, 0);
        multiply_add(1u << bits, 0);
    }

    [[nodiscard]] bool is_zero() const { return size_ == 0; }
    [[nodiscard]] std::uint32_t bit_width() const {
        if (size_ == 0) return 0;
        return static_cast<std::uint32_t>(32 * (size_ - 1)) +
               static_cast<std::uint32_t>(std::bit_width(limbs_[size_ - 1]));
    }

    friend std::strong_ordering operator<=>(const Natural& left, const Natural& right) {
        if (left.size_ != right.size_) return left.size_ <=> right.size_;
        for (std::size_t i = left.size_; i-- > 0;)
            if (left.limbs_[i] != right.limbs_[i]) return left.limbs_[i] <=> right.limbs_[i];
        return std::strong_ordering::equal;
    }

    void add(const Natural& other) {
        std::uint64_t carry = 0;
        for (std::size_t i = 0; i < std::max(size_, other.size_); ++i) {
            if (i == size_) push(0);
            carry += std::uint64_t{limbs_[i]} + (i < other.size_ ? other.limbs_[i] : 0);
            limbs_[i] = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
        if (carry > 0) push(static_cast<std::uint32_t>(carry));
    }
    // What is no larger.
    void subtract(const Natural& other) {
        std::int64_t borrow = 0;
        for (std::size_t i = 0; i < size_; ++i) {
            borrow += std::int64_t{limbs_[i]} - (i < other.size_ ? other.limbs_[i] : 0);
            limbs_[i] = static_cast<std::uint32_t>(borrow);
            borrow >>= 32;
        }
        ASSERT(borrow == 0);
        while (size_ > 0 && limbs_[size_ - 1] == 0) --size_;
    }
    // How often the other goes into it, which is left with the rest. As many steps as that.
    std::uint32_t take_out(const Natural& other) {
        std::uint32_t times = 0;
        for (; *this >= other; ++times) subtract(other);
        return times;
    }

private:
    void push(std::uint32_t limb) {
        ASSERT(size_ < limbs_.size());
        limbs_[size_++] = limb;
    }

    // 4,352 bits.
    std::array<std::uint32_t, 136> limbs_{};
    std::size_t size_ = 0;  // Without zeros at the end.
};

}  // namespace core::codec

// Any integers against those of the compiler with 128 bits.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "logos/values/big_integer.h"

namespace logos {
namespace {

__extension__ using Wide = __int128;

// In three parts, which 64 bits hold.
BigInteger from_wide(Wide value) {
    const auto high = BigInteger(static_cast<std::int64_t>(value >> 64));
    const auto middle = BigInteger(static_cast<std::int64_t>(value >> 32 & 0xffffffff));
    const auto low = BigInteger(static_cast<std::int64_t>(value & 0xffffffff));
    return *high.shift_left(64) + *middle.shift_left(32) + low;
}

Wide any_wide() {
    const auto high = *rc::gen::arbitrary<std::int64_t>();
    const auto low = *rc::gen::arbitrary<std::uint64_t>();
    const auto shift = *rc::gen::inRange(2, 128);
    return (static_cast<Wide>(high) * (Wide{1} << 64) + static_cast<Wide>(low)) >> shift;
}

RC_GTEST_PROP(BigIntegerProperty, VL2_sums_and_bits_are_those_of_128_bits, ()) {
    const Wide a = any_wide();
    const Wide b = any_wide();
    RC_ASSERT(from_wide(a) + from_wide(b) == from_wide(a + b));
    RC_ASSERT(from_wide(a) - from_wide(b) == from_wide(a - b));
    RC_ASSERT((from_wide(a) & from_wide(b)) == from_wide(a & b));
    RC_ASSERT((from_wide(a) | from_wide(b)) == from_wide(a | b));
    RC_ASSERT((from_wide(a) ^ from_wide(b)) == from_wide(a ^ b));
    RC_ASSERT(~from_wide(a) == from_wide(~a));
    RC_ASSERT(BigInteger::compare(from_wide(a), from_wide(b)) == (a > b) - (a < b));
    const auto shift = *rc::gen::inRange(0, 127);
    RC_ASSERT(from_wide(a).shift_right(static_cast<std::uint64_t>(shift)) == from_wide(a >> shift));
}

RC_GTEST_PROP(BigIntegerProperty, VL3_division_is_that_of_128_bits, ()) {
    const Wide a = any_wide();
    const Wide b = any_wide();
    RC_PRE(b != 0);
    const auto parts = BigInteger::divide(from_wide(a), from_wide(b));
    RC_ASSERT(parts.quotient == from_wide(a / b));
    RC_ASSERT(parts.remainder == from_wide(a % b));
    const auto floored = BigInteger::floor_divide(from_wide(a), from_wide(b));
    RC_ASSERT(floored == from_wide(a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0)));
}

RC_GTEST_PROP(BigIntegerProperty, VL2_products_digits_and_small_ones_come_back, ()) {
    const auto a = *rc::gen::arbitrary<std::int64_t>();
    const auto b = *rc::gen::arbitrary<std::int64_t>();
    RC_ASSERT(BigInteger(a) * BigInteger(b) == from_wide(static_cast<Wide>(a) * b));
    RC_ASSERT(BigInteger(a).small() == a);
    RC_ASSERT(BigInteger(a).text() == std::to_string(a));
    RC_ASSERT(BigInteger(a).real() == static_cast<double>(a));
    const BigInteger wide = from_wide(any_wide());
    RC_ASSERT(BigInteger::from_digits(wide.text()) == wide);
    RC_ASSERT(BigInteger::divide(wide * wide + wide, wide + BigInteger(wide.is_negative() ? -1 : 1))
                  .remainder.bit_count() <= wide.bit_count() + 1);
}

}  // namespace
}  // namespace logos

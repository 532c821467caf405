// Texts of numbers that lie exactly between two doubles, hundreds of digits long.
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "core/base/prng.h"
#include "core/codec/number_text.h"

namespace core::codec {
namespace {

double any_double(Prng& prng) {
    for (;;) {
        const auto number = std::bit_cast<double>(prng.next());
        if (std::isfinite(number) && number != 0) return number;
    }
}

// Exactly between two doubles the even one is nearest; a digit more, however far behind, decides.
TEST(NumberTextProperty, NT3_what_lies_between_two_is_decided_by_the_last_digit) {
    Prng prng(Seed{3});
    for (int i = 0; i < 300; ++i) {
        const double number = std::abs(any_double(prng));
        const int exponent = std::ilogb(number) - 53;
        if (exponent < -800 || exponent > 900) continue;
        // The middle, written out.
        std::array<char, 1200> written;
        const auto middle = static_cast<long double>(number) + std::ldexp(1.0L, exponent);
        const int size = std::snprintf(written.data(), written.size(), "%.900Lf", middle);
        const std::string text(written.data(), static_cast<std::size_t>(size));
        EXPECT_EQ(number_of(text), std::strtod(text.c_str(), nullptr)) << text;
        const std::string more = text + std::string(2000, '0') + "1";
        EXPECT_EQ(number_of(more), std::strtod(more.c_str(), nullptr)) << text;
        EXPECT_GT(number_of(more), number);
    }
}

}  // namespace
}  // namespace core::codec

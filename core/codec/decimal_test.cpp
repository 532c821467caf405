// Decimal numbers: one form each, and their limit exactly.
#include "core/codec/decimal.h"

#include <gtest/gtest.h>

#include <string>

namespace core::codec {
namespace {

TEST(Decimal, MA7_numbers_up_to_the_limit_and_no_further) {
    for (const std::uint64_t number_max : {0uz, 1uz, 9uz, 10uz, 255uz, 65'535uz}) {
        for (std::uint64_t number = 0; number <= number_max; ++number)
            ASSERT_EQ(parse_decimal(std::to_string(number), number_max), number);
        EXPECT_EQ(parse_decimal(std::to_string(number_max + 1), number_max).error(),
                  Error::too_large);
        EXPECT_EQ(parse_decimal("99999999999999999999999", number_max).error(), Error::too_large);
    }
    EXPECT_EQ(parse_decimal("18446744073709551615", UINT64_MAX), UINT64_MAX);
    EXPECT_EQ(parse_decimal("18446744073709551616", UINT64_MAX).error(), Error::too_large);
    EXPECT_EQ(parse_decimal("20000000000000000000", UINT64_MAX).error(), Error::too_large);
}

TEST(Decimal, MA7_neither_signs_nor_leading_zeros_nor_anything_else) {
    for (const std::string_view text :
         {"", "-1", "+1", "00", "01", " 1", "1 ", "1a", "0x1", "1.0", "1e1", "\xc2\xb9"})
        EXPECT_FALSE(parse_decimal(text, 1000)) << text;
}

}  // namespace
}  // namespace core::codec

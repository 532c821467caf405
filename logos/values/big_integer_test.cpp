// Integers beyond 64 bits, by values known from elsewhere and by identities; the property test
// draws any.
#include <gtest/gtest.h>

#include <cmath>

#include "core/base/prng.h"
#include "logos/values/big_integer.h"

namespace logos {
namespace {

BigInteger big(std::string_view digits) { return BigInteger::from_digits(digits).value(); }

BigInteger random_of(core::Prng& prng, std::size_t hex_digits) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(prng.chance(1, 2) ? "-" : "");
    for (std::size_t i = 0; i < hex_digits; ++i)
        text.push_back(digits[static_cast<std::size_t>(prng.below(16))]);
    return BigInteger::from_digits(text, 16).value();
}

TEST(BigInteger, VL2_powers_and_products_are_exact) {
    EXPECT_EQ(BigInteger(2).power(100)->text(), "1267650600228229401496703205376");
    EXPECT_EQ(BigInteger(-3).power(41)->text(), "-36472996377170786403");
    EXPECT_EQ((big("123456789012345678901234567890") * big("-987654321")).text(),
              "-121932631124828532112482853211126352690");
    EXPECT_EQ((big("9223372036854775807") + BigInteger(1)).text(), "9223372036854775808");
    EXPECT_EQ(BigInteger(0).power(0)->text(), "1");
    EXPECT_EQ(BigInteger(-1).power(3)->text(), "-1");
}

TEST(BigInteger, VL2_digits_of_every_base_are_read) {
    EXPECT_EQ(BigInteger::from_digits("ffffffffffffffffffff", 16)->text(),
              "1208925819614629174706175");
    EXPECT_EQ(BigInteger::from_digits("-101", 2)->text(), "-5");
    EXPECT_EQ(BigInteger::from_digits("0017", 8)->text(), "15");
    EXPECT_EQ(BigInteger::from_digits("-0")->text(), "0");
    EXPECT_FALSE(BigInteger::from_digits("-0")->is_negative());
    for (const std::string_view bad : {"", "-", "1a", "+1", " 1", "--1"})
        EXPECT_FALSE(BigInteger::from_digits(bad)) << bad;
    EXPECT_FALSE(BigInteger::from_digits("8", 8));
}

TEST(BigInteger, VL2_ten_thousand_digits_come_back) {
    std::string digits;
    for (int i = 0; i < 10'000; ++i) digits.push_back(static_cast<char>('1' + i % 9));
    EXPECT_EQ(big(digits).text(), digits);
}

TEST(BigInteger, VL2_large_products_are_those_of_their_parts) {
    core::Prng prng(core::Seed{1});
    for (const std::size_t size : {200U, 700U, 1500U, 5000U}) {
        const BigInteger a = random_of(prng, size);
        const BigInteger b = random_of(prng, size / 2 + 100);
        const BigInteger c = random_of(prng, 300);
        EXPECT_EQ((a + c) * b, a * b + c * b);
        EXPECT_EQ((a - b) * (a + b), a * a - b * b);
        const auto parts = BigInteger::divide(a * b + c, b);
        EXPECT_EQ(parts.quotient * b + parts.remainder, a * b + c);
    }
}

TEST(BigInteger, VL3_division_truncates_and_floors) {
    EXPECT_EQ(BigInteger::divide(BigInteger(-7), BigInteger(2)).quotient.text(), "-3");
    EXPECT_EQ(BigInteger::divide(BigInteger(-7), BigInteger(3)).remainder.text(), "-1");
    EXPECT_EQ(BigInteger::floor_divide(BigInteger(-7), BigInteger(2)).text(), "-4");
    EXPECT_EQ(BigInteger::floor_divide(BigInteger(7), BigInteger(-2)).text(), "-4");
    EXPECT_EQ(BigInteger::floor_divide(BigInteger(-8), BigInteger(2)).text(), "-4");
    // Where the guess of a limb is one too large, and is taken back.
    const BigInteger dividend = *BigInteger::from_digits("7fffffff800000010000000000000000", 16);
    const BigInteger divisor = *BigInteger::from_digits("800000008000000200000005", 16);
    const auto parts = BigInteger::divide(dividend, divisor);
    EXPECT_EQ(parts.quotient.text(), "4294967293");
    EXPECT_EQ(parts.quotient * divisor + parts.remainder, dividend);
}

TEST(BigInteger, VL4_what_is_too_large_is_refused) {
    EXPECT_EQ(BigInteger(2).power(600'000).error().text, number_too_large);
    EXPECT_EQ(BigInteger(10).power(UINT64_MAX).error().text, number_too_large);
    EXPECT_TRUE(BigInteger(2).power(524'287).has_value());
    EXPECT_EQ(BigInteger(1).shift_left(UINT64_MAX).error().text, number_too_large);
    EXPECT_FALSE(BigInteger::from_digits(std::string(200'000, '9')));
    EXPECT_TRUE(BigInteger(1).power(UINT64_MAX).has_value());
}

TEST(BigInteger, VL2_reals_are_the_nearest) {
    EXPECT_EQ(big("9007199254740993").real(), 9007199254740992.0);
    EXPECT_EQ(big("9007199254740995").real(), 9007199254740996.0);
    EXPECT_EQ((*BigInteger(2).power(100) + BigInteger(1)).real(), 0x1p100);
    EXPECT_EQ(BigInteger::from_real(-0x1p100)->text(), "-1267650600228229401496703205376");
    EXPECT_EQ(BigInteger::from_real(-2.9)->text(), "-2");
    EXPECT_EQ(BigInteger(10).power(400)->real(), HUGE_VAL);
    EXPECT_FALSE(BigInteger::from_real(HUGE_VAL));
    EXPECT_FALSE(BigInteger::from_real(NAN));
}

}  // namespace
}  // namespace logos

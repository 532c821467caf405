// Numbers as texts: in JavaScript's form, with as few digits as lead back, and read as the nearest.
#include "core/codec/number_text.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "core/base/prng.h"

namespace core::codec {
namespace {

std::string text_of(double number) {
    std::string text;
    append_number(text, number);
    return text;
}

// The digits that the standard library finds, and where the first of them stands.
std::string standard_digits(double number) {
    std::array<char, 40> written;
    const auto [end, error] = std::to_chars(written.data(), written.data() + written.size(), number,
                                            std::chars_format::scientific);
    return {written.data(), end};
}

// The same of a text in any form.
std::string digits_of(std::string_view text) {
    std::string digits;
    int point = 0;
    bool is_behind = false;
    std::size_t at = text.starts_with('-') ? 1 : 0;
    for (; at < text.size() && text[at] != 'e'; ++at) {
        if (text[at] == '.') {
            is_behind = true;
            continue;
        }
        if (!is_behind) ++point;
        digits += text[at];
    }
    if (at < text.size()) point += std::atoi(text.substr(at + 1).data());
    while (digits.starts_with('0')) {
        digits.erase(0, 1);
        --point;
    }
    while (digits.ends_with('0')) digits.pop_back();
    std::string form = text.starts_with('-') ? "-" : "";
    form += digits.substr(0, 1);
    if (digits.size() > 1) form += "." + digits.substr(1);
    const std::string exponent = std::to_string(std::abs(point - 1));
    return form + (point < 1 ? "e-" : "e+") + (exponent.size() < 2 ? "0" : "") + exponent;
}

double any_double(Prng& prng) {
    for (;;) {
        const auto number = std::bit_cast<double>(prng.next());
        if (std::isfinite(number) && number != 0) return number;
    }
}

TEST(NumberText, NT1_has_the_form_of_JavaScript) {
    for (const auto& [number, text] : {std::pair(0.0, "0"),
                                       {-0.0, "0"},
                                       {1.0, "1"},
                                       {-1.5, "-1.5"},
                                       {0.1, "0.1"},
                                       {100.0, "100"},
                                       {123456.789, "123456.789"},
                                       {1e20, "100000000000000000000"},
                                       {1e21, "1e+21"},
                                       {1.5e300, "1.5e+300"},
                                       {1e-6, "0.000001"},
                                       {1.25e-7, "1.25e-7"},
                                       {5e-324, "5e-324"},
                                       {1.7976931348623157e308, "1.7976931348623157e+308"},
                                       {9007199254740993.0, "9007199254740992"},
                                       {4.35, "4.35"},
                                       {2.2250738585072014e-308, "2.2250738585072014e-308"}})
        EXPECT_EQ(text_of(number), text);
}

TEST(NumberText, NT2_has_the_digits_that_the_standard_library_finds) {
    Prng prng(Seed{1});
    const auto check = [](double number) {
        ASSERT_EQ(digits_of(text_of(number)), standard_digits(number));
        ASSERT_EQ(number_of(text_of(number)), number);
    };
    for (int i = 0; i < 10'000; ++i) {
        ASSERT_NO_FATAL_FAILURE(check(any_double(prng)));
        // Short ones, which people write.
        ASSERT_NO_FATAL_FAILURE(
            check(static_cast<double>(prng.below(1'000'000) + 1) / std::pow(10, prng.below(9))));
    }
    // Where the distance to the next changes, and where doubles end.
    for (int exponent = -1074; exponent <= 1023; ++exponent) {
        const double power = std::ldexp(1.0, exponent);
        for (const double number :
             {power, std::nextafter(power, 0.0), std::nextafter(power, 1e308)})
            if (number > 0) ASSERT_NO_FATAL_FAILURE(check(number));
    }
}

TEST(NumberText, NT3_reads_the_nearest_as_the_standard_library_does) {
    Prng prng(Seed{2});
    const auto check = [](const std::string& text) {
        ASSERT_EQ(number_of(text), std::strtod(text.c_str(), nullptr)) << text;
        ASSERT_EQ(number_of("-" + text), -std::strtod(text.c_str(), nullptr)) << text;
    };
    for (int i = 0; i < 20'000; ++i) {
        std::string text = std::to_string(prng.below(10));
        if (prng.chance(1, 2)) {
            text += '.';
            for (std::uint64_t digits = prng.below(30) + 1; digits > 0; --digits)
                text += static_cast<char>('0' + prng.below(10));
        }
        if (prng.chance(3, 4))
            text += (prng.chance(1, 2) ? "e-" : "E+") + std::to_string(prng.below(340));
        ASSERT_NO_FATAL_FAILURE(check(text));
    }
    for (const std::string& text :
         {std::string("0"), std::string("0.0"), std::string("0e99"), std::string("1e400"),
          std::string("1e-400"), std::string("1e99999999999999999999"),
          std::string("1e-99999999999999999999"), std::string("1.7976931348623158e308"),
          std::string("1.7976931348623159e308"), std::string("2.4703282292062327e-324"),
          std::string("2.4703282292062328e-324"), std::string("0.") + std::string(400, '0') + "1",
          std::string(400, '9'), std::string("12345678901234567890123456789"),
          "1" + std::string(300, '0'), std::string("2.2250738585072011e-308")})
        ASSERT_NO_FATAL_FAILURE(check(text));
}

}  // namespace
}  // namespace core::codec

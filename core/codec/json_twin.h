// The grammar of JSON's numbers, as the diagram of ECMA-404 draws it: one state per junction. The
// judge of parse_json()'s numbers, for its test and fuzzer.
#pragma once

#include <cstdint>
#include <string_view>

namespace core::codec {

inline bool is_json_number_slowly(std::string_view text) {
    enum class At : std::uint8_t { begin, minus, zero, whole, point, fraction, e, sign, exponent };
    At at = At::begin;
    for (const char character : text) {
        const bool is_digit = character >= '0' && character <= '9';
        const bool is_e = character == 'e' || character == 'E';
        switch (at) {
            case At::begin:
            case At::minus:
                if (character == '-' && at == At::begin)
                    at = At::minus;
                else if (is_digit)
                    at = character == '0' ? At::zero : At::whole;
                else
                    return false;
                break;
            case At::zero:
            case At::whole:
                if (is_digit && at == At::whole) break;
                if (character != '.' && !is_e) return false;
                at = is_e ? At::e : At::point;
                break;
            case At::point:
            case At::fraction:
                if (is_e && at == At::fraction)
                    at = At::e;
                else if (is_digit)
                    at = At::fraction;
                else
                    return false;
                break;
            case At::e:
            case At::sign:
            case At::exponent:
                if ((character == '+' || character == '-') && at == At::e)
                    at = At::sign;
                else if (is_digit)
                    at = At::exponent;
                else
                    return false;
                break;
        }
    }
    return at == At::zero || at == At::whole || at == At::fraction || at == At::exponent;
}

}  // namespace core::codec

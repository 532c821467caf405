// One table of bases and two ways of converting: by bits where the base is a power of two, by long
// division where it is not. Alphabets stand in lower case; upper case is made on the way out.
#include "core/codec/multibase.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "core/base/assert.h"

namespace core::codec {
namespace {

constexpr std::string_view digits_and_letters = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view base32_digits = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::string_view base58_digits =
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::string_view base64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base64url_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

enum class Letters : std::uint8_t { both, lower, upper };

struct Row {
    char prefix;
    std::uint8_t bits;   // Of one digit; 0 if the base is no power of two.
    std::uint8_t group;  // Digits that padding fills up to; 0 if the base has no padding.
    Letters letters;     // What is written; `both` if case has a meaning.
    std::string_view digits;
};

constexpr std::array<Row, 17> rows{{
    {'f', 4, 0, Letters::lower, digits_and_letters.substr(0, 16)},
    {'F', 4, 0, Letters::upper, digits_and_letters.substr(0, 16)},
    {'b', 5, 0, Letters::lower, base32_digits},
    {'B', 5, 0, Letters::upper, base32_digits},
    {'c', 5, 8, Letters::lower, base32_digits},
    {'C', 5, 8, Letters::upper, base32_digits},
    {'v', 5, 0, Letters::lower, digits_and_letters.substr(0, 32)},
    {'V', 5, 0, Letters::upper, digits_and_letters.substr(0, 32)},
    {'t', 5, 8, Letters::lower, digits_and_letters.substr(0, 32)},
    {'T', 5, 8, Letters::upper, digits_and_letters.substr(0, 32)},
    {'k', 0, 0, Letters::lower, digits_and_letters},
    {'K', 0, 0, Letters::upper, digits_and_letters},
    {'z', 0, 0, Letters::both, base58_digits},
    {'m', 6, 0, Letters::both, base64_digits},
    {'M', 6, 4, Letters::both, base64_digits},
    {'u', 6, 0, Letters::both, base64url_digits},
    {'U', 6, 4, Letters::both, base64url_digits},
}};

const Row* find_row(char prefix) {
    const auto row = std::ranges::find(rows, prefix, &Row::prefix);
    return row == rows.end() ? nullptr : &*row;
}

char digit_of(const Row& row, std::size_t value) {
    const char digit = row.digits[value];
    const bool raise = row.letters == Letters::upper && digit >= 'a';
    return raise ? static_cast<char>(digit - 'a' + 'A') : digit;
}

Result<std::uint8_t> value_of(const Row& row, char digit) {
    if (row.letters != Letters::both && digit >= 'A' && digit <= 'Z')
        digit = static_cast<char>(digit - 'A' + 'a');
    const std::size_t value = row.digits.find(digit);
    if (value == std::string_view::npos) return fail(Error::bad_digit);
    return static_cast<std::uint8_t>(value);
}

std::string encode_bits(const Row& row, Bytes bytes) {
    std::string text;
    unsigned pending = 0;
    unsigned pending_bits = 0;
    const unsigned mask = (1u << row.bits) - 1;
    for (const std::byte byte : bytes) {
        pending = (pending << 8 | std::to_integer<unsigned>(byte)) & 0xffff;
        pending_bits += 8;
        for (; pending_bits >= row.bits; pending_bits -= row.bits)
            text += digit_of(row, pending >> (pending_bits - row.bits) & mask);
    }
    if (pending_bits > 0) text += digit_of(row, pending << (row.bits - pending_bits) & mask);
    while (row.group != 0 && text.size() % row.group != 0) text += '=';
    return text;
}

Result<Buffer> decode_bits(const Row& row, std::string_view text) {
    std::string_view digits = text;
    if (row.group != 0) {
        if (text.size() % row.group != 0) return fail(Error::not_canonical);
        while (digits.ends_with('=') && text.size() - digits.size() < row.group)
            digits.remove_suffix(1);
        if (digits.size() % row.group == 0 && digits.size() != text.size())
            return fail(Error::not_canonical);
    }
    Buffer bytes;
    unsigned pending = 0;
    unsigned pending_bits = 0;
    for (const char digit : digits) {
        pending = (pending << row.bits | TRY(value_of(row, digit))) & 0xffff;
        pending_bits += row.bits;
        if (pending_bits < 8) continue;
        pending_bits -= 8;
        bytes.push_back(static_cast<std::byte>(pending >> pending_bits));
    }
    // A digit that completes no byte says nothing, and neither may the bits that are left.
    const bool is_full = pending_bits < row.bits && (pending & ((1u << pending_bits) - 1)) == 0;
    if (!is_full) return fail(Error::not_canonical);
    return bytes;
}

using Digits = std::vector<std::uint8_t>;

// The number that has these digits, highest first, in another base; a leading zero stays a digit.
Digits convert(std::span<const std::uint8_t> digits, unsigned from, unsigned to) {
    const auto begin = std::ranges::find_if(digits, [](std::uint8_t digit) { return digit != 0; });
    Digits converted;  // Lowest first, while it grows.
    for (auto at = begin; at != digits.end(); ++at) {
        unsigned carry = *at;
        for (std::uint8_t& digit : converted) {
            carry += digit * from;
            digit = static_cast<std::uint8_t>(carry % to);
            carry /= to;
        }
        for (; carry > 0; carry /= to) converted.push_back(static_cast<std::uint8_t>(carry % to));
    }
    converted.insert(converted.end(), static_cast<std::size_t>(begin - digits.begin()), 0);
    std::ranges::reverse(converted);
    return converted;
}

std::string encode_radix(const Row& row, Bytes bytes) {
    ASSERT(bytes.size() <= radix_size_max);
    Digits digits;
    for (const std::byte byte : bytes) digits.push_back(std::to_integer<std::uint8_t>(byte));
    std::string text;
    for (const std::uint8_t value : convert(digits, 256, static_cast<unsigned>(row.digits.size())))
        text += digit_of(row, value);
    return text;
}

Result<Buffer> decode_radix(const Row& row, std::string_view text) {
    if (text.size() > radix_digits_max) return fail(Error::too_large);
    Digits digits;
    for (const char digit : text) digits.push_back(TRY(value_of(row, digit)));
    Buffer bytes;
    for (const std::uint8_t value : convert(digits, static_cast<unsigned>(row.digits.size()), 256))
        bytes.push_back(static_cast<std::byte>(value));
    if (bytes.size() > radix_size_max) return fail(Error::too_large);
    return bytes;
}

std::string encode(const Row& row, Bytes bytes) {
    return row.bits == 0 ? encode_radix(row, bytes) : encode_bits(row, bytes);
}

Result<Buffer> decode(const Row& row, std::string_view digits) {
    return row.bits == 0 ? decode_radix(row, digits) : decode_bits(row, digits);
}

const Row& row_of(Base base) {
    const Row* const row = find_row(static_cast<char>(base));
    ASSERT(row);
    return *row;
}

}  // namespace

std::string encode_base(Base base, Bytes bytes) { return encode(row_of(base), bytes); }

Result<Buffer> decode_base(Base base, std::string_view digits) {
    return decode(row_of(base), digits);
}

std::string encode_multibase(Base base, Bytes bytes) {
    return static_cast<char>(base) + encode_base(base, bytes);
}

Result<Buffer> decode_multibase(std::string_view text) {
    if (text.empty()) return fail(Error::truncated);
    const Row* const row = find_row(text.front());
    if (!row) return fail(Error::base_unknown);
    return decode(*row, text.substr(1));
}

}  // namespace core::codec

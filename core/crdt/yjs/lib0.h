// The values of lib0, of which everything of Yjs is put together: numbers in groups of seven bits,
// texts and bytes with their size in front, floats with the highest byte first, and `any`, which is
// a value of JavaScript (rules YW1–YW4, spec/yjs.md).
//
// Readers stand where they stood after an error. Writing appends to a buffer; nobody's claim
// decides how much.
#pragma once

#include <string_view>

#include "core/base/bytes.h"
#include "core/base/reader.h"
#include "core/base/result.h"
#include "core/crdt/yjs/id.h"

namespace core::crdt::yjs {

// JavaScript has no limit, and people keep whole documents in one value; but who reads a value must
// be able to return from its depth.
inline constexpr std::size_t any_depth_max = 256;

// Numbers that columns write doubled need one bit more.
inline constexpr std::uint64_t doubled_number_max = 2 * number_max + 1;

// Has a sign of its own, since -0 is not 0: where repetitions are counted it says so of 0.
struct SignedNumber {
    std::uint64_t magnitude = 0;
    bool is_negative = false;

    friend bool operator==(const SignedNumber&, const SignedNumber&) = default;
};

namespace lib0_internal {
Result<std::uint64_t> read_long_var_uint(Reader& reader);
Result<SignedNumber> read_long_var_int(Reader& reader, std::uint64_t magnitude_max);
void append_long_var_uint(Buffer& buffer, std::uint64_t number);
}  // namespace lib0_internal

// Up to number_max, in more bytes than needed if the writer liked.
inline Result<std::uint64_t> read_var_uint(Reader& reader) {
    const Bytes bytes = reader.rest();
    if (!bytes.empty() && bytes[0] < std::byte{0x80}) [[likely]]
        return reader.u8();
    return lib0_internal::read_long_var_uint(reader);
}
inline Result<SignedNumber> read_var_int(Reader& reader, std::uint64_t magnitude_max = number_max) {
    const Bytes bytes = reader.rest();
    if (bytes.empty() || bytes[0] >= std::byte{0x80}) [[unlikely]]
        return lib0_internal::read_long_var_int(reader, magnitude_max);
    const unsigned byte = TRY(reader.u8());
    return SignedNumber{.magnitude = byte & 0x3f, .is_negative = (byte & 0x40) != 0};
}
Result<Bytes> read_var_bytes(Reader& reader);

struct Text {
    std::string_view utf8;
    std::uint64_t units = 0;  // Of UTF-16.
};
// Error::malformed if it is not UTF-8.
Result<Text> read_text(Reader& reader);

// What stands in for half of a surrogate pair: U+FFFD.
inline constexpr std::string_view replacement = "\xef\xbf\xbd";

// The UTF-16 units of UTF-8; Error::malformed if it is none.
Result<std::uint64_t> utf16_units(std::string_view text);
// The place in UTF-8 behind `units` units from the beginning. If that is within a surrogate pair,
// the place in front of it, and `is_cut`.
struct UnitPlace {
    std::size_t size = 0;
    bool is_cut = false;
    bool is_there = true;  // Or the text ends before.
};
UnitPlace place_of_unit(std::string_view text, std::uint64_t units);
// The same in a text of `length` units, in which the place is: it is looked for from the nearer
// end, so that a text that is cut to pieces is not gone through once for each of them.
UnitPlace place_of_unit(std::string_view text, std::uint64_t units, std::uint64_t length);

inline void append_byte(Buffer& buffer, std::uint8_t byte) {
    buffer.push_back(static_cast<std::byte>(byte));
}
inline void append_var_uint(Buffer& buffer, std::uint64_t number) {
    if (number < 0x80) [[likely]]
        return append_byte(buffer, static_cast<std::uint8_t>(number));
    lib0_internal::append_long_var_uint(buffer, number);
}
void append_var_int(Buffer& buffer, SignedNumber number);
void append_text(Buffer& buffer, std::string_view text);
void append_var_bytes(Buffer& buffer, Bytes bytes);
void append_float32(Buffer& buffer, float number);
void append_float64(Buffer& buffer, double number);

// One step into an `any`: a value without parts, or the beginning of one with `count` of them. Of
// an object each part is a text, its key, and a value.
struct AnyToken {
    enum class Tag : std::uint8_t {
        bytes = 116,
        array = 117,
        object = 118,
        text = 119,
        yes = 120,
        no = 121,
        bigint = 122,
        float64 = 123,
        float32 = 124,
        integer = 125,
        null = 126,
        undefined = 127,
    };

    Tag tag = Tag::undefined;
    std::uint64_t count = 0;
    std::string_view bytes;  // Of text and bytes.
    double number = 0;       // Of integer and both floats.
    std::int64_t bigint = 0;
};
// No count is larger than what follows could hold.
Result<AnyToken> read_any_token(Reader& reader);

// The bytes of a whole `any`, checked. Error::too_deep beyond any_depth_max.
Result<std::string_view> read_any(Reader& reader);

}  // namespace core::crdt::yjs

// Texts are checked and counted in runs of eight bytes of ASCII; the size of UTF-8 and its UTF-16
// units differ only behind the first byte that is none.
#include "core/crdt/yjs/lib0.h"

#include <algorithm>
#include <array>
#include <bit>

#include "core/base/assert.h"
#include "core/codec/utf8.h"

namespace core::crdt::yjs {
namespace {

// JavaScript reads on and on through groups of zeros. Nobody writes them; eight hold every number.
constexpr std::size_t groups_max = 10;

// A number whose first byte has `first_bits` of it, after signs and the mark that more follows.
Result<std::uint64_t> read_groups(Reader& reader, unsigned first_bits, std::uint64_t largest) {
    const Bytes rest = reader.rest();
    if (rest.empty()) return fail(Error::truncated);
    const auto byte_at = [bytes = rest.data()](std::size_t i) {
        return static_cast<std::uint8_t>(bytes[i]);
    };
    const std::size_t end = std::min(rest.size(), groups_max);
    std::uint64_t number = byte_at(0) & ((1u << first_bits) - 1);
    std::size_t last = 0;
    for (unsigned shift = first_bits; byte_at(last) >= 0x80; shift += 7) {
        if (++last == end) return fail(end < groups_max ? Error::truncated : Error::too_large);
        const std::uint64_t group = byte_at(last) & 0x7fu;
        if (shift < 56)
            number |= group << shift;
        else if (group != 0)
            return fail(Error::too_large);
    }
    if (number > largest) return fail(Error::too_large);
    TRY(reader.take(last + 1));
    return number;
}

bool is_continuation(char byte) { return (byte & 0xc0) == 0x80; }
bool is_four_bytes(char byte) { return static_cast<unsigned char>(byte) >= 0xf0; }

std::size_t ascii_prefix(std::string_view text) {
    std::size_t at = 0;
    for (std::uint64_t word; text.size() - at >= sizeof word; at += sizeof word) {
        std::memcpy(&word, text.data() + at, sizeof word);
        if ((word & 0x8080808080808080) != 0) break;
    }
    while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
    return at;
}

template <class Unsigned>
void append_big_endian(Buffer& buffer, Unsigned bits) {
    const auto bytes = std::bit_cast<std::array<std::byte, sizeof bits>>(std::byteswap(bits));
    append(buffer, bytes);
}

std::uint64_t units_of_checked(std::string_view text) {
    std::uint64_t units = 0;
    for (const char byte : text)
        units += static_cast<unsigned>(!is_continuation(byte)) + is_four_bytes(byte);
    return units;
}

}  // namespace

namespace lib0_internal {

Result<std::uint64_t> read_long_var_uint(Reader& reader) {
    return read_groups(reader, 7, number_max);
}

void append_long_var_uint(Buffer& buffer, std::uint64_t number) {
    for (; number >= 0x80; number >>= 7)
        append_byte(buffer, static_cast<std::uint8_t>(number | 0x80));
    append_byte(buffer, static_cast<std::uint8_t>(number));
}

Result<SignedNumber> read_long_var_int(Reader& reader, std::uint64_t magnitude_max) {
    const Bytes bytes = reader.rest();
    const std::uint64_t magnitude = TRY(read_groups(reader, 6, magnitude_max));
    return SignedNumber{.magnitude = magnitude,
                        .is_negative = (bytes[0] & std::byte{0x40}) != std::byte{}};
}

}  // namespace lib0_internal

Result<Bytes> read_var_bytes(Reader& reader) {
    Reader ahead = reader;
    const std::uint64_t size = TRY(read_var_uint(ahead));
    const Bytes bytes = TRY(ahead.take(size));
    reader = ahead;
    return bytes;
}

Result<Text> read_text(Reader& reader) {
    Reader ahead = reader;
    const std::string_view text = as_text(TRY(read_var_bytes(ahead)));
    const std::uint64_t units = TRY(utf16_units(text));
    reader = ahead;
    return Text{.utf8 = text, .units = units};
}

Result<std::uint64_t> utf16_units(std::string_view text) {
    const std::size_t ascii = ascii_prefix(text);
    if (ascii == text.size()) return ascii;
    const std::string_view rest = text.substr(ascii);
    if (!codec::is_utf8(rest)) return fail(Error::malformed);
    return ascii + units_of_checked(rest);
}

UnitPlace place_of_unit(std::string_view text, std::uint64_t units) {
    std::size_t at = 0;
    while (units > 0) {
        // As far as it is ASCII, a unit is a byte.
        const std::string_view rest = text.substr(at);
        const std::size_t ascii = ascii_prefix(
            rest.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(units, rest.size()))));
        at += ascii;
        units -= ascii;
        if (units == 0) break;
        if (at == text.size()) return {.size = at, .is_there = false};
        if (is_four_bytes(text[at]) && units == 1) return {.size = at, .is_cut = true};
        units -= is_four_bytes(text[at]) ? 2u : 1u;
        do ++at;
        while (at < text.size() && is_continuation(text[at]));
    }
    return {.size = at};
}

UnitPlace place_of_unit(std::string_view text, std::uint64_t units, std::uint64_t length) {
    if (text.size() == length) return {.size = static_cast<std::size_t>(units)};
    if (units <= length / 2) return place_of_unit(text, units);
    std::size_t at = text.size();
    for (std::uint64_t left = length - units; left > 0; --left) {
        do --at;
        while (is_continuation(text[at]));
        if (!is_four_bytes(text[at])) continue;
        if (left == 1) return {.size = at, .is_cut = true};
        --left;
    }
    return {.size = at};
}

void append_var_int(Buffer& buffer, SignedNumber number) {
    const unsigned sign = number.is_negative ? 0x40 : 0;
    const unsigned low = static_cast<unsigned>(number.magnitude & 0x3f);
    const unsigned more = number.magnitude > 0x3f ? 0x80 : 0;
    append_byte(buffer, static_cast<std::uint8_t>(more | sign | low));
    if (more != 0) append_var_uint(buffer, number.magnitude >> 6);
}

void append_text(Buffer& buffer, std::string_view text) {
    append_var_bytes(buffer, as_bytes(text));
}

void append_var_bytes(Buffer& buffer, Bytes bytes) {
    append_var_uint(buffer, bytes.size());
    append(buffer, bytes);
}

void append_float32(Buffer& buffer, float number) {
    append_big_endian(buffer, std::bit_cast<std::uint32_t>(number));
}

void append_float64(Buffer& buffer, double number) {
    append_big_endian(buffer, std::bit_cast<std::uint64_t>(number));
}

Result<AnyToken> read_any_token(Reader& reader) {
    using TokenTag = AnyToken::Tag;
    Reader ahead = reader;
    const std::uint8_t tag = TRY(ahead.u8());
    if (tag < static_cast<std::uint8_t>(TokenTag::bytes) ||
        tag > static_cast<std::uint8_t>(TokenTag::undefined))
        return fail(Error::malformed);
    AnyToken token;
    token.tag = static_cast<TokenTag>(tag);
    switch (token.tag) {
        case TokenTag::undefined:
        case TokenTag::null:
        case TokenTag::yes:
        case TokenTag::no: break;
        case TokenTag::integer: {
            const SignedNumber number = TRY(read_var_int(ahead));
            const auto magnitude = static_cast<double>(number.magnitude);
            token.number = number.is_negative ? -magnitude : magnitude;
            break;
        }
        case TokenTag::float32:
            token.number = static_cast<double>(std::bit_cast<float>(TRY(ahead.u32_be())));
            break;
        case TokenTag::float64: token.number = std::bit_cast<double>(TRY(ahead.u64_be())); break;
        case TokenTag::bigint:
            token.bigint = std::bit_cast<std::int64_t>(TRY(ahead.u64_be()));
            break;
        case TokenTag::text: token.bytes = TRY(read_text(ahead)).utf8; break;
        case TokenTag::bytes: token.bytes = as_text(TRY(read_var_bytes(ahead))); break;
        case TokenTag::array:
            token.count = TRY(read_var_uint(ahead));
            if (token.count > ahead.remaining()) return fail(Error::truncated);
            break;
        case TokenTag::object:
            token.count = TRY(read_var_uint(ahead));
            if (token.count > ahead.remaining() / 2) return fail(Error::truncated);
            break;
    }
    reader = ahead;
    return token;
}

Result<std::string_view> read_any(Reader& reader) {
    struct Open {
        std::uint64_t left;
        bool is_object;
    };
    std::array<Open, any_depth_max> open;
    std::size_t depth = 0;
    Reader ahead = reader;
    do {
        if (depth > 0 && open[depth - 1].is_object) TRY(read_text(ahead));
        const AnyToken token = TRY(read_any_token(ahead));
        if (depth > 0) --open[depth - 1].left;
        const bool is_object = token.tag == AnyToken::Tag::object;
        if (is_object || token.tag == AnyToken::Tag::array) {
            if (depth == any_depth_max) return fail(Error::too_deep);
            if (token.count > 0) open[depth++] = {token.count, is_object};
        }
        while (depth > 0 && open[depth - 1].left == 0) --depth;
    } while (depth > 0);
    const std::size_t size = ahead.position() - reader.position();
    const std::string_view bytes = as_text(reader.rest().first(size));
    reader = ahead;
    return bytes;
}

}  // namespace core::crdt::yjs

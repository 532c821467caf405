// Multibase: bytes as text whose first character names the base (rules MB1–MB6, spec/codec.md).
// Without that character the same digits serve where the base is agreed, as in peer ids.
//
// Decoding is canonical up to the case of letters in the bases where case does not matter: no two
// other texts give the same bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace core::codec {

// Each value is the base's own first character.
enum class Base : char {
    base16 = 'f',
    base16_upper = 'F',
    base32 = 'b',
    base32_upper = 'B',
    base32_pad = 'c',
    base32_pad_upper = 'C',
    base32hex = 'v',
    base32hex_upper = 'V',
    base32hex_pad = 't',
    base32hex_pad_upper = 'T',
    base36 = 'k',
    base36_upper = 'K',
    base58btc = 'z',
    base64 = 'm',
    base64_pad = 'M',
    base64url = 'u',
    base64url_pad = 'U',
};

// Bases 36 and 58 are no powers of two: converting takes the square of the length. This is several
// times what any hash or key we name in them needs.
inline constexpr std::size_t radix_digits_max = 256;
inline constexpr std::size_t radix_size_max = 128;

// At most radix_size_max bytes in bases 36 and 58.
[[nodiscard]] std::string encode_base(Base base, Bytes bytes);
Result<Buffer> decode_base(Base base, std::string_view digits);

[[nodiscard]] std::string encode_multibase(Base base, Bytes bytes);
Result<Buffer> decode_multibase(std::string_view text);

}  // namespace core::codec

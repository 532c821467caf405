// UTF-8 (RFC 3629): what counts as text at the borders of the brain. Surrogates, longer forms than
// needed and numbers above U+10FFFF are not text (rule JS3, spec/codec.md).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace core::codec {

inline constexpr std::size_t code_point_size_max = 4;

[[nodiscard]] bool is_utf8(std::string_view text);

// How many code points there are in UTF-8.
[[nodiscard]] std::size_t code_point_count(std::string_view text);

// Takes the first code point off UTF-8 that is not empty.
[[nodiscard]] char32_t take_code_point(std::string_view& text);

// Takes about so many bytes off the front, and a few more rather than half of a code point. Of text
// that is not UTF-8, anything but nothing.
[[nodiscard]] std::string_view take_whole(std::string_view& text, std::size_t size);

// The code point must be one: at most U+10FFFF and no surrogate.
void append_utf8(std::string& text, char32_t code_point);

}  // namespace core::codec

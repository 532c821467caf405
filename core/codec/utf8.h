// UTF-8 (RFC 3629): what counts as text at the borders of the brain. Surrogates, longer forms than
// needed and numbers above U+10FFFF are not text (rule JS3, spec/codec.md).
#pragma once

#include <string>
#include <string_view>

namespace core::codec {

[[nodiscard]] bool is_utf8(std::string_view text);

// The code point must be one: at most U+10FFFF and no surrogate.
void append_utf8(std::string& text, char32_t code_point);

}  // namespace core::codec

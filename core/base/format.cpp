// Filling in the holes. The compiler has checked that the text and the arguments fit.
#include "core/base/format.h"

#include "core/base/assert.h"
#include "core/base/hex.h"

namespace core {
namespace {

// Digit by digit: std::to_chars would bring its tables along, two kilobytes of the WebAssembly
// module.
void append_number(std::string& text, std::uint64_t number, unsigned base) {
    std::array<char, 20> digits;  // 2^64 has twenty decimal digits.
    std::size_t first = digits.size();
    do {
        digits[--first] = "0123456789abcdef"[number % base];
        number /= base;
    } while (number > 0);
    text.append(digits.data() + first, digits.size() - first);
}

}  // namespace

void FormatArgument::append_to(std::string& text, std::string_view specification) const {
    switch (kind_) {
        case Kind::negative: text += '-'; [[fallthrough]];
        case Kind::number: return append_number(text, number_, specification == ":x" ? 16 : 10);
        case Kind::character: text += static_cast<char>(number_); return;
        case Kind::text: text += text_; return;
        case Kind::bytes: text += to_hex(as_bytes(text_)); return;
    }
}

void append_formatted(std::string& out, std::string_view text,
                      std::span<const FormatArgument> arguments) {
    std::size_t used = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '{') {
            out += text[at];
            continue;
        }
        const std::size_t open = at + 1;
        while (text[at] != '}') ++at;
        ASSERT(used < arguments.size());
        arguments[used++].append_to(out, text.substr(open, at - open));
    }
    ASSERT(used == arguments.size());
}

}  // namespace core

// Any text is written at any level and reads back as itself, at that level or better, or is too
// large for the largest code.
#include <string>

#include "core/base/assert.h"
#include "core/codec/qr.h"
#include "core/codec/qr_twin.h"
#include "core/testing/fuzz.h"

namespace core::codec {
namespace {

// Few inputs have only digits or only capitals, unless one makes them so.
std::string text_of(unsigned kind, Bytes bytes) {
    constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    std::string text(as_text(bytes));
    const std::size_t count = kind == 0 ? 10 : alphabet.size();
    if (kind < 2)
        for (char& letter : text) letter = alphabet[static_cast<unsigned char>(letter) % count];
    return text;
}

std::size_t bits_in_bytes(std::size_t size) { return 4 + 16 + 8 * size; }

}  // namespace
}  // namespace core::codec

FUZZ(qr) {
    using namespace core::codec;
    if (input.empty()) return;
    const auto choice = std::to_integer<unsigned>(input.front());
    const auto level = static_cast<QrCorrection>(choice % 4);
    const std::string text = text_of(choice / 4 % 4, input.subspan(1));
    const auto code = encode_qr(text, level);
    if (!code) {
        ASSERT(code.error() == core::Error::too_large);
        ASSERT(bits_in_bytes(text.size()) > qr_layout(qr_version_max, level).data_size() * 8);
        return;
    }
    const auto read = read_qr(*code);
    ASSERT(read.has_value());
    ASSERT(read->text == text);
    ASSERT(read->level >= level);
}

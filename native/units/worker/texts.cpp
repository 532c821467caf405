// UTF-8 to UTF-16 and back.
#include "native/units/worker/texts.h"

#include <algorithm>
#include <span>
#include <vector>

#include "core/codec/utf8.h"

namespace native::units {
namespace {

constexpr char32_t replacement = 0xfffd;

void append_utf16(std::vector<JSChar>& units, char32_t point) {
    if (point < 0x10000) {
        units.push_back(static_cast<JSChar>(point));
        return;
    }
    units.push_back(static_cast<JSChar>(0xd800 + ((point - 0x10000) >> 10)));
    units.push_back(static_cast<JSChar>(0xdc00 + ((point - 0x10000) & 0x3ff)));
}

unsigned char byte_of(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(text[at]);
}

// What may follow the first byte of a sequence.
bool is_second(unsigned char first, unsigned char second) {
    const unsigned char least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const unsigned char most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    return second >= least && second <= most;
}

// How much of the text begins a code point and is then no more: at least a byte, one replacement.
std::size_t broken_size(std::string_view text) {
    const unsigned char first = byte_of(text, 0);
    if (first < 0xc2 || first > 0xf4 || text.size() < 2) return 1;
    if (!is_second(first, byte_of(text, 1))) return 1;
    const std::size_t whole = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    std::size_t size = 2;
    while (size < whole && size < text.size() && (byte_of(text, size) & 0xc0) == 0x80) ++size;
    return size;
}

// How long the code point is that the text begins with; 0 if it begins with none.
std::size_t sound_size(std::string_view text) {
    const unsigned char first = byte_of(text, 0);
    const std::size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    return text.size() >= size && core::codec::is_utf8(text.substr(0, size)) ? size : 0;
}

std::vector<JSChar> utf16_of(std::string_view text) {
    std::vector<JSChar> units;
    units.reserve(text.size());
    while (!text.empty()) {
        if (byte_of(text, 0) < 0x80) {
            units.push_back(byte_of(text, 0));
            text.remove_prefix(1);
        } else if (const std::size_t size = sound_size(text)) {
            std::string_view point = text.substr(0, size);
            append_utf16(units, core::codec::take_code_point(point));
            text.remove_prefix(size);
        } else {
            append_utf16(units, replacement);
            text.remove_prefix(broken_size(text));
        }
    }
    return units;
}

bool is_high(JSChar unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low(JSChar unit) { return unit >= 0xdc00 && unit < 0xe000; }

char32_t take_point(std::span<const JSChar>& units) {
    const JSChar first = units[0];
    units = units.subspan(1);
    if (is_high(first) && !units.empty() && is_low(units[0])) {
        const char32_t low = units[0];
        units = units.subspan(1);
        return 0x10000 + ((char32_t{first} - 0xd800) << 10) + (low - 0xdc00);
    }
    return is_high(first) || is_low(first) ? replacement : char32_t{first};
}

}  // namespace

EngineText::EngineText(std::string_view utf8) : text_(nullptr) {
    const std::vector<JSChar> units = utf16_of(utf8);
    text_ = JSStringCreateWithCharacters(units.data(), units.size());
}

std::string EngineText::utf8() const {
    std::string text;
    if (text_ == nullptr) return text;
    std::span<const JSChar> units(JSStringGetCharactersPtr(text_), JSStringGetLength(text_));
    text.reserve(units.size());
    while (!units.empty()) core::codec::append_utf8(text, take_point(units));
    return text;
}

}  // namespace native::units

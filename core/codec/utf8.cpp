// Checks by the table of well-formed sequences (Unicode, table 3-7): what the first byte allows
// decides the range of the second, all further ones are alike. Runs of ASCII go eight bytes at a
// time.
#include "core/codec/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "core/base/assert.h"

namespace core::codec {
namespace {

struct Lead {
    std::size_t size;  // Of the whole sequence; 0 if no sequence begins so.
    std::uint8_t second_min;
    std::uint8_t second_max;
};

constexpr Lead lead_of(std::uint8_t byte) {
    if (byte < 0xc2) return {0, 0, 0};
    if (byte < 0xe0) return {2, 0x80, 0xbf};
    if (byte < 0xf0)
        return {3, static_cast<std::uint8_t>(byte == 0xe0 ? 0xa0 : 0x80),
                static_cast<std::uint8_t>(byte == 0xed ? 0x9f : 0xbf)};
    if (byte < 0xf5)
        return {4, static_cast<std::uint8_t>(byte == 0xf0 ? 0x90 : 0x80),
                static_cast<std::uint8_t>(byte == 0xf4 ? 0x8f : 0xbf)};
    return {0, 0, 0};
}

std::uint8_t byte_at(std::string_view text, std::size_t at) {
    return static_cast<std::uint8_t>(text[at]);
}

// The size of the sequence that is not ASCII and begins the text; 0 if it is malformed.
std::size_t sequence_size(std::string_view text) {
    const Lead lead = lead_of(byte_at(text, 0));
    if (lead.size == 0 || text.size() < lead.size) return 0;
    const std::uint8_t second = byte_at(text, 1);
    if (second < lead.second_min || second > lead.second_max) return 0;
    for (std::size_t i = 2; i < lead.size; ++i)
        if ((byte_at(text, i) & 0xc0) != 0x80) return 0;
    return lead.size;
}

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        std::uint64_t word = UINT64_MAX;
        if (text.size() >= sizeof word) std::memcpy(&word, text.data(), sizeof word);
        if ((word & 0x8080808080808080) == 0) {
            text.remove_prefix(sizeof word);
        } else if (byte_at(text, 0) < 0x80) {
            text.remove_prefix(1);
        } else {
            const std::size_t size = sequence_size(text);
            if (size == 0) return false;
            text.remove_prefix(size);
        }
    }
    return true;
}

std::size_t code_point_count(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char byte) { return (byte & 0xc0) != 0x80; }));
}

char32_t take_code_point(std::string_view& text) {
    const char32_t first = byte_at(text, 0);
    if (first < 0x80) {
        text.remove_prefix(1);
        return first;
    }
    const std::size_t size = lead_of(static_cast<std::uint8_t>(first)).size;
    ASSERT(size > 0 && size <= text.size());
    // Of the first byte the bits behind the mark of the size count, of the others six.
    char32_t code_point = first & (0x7fu >> size);
    for (std::size_t i = 1; i < size; ++i)
        code_point = code_point << 6 | (byte_at(text, i) & 0x3fu);
    text.remove_prefix(size);
    return code_point;
}

std::string_view take_whole(std::string_view& text, std::size_t size) {
    size = std::min(size, text.size());
    while (size < text.size() && (text[size] & 0xc0) == 0x80) ++size;
    const std::string_view whole = text.substr(0, size);
    text.remove_prefix(size);
    return whole;
}

void append_utf8(std::string& text, char32_t code_point) {
    ASSERT(code_point <= 0x10ffff && (code_point < 0xd800 || code_point > 0xdfff));
    const auto byte = [&](char32_t bits) { text += static_cast<char>(bits); };
    if (code_point < 0x80) return byte(code_point);
    if (code_point < 0x800) {
        byte(0xc0 | code_point >> 6);
    } else {
        if (code_point < 0x10000) {
            byte(0xe0 | code_point >> 12);
        } else {
            byte(0xf0 | code_point >> 18);
            byte(0x80 | (code_point >> 12 & 0x3f));
        }
        byte(0x80 | (code_point >> 6 & 0x3f));
    }
    byte(0x80 | (code_point & 0x3f));
}

}  // namespace core::codec

// Most text is ASCII, and is copied as it lies there.
#include "core/crdt/text/glyphs.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/codec/utf8.h"

namespace core::crdt {
namespace {

std::uint32_t width_of(char32_t glyph) { return glyph < 0x100 ? 1 : glyph < 0x10000 ? 2 : 4; }

// How much of the beginning is ASCII.
std::size_t ascii_size(std::string_view text) {
    const auto is_other = [](char byte) { return static_cast<std::uint8_t>(byte) >= 0x80; };
    return static_cast<std::size_t>(std::ranges::find_if(text, is_other) - text.begin());
}

}  // namespace

char32_t Glyphs::Page::at(std::uint32_t index) const {
    ASSERT((index + 1) * width <= bytes.size());
    char32_t glyph = 0;
    std::memcpy(&glyph, bytes.data() + index * width, width);
    return glyph;
}

void Glyphs::Page::widen(std::uint32_t wider) {
    Buffer widened(bytes.size() / width * wider);
    for (std::size_t i = 0; i < bytes.size() / width; ++i)
        std::memcpy(widened.data() + i * wider, bytes.data() + i * width, width);
    bytes = std::move(widened);
    width = wider;
}

// Behind the first pages come more: the next will be full as well.
void Glyphs::Page::make_room(std::size_t end, std::uint32_t number) {
    if (end <= bytes.size()) return;
    if (number > 0) bytes.reserve(std::size_t{page_size} * width);
    bytes.resize(end);
}

void Glyphs::put(std::uint32_t counter, char32_t glyph) {
    Page& page = ensure_page(counter / page_size);
    const std::size_t index = counter % page_size;
    // What typing does. Copying so few bytes is a call in WebAssembly.
    if (glyph < 0x80 && page.width == 1 && index > 0 && index == page.bytes.size())
        return page.bytes.push_back(static_cast<std::byte>(glyph));
    if (width_of(glyph) > page.width) page.widen(width_of(glyph));
    const std::size_t at = index * page.width;
    page.make_room(at + page.width, counter / page_size);
    std::memcpy(page.bytes.data() + at, &glyph, page.width);
    page.is_ascii = page.is_ascii && glyph < 0x80;
}

void Glyphs::put(std::uint32_t counter, std::string_view characters) {
    while (characters.size() > 1) {
        Page& page = ensure_page(counter / page_size);
        const std::size_t at = counter % page_size;
        const std::size_t count = ascii_size(characters.substr(0, page_size - at));
        if (count == 0 || page.width > 1) {
            put(counter++, codec::take_code_point(characters));
            continue;
        }
        page.make_room(at + count, counter / page_size);
        copy(MutableBytes(page.bytes).subspan(at), as_bytes(characters.substr(0, count)));
        characters.remove_prefix(count);
        counter += static_cast<std::uint32_t>(count);
    }
    if (!characters.empty()) put(counter, static_cast<std::uint8_t>(characters.front()));
}

Glyphs::Page& Glyphs::ensure_page(std::uint32_t number) {
    constexpr std::uint32_t gap_max = 8;
    if (number < pages_.size()) return pages_[number];
    if (number > pages_.size() + gap_max) return far_.ensure(number);
    pages_.resize(number + 1);
    while (!far_.empty() && far_.begin()->first <= number) {
        const std::uint32_t near = far_.begin()->first;
        pages_[near] = std::move(far_.begin()->second);
        far_.erase(near);
    }
    return pages_[number];
}

char32_t Glyphs::at(std::uint32_t counter) const {
    return page(counter / page_size).at(counter % page_size);
}

void Glyphs::append_to(std::string& text, std::uint32_t counter, std::uint32_t size) const {
    while (size > 0) {
        const Page& from = page(counter / page_size);
        const std::uint32_t index = counter % page_size;
        const std::uint32_t count = std::min(size, page_size - index);
        if (from.is_ascii)
            text += as_text(Bytes(from.bytes).subspan(index, count));
        else
            for (std::uint32_t i = 0; i < count; ++i) codec::append_utf8(text, from.at(index + i));
        counter += count;
        size -= count;
    }
}

std::uint32_t Glyphs::wide_count(std::uint32_t counter, std::uint32_t size) const {
    std::uint32_t wide = 0;
    while (size > 0) {
        const Page& page = pages_[counter / page_size];
        const std::uint32_t index = counter % page_size;
        const std::uint32_t count = std::min(size, page_size - index);
        if (page.width == 4)
            for (std::uint32_t i = 0; i < count; ++i) wide += page.at(index + i) > 0xffff ? 1 : 0;
        counter += count;
        size -= count;
    }
    return wide;
}

}  // namespace core::crdt

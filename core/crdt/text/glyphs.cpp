// Most text is ASCII, and is copied as it lies there.
#include "core/crdt/text/glyphs.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/codec/utf8.h"

namespace core::crdt {
namespace {

std::uint32_t width_of(char32_t glyph) { return glyph < 0x100 ? 1 : glyph < 0x10000 ? 2 : 4; }

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

void Glyphs::put(std::uint32_t counter, char32_t glyph) {
    const std::uint32_t number = counter / page_size;
    Page& page = ensure_page(number);
    if (width_of(glyph) > page.width) page.widen(width_of(glyph));
    const std::size_t at = counter % page_size * page.width;
    if (at + page.width > page.bytes.size()) {
        // Behind the first pages come more: the next will be full as well.
        if (number > 0) page.bytes.reserve(std::size_t{page_size} * page.width);
        page.bytes.resize(at + page.width);
    }
    std::memcpy(page.bytes.data() + at, &glyph, page.width);
    page.is_ascii = page.is_ascii && glyph < 0x80;
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

// Glyphs keeps the characters of one author by the counters they were inserted under. A page takes
// one, two or four bytes for each character, as many as its widest needs, and what was never
// inserted takes none where a whole page is missing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/ordered_map.h"

namespace core::crdt {

class Glyphs {
public:
    void put(std::uint32_t counter, char32_t glyph);
    // UTF-8, under counters that count on.
    void put(std::uint32_t counter, std::string_view characters);
    [[nodiscard]] char32_t at(std::uint32_t counter) const;
    // As UTF-8.
    void append_to(std::string& text, std::uint32_t counter, std::uint32_t size) const;
    // How many of them are above U+FFFF.
    [[nodiscard]] std::uint32_t wide_count(std::uint32_t counter, std::uint32_t size) const;

private:
    static constexpr std::uint32_t page_size = 1024;

    struct Page {
        std::uint32_t width = 1;
        bool is_ascii = true;
        Buffer bytes;

        void widen(std::uint32_t width);
        void make_room(std::size_t end, std::uint32_t number);
        [[nodiscard]] char32_t at(std::uint32_t index) const;
    };

    [[nodiscard]] Page& ensure_page(std::uint32_t number);
    [[nodiscard]] const Page& page(std::uint32_t number) const {
        return number < pages_.size() ? pages_[number] : *far_.find(number);
    }

    // From the first on, and those behind a wide gap: a counter alone makes no pages.
    std::vector<Page> pages_;
    OrderedMap<std::uint32_t, Page> far_;
};

}  // namespace core::crdt

// Characters keeps what was typed into all texts of a document, by the events that typed it.
#pragma once

#include <string>
#include <string_view>

#include "core/base/flat_map.h"
#include "core/codec/utf8.h"
#include "core/crdt/dot.h"
#include "core/crdt/text/glyphs.h"

namespace core::crdt {

class Characters {
public:
    // The characters are UTF-8.
    void put(Dot first, std::string_view characters) {
        Glyphs& glyphs = glyphs_.ensure(first.author);
        auto counter = static_cast<std::uint32_t>(first.counter);
        while (!characters.empty()) {
            const char32_t glyph = codec::take_code_point(characters);
            has_wide_ = has_wide_ || glyph > 0xffff;
            glyphs.put(counter++, glyph);
        }
    }
    void append_to(std::string& text, Dot first, std::uint32_t size) const {
        glyphs_.find(first.author)
            ->append_to(text, static_cast<std::uint32_t>(first.counter), size);
    }
    // How many of them are above U+FFFF, and whether any ever was.
    [[nodiscard]] std::uint32_t wide_count(Dot first, std::uint32_t size) const {
        if (!has_wide_) return 0;
        return glyphs_.find(first.author)
            ->wide_count(static_cast<std::uint32_t>(first.counter), size);
    }
    [[nodiscard]] bool has_wide() const { return has_wide_; }

private:
    FlatMap<Author, Glyphs> glyphs_;
    bool has_wide_ = false;
};

}  // namespace core::crdt

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
        while (!characters.empty()) glyphs.put(counter++, codec::take_code_point(characters));
    }
    void append_to(std::string& text, Dot first, std::uint32_t size) const {
        glyphs_.find(first.author)
            ->append_to(text, static_cast<std::uint32_t>(first.counter), size);
    }

private:
    FlatMap<Author, Glyphs> glyphs_;
};

}  // namespace core::crdt

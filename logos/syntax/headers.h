// What a header line says of the section under it. Sections of kinds that nobody knows are prose.
#pragma once

#include <string_view>

#include "logos/syntax/token.h"

namespace logos {

struct Header {
    Section section = Section::prose;
    std::string_view meant;  // Of a header that is nearly a known one: that one.
};

// Of the text behind the signs.
Header read_header(std::string_view text);

// Whether any line of a source is a header of a section that is run.
bool has_sections(std::string_view source);

}  // namespace logos

// Answers for people: one value a line, lists of objects as tables. Rule CX3, spec/command.md.
#pragma once

#include <string>
#include <string_view>

#include "core/codec/json.h"

namespace command {

// Nothing in it moves a terminal's cursor or colours it, whatever somebody put into a document.
[[nodiscard]] std::string render(const core::codec::JsonValue& value);

// With blanks behind it, up to so many characters.
[[nodiscard]] std::string padded(std::string text, std::size_t width);

// On standard output, at once.
void print_line(std::string_view line);

}  // namespace command

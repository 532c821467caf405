// Names of files that carry a number, in 16 hexadecimal digits: so they are in the order of their
// numbers, and there is one way to write each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace core::store {

[[nodiscard]] std::string numbered_name(std::string_view prefix, std::uint64_t number,
                                        std::string_view suffix = {});
// Nothing if the text is no such name, or the number is 0.
[[nodiscard]] std::optional<std::uint64_t> read_numbered_name(std::string_view prefix,
                                                              std::string_view text,
                                                              std::string_view suffix = {});

}  // namespace core::store

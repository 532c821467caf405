// TOML 1.0 as far as settings need it: tables, and in them texts on one line, whole decimal
// numbers, true, false and lists of texts. What is read here means the same to every reader of
// TOML; what is not read here (dotted keys, dates, inline tables, …) is refused with its line,
// never skipped. Rules TM1–TM6, spec/command.md.
//
//     [run]                       # a comment
//     id = "Alpha"
//     listen = ["/ip4/0.0.0.0/tcp/4001"]
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/variant.h"

namespace native::toml {

inline constexpr std::size_t text_size_max = std::size_t{64} << 10;
inline constexpr std::size_t table_depth_max = 8;

using Value = core::Variant<std::string, std::int64_t, bool, std::vector<std::string>>;
// Names from the outermost table inwards; none is the document itself.
using Path = std::vector<std::string>;

struct Entry {
    Path table;
    std::string key;
    Value value;
    std::size_t line = 0;  // From 1.
};
struct Table {
    Path path;
    std::size_t line = 0;
};

// In the order of the text.
struct Document {
    std::vector<Table> tables;
    std::vector<Entry> entries;
};

struct Problem {
    std::size_t line = 0;
    std::string what;  // A sentence.
};

[[nodiscard]] std::expected<Document, Problem> parse(std::string_view text);

}  // namespace native::toml

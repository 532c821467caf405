// Writing and reading names with numbers.
#include "core/store/numbered_name.h"

#include "core/base/hex.h"
#include "core/base/reader.h"
#include "core/base/writer.h"

namespace core::store {

std::string numbered_name(std::string_view prefix, std::uint64_t number, std::string_view suffix) {
    std::array<std::byte, sizeof number> bytes;
    SpanWriter writer(bytes);
    writer.u64_be(number);
    std::string name(prefix);
    name += to_hex(bytes);
    name += suffix;
    return name;
}

std::optional<std::uint64_t> read_numbered_name(std::string_view prefix, std::string_view text,
                                                std::string_view suffix) {
    if (!text.starts_with(prefix) || !text.ends_with(suffix) ||
        text.size() != prefix.size() + 2 * sizeof(std::uint64_t) + suffix.size())
        return std::nullopt;
    const auto bytes = from_hex(text.substr(prefix.size(), 2 * sizeof(std::uint64_t)));
    if (!bytes) return std::nullopt;
    const std::uint64_t number = *Reader(*bytes).u64_be();
    // Upper-case digits are another name.
    if (number == 0 || numbered_name(prefix, number, suffix) != text) return std::nullopt;
    return number;
}

}  // namespace core::store

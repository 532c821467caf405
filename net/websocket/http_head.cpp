// Fields by the grammar of RFC 9112, without folding.
#include "net/websocket/http_head.h"

#include <algorithm>
#include <array>

namespace net::websocket {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view blanks = " \t";

constexpr std::array<bool, 256> token_characters = [] {
    std::array<bool, 256> table{};
    for (const char c : std::string_view("!#$%&'*+-.^_`|~"))
        table[static_cast<unsigned char>(c)] = true;
    for (unsigned char c = '0'; c <= '9'; ++c) table[c] = true;
    for (unsigned char c = 'a'; c <= 'z'; ++c) table[c] = true;
    for (unsigned char c = 'A'; c <= 'Z'; ++c) table[c] = true;
    return table;
}();

bool is_token_character(char c) { return token_characters[static_cast<unsigned char>(c)]; }

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_token_character);
}

bool has_control(std::string_view text) {
    return std::ranges::any_of(text, [](char c) {
        const auto code = static_cast<unsigned char>(c);
        return (code < 0x20 && c != '\t') || code == 0x7f;
    });
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool equal_without_case(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, lower, lower);
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// Everything up to the separator, or all; the text goes on behind it.
std::string_view take_until(std::string_view& text, std::string_view separator) {
    const std::size_t end = text.find(separator);
    const std::string_view taken = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + separator.size());
    return taken;
}

}  // namespace

std::expected<HttpHead, HeadError> HttpHead::parse(std::string_view text) {
    constexpr auto malformed = std::unexpected(HeadError::malformed);
    if (!text.ends_with(head_end)) return malformed;
    text.remove_suffix(line_end.size());
    HttpHead head;
    head.first_line_ = take_until(text, line_end);
    if (has_control(head.first_line_)) return malformed;
    while (!text.empty()) {
        const std::string_view line = take_until(text, line_end);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) return malformed;
        const Field field{line.substr(0, colon), trimmed(line.substr(colon + 1))};
        if (!is_token(field.name) || has_control(field.value)) return malformed;
        if (head.fields_.size() == head_fields_max)
            return std::unexpected(HeadError::too_many_fields);
        head.fields_.push_back(field);
    }
    return head;
}

bool HttpHead::has(std::string_view name) const {
    return std::ranges::any_of(
        fields_, [&](const Field& field) { return equal_without_case(field.name, name); });
}

std::optional<std::string_view> HttpHead::only(std::string_view name) const {
    std::optional<std::string_view> found;
    for (const Field& field : fields_) {
        if (!equal_without_case(field.name, name)) continue;
        if (found) return std::nullopt;
        found = field.value;
    }
    return found;
}

bool HttpHead::lists(std::string_view name, std::string_view token) const {
    for (const Field& field : fields_) {
        if (!equal_without_case(field.name, name)) continue;
        std::string_view rest = field.value;
        while (!rest.empty())
            if (equal_without_case(trimmed(take_until(rest, ",")), token)) return true;
    }
    return false;
}

bool is_visible(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace net::websocket

// The head of a request or an answer of HTTP/1.1: a first line, fields, an empty line. Strict where
// leniency has been used to smuggle (rules WS6 and WS7, spec/websocket.md). All are views of the
// text.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string_view>

#include "core/base/small_vector.h"

namespace net::websocket {

inline constexpr std::size_t head_size_max = std::size_t{8} * 1024;
inline constexpr std::size_t head_fields_max = 64;

// What ends a head.
inline constexpr std::string_view head_end = "\r\n\r\n";

enum class HeadError : std::uint8_t { malformed, too_many_fields };

class HttpHead {
public:
    // The whole head, its empty line included.
    [[nodiscard]] static std::expected<HttpHead, HeadError> parse(std::string_view text);

    [[nodiscard]] std::string_view first_line() const { return first_line_; }
    [[nodiscard]] bool has(std::string_view name) const;
    // The value of the field if there is exactly one of that name; case does not matter.
    [[nodiscard]] std::optional<std::string_view> only(std::string_view name) const;
    // Whether one of the fields of that name, read as lists with commas, has the token.
    [[nodiscard]] bool lists(std::string_view name, std::string_view token) const;

private:
    struct Field {
        std::string_view name;
        std::string_view value;
    };

    std::string_view first_line_;
    core::SmallVector<Field, 16> fields_;
};

// Visible ASCII: what may stand in a line without quotes.
[[nodiscard]] bool is_visible(std::string_view text);

}  // namespace net::websocket

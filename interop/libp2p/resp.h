// RESP, in which one speaks with Redis, as far as the official interop tests need it: commands are
// lists of texts, replies are texts, numbers, lists of them, nothing, or errors.
#pragma once

#include <cstdint>
#include <expected>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/variant.h"

namespace interop::libp2p {

struct RespNothing {
    friend bool operator==(const RespNothing&, const RespNothing&) = default;
};
struct RespError {
    std::string text;
    friend bool operator==(const RespError&, const RespError&) = default;
};
using RespItem = core::Variant<RespNothing, RespError, std::int64_t, std::string>;
// More than one item, or none, only for lists.
struct RespReply {
    bool is_list = false;
    std::vector<RespItem> items{};
    friend bool operator==(const RespReply&, const RespReply&) = default;
};

struct RespRead {
    RespReply reply;
    std::size_t size;  // Of its bytes.
};
enum class RespFailure : std::uint8_t { incomplete, malformed };

[[nodiscard]] std::string resp_command(std::initializer_list<std::string_view> words);

// The first reply of what has come. Lists in lists are malformed: nobody here asks for any.
[[nodiscard]] std::expected<RespRead, RespFailure> read_resp(std::string_view bytes);

}  // namespace interop::libp2p

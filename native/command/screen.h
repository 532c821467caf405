// What `selvage top` shows: frames made of what a node answered, as large as the terminal, line by
// line. Nothing here touches a terminal. Rules CX14, CX15, spec/command.md.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/codec/json.h"

namespace command {

struct ScreenSize {
    std::size_t columns = 80;
    std::size_t rows = 24;
};

// What a node told, and how often one after the other.
struct ScreenNews {
    std::string text;
    std::size_t count = 1;
};

// What a node answered last.
struct ScreenContent {
    std::optional<core::codec::JsonValue> status = {};
    std::optional<core::codec::JsonValue> peers = {};
    std::optional<core::codec::JsonValue> documents = {};
    std::deque<ScreenNews> lately = {};  // The oldest first.
    std::string keys = {};               // What can be pressed.
};

inline constexpr std::size_t lately_max = 100;
void add_lately(ScreenContent& content, std::string_view text);

struct ScreenLine {
    std::string text;
    bool is_title = false;
};

// No more lines and no longer ones than there is room for; no control characters.
[[nodiscard]] std::vector<ScreenLine> frame_of(const ScreenContent& content, ScreenSize size);
// What a terminal is sent to show them, over what it showed before.
[[nodiscard]] std::string painted(const std::vector<ScreenLine>& lines);

}  // namespace command

// The words of a command line: what was named, and flags with their values. Rule CX1,
// spec/command.md.
#pragma once

#include <expected>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace command {

struct Flag {
    std::string_view name;   // With its dashes.
    std::string_view value;  // What stands behind it, for people; empty for a switch.
    std::string_view help;
};

class Words {
public:
    // `--name value` or `--name=value`; `--` ends the flags. The error is a sentence.
    [[nodiscard]] static std::expected<Words, std::string> parse(
        std::span<const std::string_view> arguments, std::span<const Flag> flags);

    [[nodiscard]] const std::vector<std::string>& named() const { return named_; }
    // Of a switch: whether it is on.
    [[nodiscard]] bool has(std::string_view flag) const { return value(flag) == "true"; }
    // The last one, if it is there more than once. Of a switch, "true" or "false".
    [[nodiscard]] std::optional<std::string> value(std::string_view flag) const;
    [[nodiscard]] std::vector<std::string> values(std::string_view flag) const;

private:
    std::vector<std::string> named_;
    std::multimap<std::string, std::string, std::less<>> values_;
};

// `90s`, `15m`, `24h` or `7d`.
[[nodiscard]] std::optional<std::uint64_t> seconds_from_text(std::string_view text);

}  // namespace command

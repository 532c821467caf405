// Flags by their table.
#include "native/command/words.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/codec/decimal.h"

namespace command {

std::expected<Words, std::string> Words::parse(std::span<const std::string_view> arguments,
                                               std::span<const Flag> flags) {
    Words words;
    bool are_flags_over = false;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view word = arguments[i];
        if (are_flags_over || !word.starts_with("--")) {
            words.named_.emplace_back(word);
            continue;
        }
        if (word == "--") {
            are_flags_over = true;
            continue;
        }
        const std::size_t sign = word.find('=');
        const std::string_view name = word.substr(0, sign);
        const auto flag = std::ranges::find(flags, name, &Flag::name);
        if (flag == flags.end())
            return std::unexpected("There is no flag " + std::string(name) + ".");
        const bool takes_value = !flag->value.empty();
        const std::string_view behind = sign == word.npos ? "" : word.substr(sign + 1);
        if (!takes_value && sign != word.npos && behind != "true" && behind != "false")
            return std::unexpected("The flag " + std::string(name) +
                                   " stands alone, or with =true or =false.");
        if (takes_value && sign == word.npos && i + 1 == arguments.size())
            return std::unexpected("The flag " + std::string(name) +
                                   " needs a value: " + std::string(flag->value) + ".");
        std::string_view value = behind;
        if (sign == word.npos) value = takes_value ? arguments[++i] : "true";
        words.values_.emplace(name, value);
    }
    return words;
}

std::optional<std::string> Words::value(std::string_view flag) const {
    const auto all = values(flag);
    if (all.empty()) return std::nullopt;
    return all.back();
}

std::vector<std::string> Words::values(std::string_view flag) const {
    std::vector<std::string> all;
    const auto [begin, end] = values_.equal_range(flag);
    for (auto at = begin; at != end; ++at) all.push_back(at->second);
    return all;
}

std::optional<std::uint64_t> seconds_from_text(std::string_view text) {
    struct Unit {
        char letter;
        std::uint64_t seconds;
    };
    constexpr std::array units{Unit{'s', 1}, Unit{'m', 60}, Unit{'h', 3'600}, Unit{'d', 86'400}};
    if (text.empty()) return std::nullopt;
    const auto unit = std::ranges::find(units, text.back(), &Unit::letter);
    if (unit == units.end()) return std::nullopt;
    // A decade is longer than anything that is asked for.
    const auto count = core::codec::parse_decimal(text.substr(0, text.size() - 1),
                                                  std::uint64_t{315'360'000} / unit->seconds);
    if (!count) return std::nullopt;
    return *count * unit->seconds;
}

}  // namespace command

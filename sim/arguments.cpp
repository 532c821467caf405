// Reading the words of the command line.
#include "sim/arguments.h"

#include <charconv>

#include "core/base/format.h"

namespace sim {
namespace {

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end.ec != std::errc{} || end.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::expected<Arguments, std::string> parse(std::span<const std::string_view> words) {
    Arguments arguments;
    std::optional<std::uint64_t> seeds;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i];
        if (word == "--json") {
            arguments.json = true;
        } else if (word == "--seed" || word == "--seeds") {
            const auto value = i + 1 < words.size() ? number(words[++i]) : std::nullopt;
            if (!value) return std::unexpected(core::formatted("{} needs a number", word));
            (word == "--seed" ? arguments.seed : seeds) = value;
        } else if (const auto* scenario = find_scenario(word)) {
            arguments.scenario = scenario;
        } else {
            return std::unexpected(core::formatted("there is no scenario or option '{}'", word));
        }
    }
    if (arguments.seed && seeds)
        return std::unexpected("--seed plays one seed and --seeds many: give one of them");
    if (seeds == 0) return std::unexpected("--seeds 0 would play nothing");
    arguments.seeds = arguments.seed ? 1 : seeds.value_or(arguments.seeds);
    return arguments;
}

}  // namespace sim

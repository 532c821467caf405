// Distances over a table of two names.
#include "native/command/nearest.h"

#include <algorithm>
#include <vector>

namespace command {

namespace {

// Nobody mistypes a name so long that the table would be large.
constexpr std::size_t mistyped_size_max = 64;

}  // namespace

std::size_t mistakes_between(std::string_view left, std::string_view right) {
    std::vector<std::vector<std::size_t>> counts(left.size() + 1,
                                                 std::vector<std::size_t>(right.size() + 1));
    for (std::size_t i = 0; i <= left.size(); ++i) {
        for (std::size_t j = 0; j <= right.size(); ++j) {
            if (i == 0 || j == 0) {
                counts[i][j] = i + j;
                continue;
            }
            const std::size_t exchanged =
                counts[i - 1][j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
            counts[i][j] = std::min({counts[i - 1][j] + 1, counts[i][j - 1] + 1, exchanged});
            const bool is_swapped =
                i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
            if (is_swapped) counts[i][j] = std::min(counts[i][j], counts[i - 2][j - 2] + 1);
        }
    }
    return counts[left.size()][right.size()];
}

std::string did_you_mean(std::string_view word, std::span<const std::string> names) {
    if (word.empty() || word.size() > mistyped_size_max) return "";
    const auto mistakes = [&](std::string_view name) { return mistakes_between(word, name); };
    const auto nearest = std::ranges::min_element(names, {}, mistakes);
    if (nearest == names.end() || mistakes(*nearest) > 1 + nearest->size() / 4) return "";
    return " Did you mean " + *nearest + "?";
}

}  // namespace command

// Comparing words, and how far they are apart.
#include "logos/syntax/words.h"

#include <algorithm>
#include <vector>

namespace logos {
namespace {

constexpr std::size_t compared_size_max = 40;

char lower_letter(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), lower_letter);
    return lower;
}

bool same_word(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, lower_letter, lower_letter);
}

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view one) { return same_word(word, one); });
}

std::size_t edit_distance(std::string_view left, std::string_view right) {
    const std::size_t width = right.size() + 1;
    std::vector<std::size_t> table((left.size() + 1) * width);
    const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& {
        return table[i * width + j];
    };
    for (std::size_t i = 0; i <= left.size(); ++i) at(i, 0) = i;
    for (std::size_t j = 0; j < width; ++j) at(0, j) = j;
    for (std::size_t i = 1; i <= left.size(); ++i) {
        for (std::size_t j = 1; j < width; ++j) {
            const std::size_t change = left[i - 1] == right[j - 1] ? 0 : 1;
            at(i, j) = std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + change});
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
                at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
            }
        }
    }
    return at(left.size(), right.size());
}

std::string_view nearest_word(std::string_view word, std::span<const std::string_view> words) {
    if (word.size() < 3 || word.size() > compared_size_max) return {};
    const std::string lower = lower_case(word);
    const std::size_t far = word.size() < 5 ? 2 : near_distance_max + 1;
    std::string_view nearest;
    std::size_t least = far;
    for (const std::string_view one : words) {
        const std::size_t distance = edit_distance(lower, lower_case(one));
        if (distance >= least) continue;
        least = distance;
        nearest = one;
    }
    return nearest;
}

}  // namespace logos

// Words of the language are compared without their case, and a word that is nearly one is worth
// naming: what somebody mistyped is mostly one or two letters away from what they meant.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace logos {

inline constexpr std::size_t near_distance_max = 2;

std::string lower_case(std::string_view text);
bool same_word(std::string_view left, std::string_view right);
bool is_one_of(std::string_view word, std::span<const std::string_view> words);

// How many letters must be put in, taken out, changed or swapped with their neighbour.
std::size_t edit_distance(std::string_view left, std::string_view right);

// The word that is nearest to one, or empty if none is near.
std::string_view nearest_word(std::string_view word, std::span<const std::string_view> words);

}  // namespace logos

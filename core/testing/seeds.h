// The seeds that a sweep plays: SELVAGE_SEEDS in the environment says how many, SELVAGE_FIRST_SEED
// from which on.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <ranges>

namespace core::testing {

inline std::uint64_t number_in_environment(const char* name, std::uint64_t otherwise) {
    const char* const text = std::getenv(name);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

// How many, unless told: where a run takes its time, and elsewhere.
inline std::uint64_t seed_count(std::uint64_t slowly, std::uint64_t otherwise) {
#if __has_feature(address_sanitizer) || defined(__wasm__)
    constexpr bool is_slow = true;
#else
    constexpr bool is_slow = false;
#endif
    const std::uint64_t count = is_slow ? std::min(slowly, otherwise) : otherwise;
    return number_in_environment("SELVAGE_SEEDS", count);
}

inline auto first_seeds(std::uint64_t count) {
    const std::uint64_t first = number_in_environment("SELVAGE_FIRST_SEED", 1);
    return std::views::iota(first, first + count);
}

}  // namespace core::testing

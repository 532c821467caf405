// How large values may grow. Whoever would go beyond gets a failure: a program must not be able to
// end the node that runs it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace logos {

// Of an integer's magnitude, in bytes: some 157,000 decimal digits, which still print within a
// second.
inline constexpr std::size_t integer_size_max = std::size_t{64} * 1024;

// Of one text, in bytes.
inline constexpr std::size_t text_size_max = std::size_t{64} * 1024 * 1024;

// Of one list, set or map, in items.
inline constexpr std::size_t collection_size_max = std::size_t{16} * 1024 * 1024;

// Of a hole in a text: how wide it may be, and how many decimals it may show.
inline constexpr std::size_t format_width_max = 10'000;
inline constexpr std::size_t format_decimals_max = 1'000;

// How deep values are printed and put in order, and how deep a key may be: what is compared
// recursively must not use up the stack, which is small in WebAssembly.
inline constexpr std::size_t value_depth_max = 128;

// How many values of a list give its hash: a list of lists may have more than anyone can walk.
inline constexpr std::size_t hashed_values_max = 4096;

}  // namespace logos

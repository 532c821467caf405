// Limits that no one folder owns. Every other limit stands in the Options or beside the type it
// bounds; each has a name that ends in _max, and a reason.
#pragma once

#include <cstddef>
#include <cstdint>

namespace core {

// Longest name a user can give to anything (mesh, document, topic, key), in bytes of UTF-8: long
// enough for any sentence, short enough to repeat in every message.
inline constexpr std::size_t name_size_max = 128;

// How far memory may be reserved beyond what has arrived, whatever length a peer announces.
inline constexpr std::size_t reserve_ahead_max = std::size_t{256} * 1024;

// How deep nested values (JSON, documents) may be. Decoders recurse at most this far.
inline constexpr std::size_t nesting_depth_max = 64;

}  // namespace core

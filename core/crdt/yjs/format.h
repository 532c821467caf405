// The two formats of an update. The second lays what is alike side by side and counts what repeats.
#pragma once

#include <cstdint>

namespace core::crdt::yjs {

enum class Format : std::uint8_t { v1, v2 };

}  // namespace core::crdt::yjs

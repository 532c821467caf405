// Documents as JSON, for people and other programs. Maps become objects, lists and sets arrays,
// texts strings, counters numbers, bytes an object {"$bytes": "…"} in base64url. The other way,
// objects become maps, arrays lists, and all else single values: JSON cannot tell a text that many
// write from a string that one sets.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/crdt/document/tree.h"

namespace core::crdt {

// Numbers that JSON does not have become null.
[[nodiscard]] std::string to_json(const Tree& tree);
[[nodiscard]] Result<Tree> tree_from_json(std::string_view json);

}  // namespace core::crdt

// Documents as JSON, for people and other programs. Maps become objects, lists and sets arrays,
// texts strings, counters numbers, bytes an object {"$bytes": "…"} in base64url. The other way,
// objects become maps, arrays lists, and all else single values: JSON cannot tell a text that many
// write from a string that one sets.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/codec/json_writer.h"
#include "core/crdt/document/tree.h"

namespace core::crdt {

// Numbers that JSON does not have become null.
[[nodiscard]] std::string to_json(const Tree& tree);
[[nodiscard]] Result<Tree> tree_from_json(std::string_view json);

// Their parts, for who reads and writes one value after the other.
void write_json(codec::JsonWriter& writer, const Value& value);
// Error::too_large beyond what a double can be.
[[nodiscard]] Result<Value> number_from_json(std::string_view digits);
// Of an object with this one name; nothing if that is not base64url.
inline constexpr std::string_view json_bytes_name = "$bytes";
[[nodiscard]] std::optional<Value> bytes_from_json(std::string_view digits);

}  // namespace core::crdt

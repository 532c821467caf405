// A value as JavaScript puts it into a template, which is what stands in the XML of Yjs.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace core::crdt::yjs {

[[nodiscard]] Result<std::string> string_of_any(std::string_view any);
// The value of a JSON text, or the word `undefined`.
[[nodiscard]] Result<std::string> string_of_json(std::string_view json);

// Lists are their parts with commas between.
[[nodiscard]] std::string string_of_bytes(std::string_view bytes);
// Whatever is not made for it.
inline constexpr std::string_view string_of_object = "[object Object]";

}  // namespace core::crdt::yjs

// A value of JavaScript as JSON text and as lib0's `any`, each turned into the other as JSON.parse
// and JSON.stringify would do it (rules YW7, YW8, spec/yjs.md): Yjs writes some values as text in
// update format 1 and as `any` in format 2.
//
// Both ways lose what JavaScript loses: members that were repeated, the difference of NaN and
// nothing, halves of surrogate pairs in an `any`.
#pragma once

#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace core::crdt::yjs {

// Whether JSON.parse takes the text. Error::too_deep beyond any_depth_max.
Result<void> check_json(std::string_view json);

// Appends; what was appended before an error stays. The text must be UTF-8.
Result<void> append_any_of_json(Buffer& any, std::string_view json);

// Error::type_wrong for what JSON.stringify gives no text for: undefined, and big integers anywhere
// within.
Result<std::string> json_of_any(std::string_view any);

}  // namespace core::crdt::yjs

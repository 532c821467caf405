// Documents in files: `selvage export` and `selvage import`. Rules CX17–CX19, spec/command.md.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "core/codec/json.h"
#include "native/command/commands.h"

namespace command {

[[nodiscard]] Exit export_document(const Words& words);
[[nodiscard]] Exit import_document(const Words& words);

// JSON with one member or item on a line, and a line feed at the end.
[[nodiscard]] std::string indented(const core::codec::JsonValue& value);

// What an import comes to: which keys are new, replaced, as they were, and not in the file.
struct ImportPlan {
    std::vector<core::codec::JsonMember> fresh = {};
    std::vector<core::codec::JsonMember> replaced = {};
    std::vector<std::string> same = {};
    std::vector<std::string> left = {};
};
// Both are objects; of a name that repeats the last counts.
[[nodiscard]] ImportPlan plan_import(const core::codec::JsonValue& file,
                                     const core::codec::JsonValue& document);

}  // namespace command

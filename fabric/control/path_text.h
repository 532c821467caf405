// Paths in a document as people write them: `notes.items[3].title`, with `["any name"]` for names
// that have dots or brackets in them. Rules CT1, CT2, spec/control.md.
#pragma once

#include <string>
#include <string_view>

#include "core/crdt/document/path.h"

namespace fabric::control {

// No text is the root. Error::malformed where it is no path, too_deep if no document has it.
[[nodiscard]] core::Result<core::crdt::Path> parse_path(std::string_view text);
// Which parse_path() reads as the same path.
[[nodiscard]] std::string path_text(core::crdt::PathView path);

}  // namespace fabric::control

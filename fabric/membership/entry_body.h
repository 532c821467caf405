// The bytes of what entries say.
#pragma once

#include "core/base/reader.h"
#include "core/base/result.h"
#include "core/base/writer.h"
#include "fabric/membership/entry.h"

namespace fabric::membership {

void write_body(core::BufferWriter& writer, const Body& body);
[[nodiscard]] core::Result<Body> read_body(core::Reader& reader);

// Lists of hashes stand in ascending order, each once.
void write_hashes(core::BufferWriter& writer, const std::vector<EntryHash>& hashes);
[[nodiscard]] core::Result<std::vector<EntryHash>> read_hashes(core::Reader& reader);
[[nodiscard]] core::Result<void> check_hashes(const std::vector<EntryHash>& hashes);
// Cuts name documents in ascending order, each once, and no 0.
[[nodiscard]] core::Result<void> check_cuts(const std::vector<DocumentCut>& cuts);

}  // namespace fabric::membership

// A document as JSON, in slices: the text that to_json() gives of its tree, without the tree.
#pragma once

#include "core/base/sliced.h"
#include "core/codec/json_writer.h"
#include "core/crdt/document/document.h"

namespace core::crdt {

// What was written may be taken from the writer between slices. The document may not change until
// the end.
[[nodiscard]] Sliced<Result<void>> export_json(Pace& pace, const Document& document,
                                               codec::JsonWriter& writer);

}  // namespace core::crdt

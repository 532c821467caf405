// Documents as bytes, written and read in slices: a document of many megabytes takes longer than a
// page may stop. Document::write() and Document::read() are the same in one go.
//
//     Slices work(pace, read_snapshot(pace, reader));
//     while (!work.run(2000)) {}       // Others run in between.
//     Document document = TRY(work.result());
//
//   snapshot := version, root
//   node     := by kind
//     map      count, each: key, slot
//     list     runs; then the slots of all items that are not deleted, in order
//     text     runs; then the characters that are not deleted: size, UTF-8
//     counter  store
//     set      count, each: value, dots
//   slot     := what was written (a store); count of nodes, each: kind, node
//   runs     := count, each: size × 2 + 1 if deleted, dot of the first; left, right: dot or edge
//   dot      := place of the author in the version + 1, counter; 0 for the edge
//
// Nodes of which nothing is known are left out, so that the bytes do not depend on the way here.
#pragma once

#include "core/base/sliced.h"
#include "core/crdt/document/document.h"

namespace core::crdt {

// The reader stands behind the snapshot afterwards. What it reads from must outlive the work.
[[nodiscard]] Sliced<Result<Document>> read_snapshot(Pace& pace, Reader& reader);

// What was written may be taken from the writer's buffer between slices. The document may not
// change until the end.
[[nodiscard]] Sliced<Result<void>> write_snapshot(Pace& pace, const Document& document,
                                                  BufferWriter& writer);

}  // namespace core::crdt

// Edits and places as they come from the other side, and what is shown of documents to it.
#pragma once

#include <string>

#include "core/base/reader.h"
#include "core/crdt/yjs/document/document.h"

namespace interop::yjs {

// A root's kind and name, and then from type to type by key or place.
core::Result<std::reference_wrapper<core::crdt::yjs::Type>> type_at(
    core::crdt::yjs::Document& document, core::Reader& reader);
// A type and what to do to it.
core::Result<void> edit(core::crdt::yjs::Document& document, core::Reader& reader);

// The events of the last transaction, as JSON.
core::Result<std::string> events_of(const core::crdt::yjs::Document& document);
// One line a struct: where it is, how long, what, and whether deleted.
std::string structs_of(const core::crdt::yjs::Document& document);

}  // namespace interop::yjs

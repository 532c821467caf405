// What is measured of a trace, natively and inside the WebAssembly module alike: our text and our
// document of Yjs, edit by edit.
#pragma once

#include <memory>
#include <vector>

#include "bench/text/trace.h"
#include "core/crdt/text/text.h"
#include "core/crdt/yjs/document/document.h"

namespace bench {

// One of 64 bits for a text, as a node has it, and one of 32 for Yjs, which draws it by chance.
core::crdt::Author author_of(std::uint32_t number);
core::crdt::yjs::Client client_of(std::uint32_t number);

// Whether each edit is also told, as one update.
enum class Told : std::uint8_t { nothing, each_edit };

struct TypedText {
    std::unique_ptr<core::crdt::Text> text;
    std::size_t told_size = 0;
};
TypedText type(const Trace& trace, Told told);

// Every author has a text of its own, and takes the updates of the others one by one.
std::vector<core::crdt::Text> type_together(const Trace& trace);

struct TypedYjs {
    std::unique_ptr<core::crdt::yjs::Document> document;
    std::size_t told_size = 0;
};
TypedYjs type_as_yjs(const Trace& trace, Told told);

// Updates behind one another, each with its size in front, as yjs made them.
std::vector<core::Bytes> updates_in(core::Bytes session);
std::unique_ptr<core::crdt::yjs::Document> take_all(const std::vector<core::Bytes>& session);

inline constexpr std::string_view yjs_root = "t";

}  // namespace bench

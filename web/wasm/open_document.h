// OpenDocument is what a document's handle stands for: a replica with the keys of those it heard
// of, or the past of one, which can only be read.
//
// The page names nodes by places, which it asks for by key or position, one step from another
// place. Place 0 is the root. Places are valid until the document is edited; a node has one,
// however often it is asked for, so that who only reads takes no more and more memory.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ordered_map.h"
#include "core/crdt/boundary/bundle.h"
#include "core/crdt/replica/replica.h"
#include "web/wasm/handles.h"

namespace wasm {

using Place = std::uint32_t;
inline constexpr Place no_place = UINT32_MAX;

// Bytes of a document's name.
inline constexpr std::size_t name_size_max = 256;
// Which document the name stands for, in every page and program (rule PD14, spec/page.md).
[[nodiscard]] core::crdt::DocumentId document_id(std::string_view name);

struct OpenDocument {
    OpenDocument(std::string document_name, core::crypto::Ed25519KeyPair key);
    explicit OpenDocument(core::crdt::Document document) : past(std::move(document)) {}

    [[nodiscard]] core::crdt::Document& document() { return replica ? replica->document() : *past; }
    [[nodiscard]] core::crdt::Replica& live();
    [[nodiscard]] core::crdt::Node& node(Place place);
    [[nodiscard]] Place place_of(core::crdt::Node& node);
    // To be called with every edit.
    void was_edited();

    std::string name;
    std::optional<core::crdt::Replica> replica;
    std::optional<core::crdt::Document> past;
    core::crdt::Keyring keys;
    std::vector<core::crdt::Node*> places;
    core::OrderedMap<std::uintptr_t, Place> places_of_nodes;  // order not used: only looked up
    std::uint64_t editions = 0;
    // The transaction that is open, if one is; commands that were handed over and wait for the
    // rest; how many were done, what else it may take away, and what taking it back will cost.
    core::crdt::Editor* editor = nullptr;
    core::Buffer commands;
    std::size_t commands_done = 0;
    std::size_t removals_left = 0;
    std::size_t weight = 0;
    // Of all that undo would take back in one go.
    std::size_t undo_weight = 0;
};

[[nodiscard]] Handles<OpenDocument>& documents();

// What a call gives besides its return value. The page reads it before the next call. Bytes are
// somebody else's, where they are already, or put together here.
struct Shown {
    double number = 0;
    std::int64_t integer = 0;
    const std::byte* bytes = nullptr;
    std::size_t size = 0;
};
static_assert(sizeof(Shown) == 24);

void show(core::Bytes bytes);
void show(std::int64_t integer);
void show(double number);
// Empty, to be filled and shown.
[[nodiscard]] core::Buffer& fresh_buffer();

// 0, or below it an error's number less 1.
[[nodiscard]] std::int32_t code_of(core::Error error);
template <class T>
[[nodiscard]] std::int32_t code_of(const core::Result<T>& result) {
    return result ? 0 : code_of(result.error());
}

}  // namespace wasm

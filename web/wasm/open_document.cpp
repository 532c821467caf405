// What is shown lies in one place for all documents: there is one page.
#include "web/wasm/open_document.h"

#include "core/base/assert.h"
#include "core/base/blake3.h"
#include "web/wasm/export.h"

namespace wasm {

using core::crdt::Document;
using core::crdt::Node;
using core::crdt::Replica;

namespace {

// So that no other hash of a text is the id of a document.
constexpr std::string_view id_context = "selvage document v1";

}  // namespace

core::crdt::DocumentId document_id(std::string_view name) {
    core::Blake3 hash;
    hash.update(core::as_bytes(id_context));
    hash.update(core::as_bytes(name));
    core::crdt::DocumentId id;
    core::copy(id.mutable_view(), hash.digest().view());
    return id;
}

OpenDocument::OpenDocument(std::string document_name, core::crypto::Ed25519KeyPair key)
    : name(std::move(document_name)) {
    const core::crypto::Ed25519PublicKey public_key = key.public_key();
    const auto added = keys.add(public_key);
    ASSERT(added);
    replica.emplace(document_id(name), core::crdt::author_of(public_key), std::move(key));
}

Replica& OpenDocument::live() {
    ASSERT(replica);
    return *replica;
}

Node& OpenDocument::node(Place place) {
    if (place == 0) return document().root();
    ASSERT(place <= places.size());
    return *places[place - 1];
}

Place OpenDocument::place_of(Node& node) {
    Place& place = places_of_nodes.ensure(reinterpret_cast<std::uintptr_t>(&node));
    if (place == 0) {
        places.push_back(&node);
        place = static_cast<Place>(places.size());
    }
    return place;
}

void OpenDocument::was_edited() {
    places.clear();
    places_of_nodes.clear();
    ++editions;
}

Handles<OpenDocument>& documents() {
    static Handles<OpenDocument> documents;
    return documents;
}

namespace {

Shown& shown() {
    static Shown shown;
    return shown;
}

// What one call put together is given back with the next, so that a large one is not kept.
constexpr std::size_t kept_size_max = std::size_t{1} << 16;

}  // namespace

void show(core::Bytes bytes) {
    shown().bytes = bytes.data();
    shown().size = bytes.size();
}
void show(std::int64_t integer) {
    shown().integer = integer;
    shown().number = static_cast<double>(integer);
}
void show(double number) { shown().number = number; }

core::Buffer& fresh_buffer() {
    static core::Buffer buffer;
    buffer.clear();
    if (buffer.capacity() > kept_size_max) buffer.shrink_to_fit();
    return buffer;
}

std::int32_t code_of(core::Error error) { return -1 - static_cast<std::int32_t>(error); }

}  // namespace wasm

EXPORT(shown) const wasm::Shown* wasm_shown() { return &wasm::shown(); }

// Document is a named tree of values that many change at once: maps, lists, texts, counters, sets
// and single values, each merging in its own way (rules DC1–DC10, spec/document.md).
//
//     Transaction edit(document, author, lamport);
//     edit.insert(edit.make(edit.root(), "notes", NodeKind::text), 0, "hello");
//     const Operations done = edit.finish();            // to be sent as a change
//
//     document.apply(first, lamport, past, operations); // somebody else's, in its turn
//
// It holds the state alone. History (core/crdt/change) says whose turn it is; Replica
// (core/crdt/replica) ties the two together.
#pragma once

#include <memory>

#include "core/crdt/document/characters.h"
#include "core/crdt/document/node.h"
#include "core/crdt/document/operation.h"
#include "core/crdt/document/tree.h"
#include "core/crdt/version.h"

namespace core::crdt {

class Touched;

// What a change does. Of a void one nothing is to be seen, but its items stand where others may
// have put theirs beside them: as if it had deleted at once what it inserted.
enum class Effect : std::uint8_t { all, none };

class Document {
public:
    Document() : root_(new_node(NodeKind::map, nullptr, {})) {}

    [[nodiscard]] const Node& root() const { return *root_; }
    [[nodiscard]] Node& root() { return *root_; }
    [[nodiscard]] const Characters& characters() const { return characters_; }
    [[nodiscard]] const Version& version() const { return version_; }

    [[nodiscard]] Tree tree() const { return tree_of(*root_, characters_); }

    // The operations of a change whose past is included. `touched` may be null.
    void apply(Dot first, Lamport lamport, const Version& past, const Operations& operations,
               Touched* touched, Effect effect = Effect::all);

    // All that must be known to go on from here, as one and the same bytes wherever the same
    // changes were applied.
    void write(BufferWriter& writer) const;
    [[nodiscard]] static Result<Document> read(Reader& reader);

private:
    friend class SnapshotReader;
    friend class Transaction;

    std::unique_ptr<Node> root_;
    Characters characters_;
    Version version_;
};

}  // namespace core::crdt

// What a node has of the mesh that it is in, of its documents and their writes, and what it awaits
// of its journal.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "core/base/deadlines.h"
#include "fabric/node/options.h"
#include "fabric/node/promises.h"
#include "fabric/node/records.h"
#include "net/swarm/swarm.h"

namespace fabric::node {

// The mesh that it is in.
struct Mesh {
    Mesh(MeshRecord record, const Options& options)
        : log(std::move(record.genesis), options.log),
          exchange(log, options.exchange),
          secret(std::move(record.secret)),
          is_founded_here(record.is_founded_here) {}

    membership::Log log;
    membership::Exchange exchange;
    membership::OptionalSecret secret;
    bool is_founded_here;
};

struct Document {
    std::string name;
    std::unique_ptr<documents::SharedDocument> shared;
    // Of our own change that is open: how its writes are to end, until when others may join it,
    // and what is kept with it.
    quorum::Policy open_policy = {};
    core::Instant open_until = {};
    std::optional<Promise> open_promise = {};
    std::optional<PeerId> brought_by = {};
    std::set<PeerId> met = {};  // In doubt: those whose copy of it we have.
    core::Deadlines<DocumentNumber>::Place place = {};
};

// Why a write was not begun. Nothing of it exists then.
using NotWritten = core::Variant<core::Error, quorum::Refusal>;
struct BegunWrite {
    quorum::Write write;
    bool joins;  // One that was begun before.
};

// What is told or done when a record is synced.
struct SyncedChange {
    DocumentNumber document;
};
struct SyncedEntry {
    membership::EntryHash hash;
    std::optional<net::swarm::StreamHandle> let_in;  // The bearer of an invite who waits.
};
struct SyncedOrdering {
    std::uint64_t mesh_count;  // Of which of our meshes.
};
struct Syncing {
    core::store::Position end;
    core::Variant<SyncedChange, SyncedEntry, SyncedOrdering> what;
};

}  // namespace fabric::node

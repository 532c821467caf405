// Frontiers knows of each author how far its changes are safe in our journal without a gap, and
// keeps the index equal to that (rules DM4, DM5, spec/documents.md). What is safe before those in
// front of it waits.
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "core/crdt/dot.h"
#include "core/crdt/version.h"
#include "core/sync/frontier.h"
#include "core/sync/index.h"
#include "fabric/documents/change_record.h"

namespace fabric::documents {

class Frontiers {
public:
    explicit Frontiers(const core::sync::SketchKey& key) : index_(key) {}

    // It is in the journal, synced.
    void add(const ChangeRecord& record);
    // Just this change: not another tale of the same number.
    [[nodiscard]] bool contains(const ChangeRecord& record) const;
    [[nodiscard]] bool contains(core::crdt::Author author, std::uint64_t sequence) const;

    // That are safe without a gap.
    [[nodiscard]] std::size_t change_count() const;
    // Up to which event of whom all is safe.
    [[nodiscard]] const core::crdt::Version& version() const { return version_; }
    [[nodiscard]] const core::sync::Index& index() const { return index_; }
    // As it is now. Takes time in proportion to the number of authors.
    [[nodiscard]] std::unique_ptr<core::sync::Index> copy_of_index() const;

private:
    struct Safe {
        std::uint64_t last_counter = 0;
        core::Blake3Digest hash;
    };
    // Who made two changes with one of these told two tales that only others can see.
    using ShortHash = std::uint64_t;
    struct Chain {
        std::vector<ShortHash> hashes = {};  // By sequence.
        std::map<std::uint64_t, Safe> early = {};
    };
    [[nodiscard]] static ShortHash short_hash(const core::Blake3Digest& hash);

    std::map<core::crdt::Author, Chain> chains_;
    core::crdt::Version version_;
    core::sync::Index index_;
};

}  // namespace fabric::documents

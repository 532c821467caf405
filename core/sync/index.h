// Index is what a replica knows about what it has: the tree over its keys, and beside it, up to
// date after every change, what another replica needs to find out how the two differ: the first
// symbols of the sketch, the estimate, and the latest changes (rules IX1–IX4, spec/sync.md).
//
//     Index index(mesh_key);
//     index.insert(key);
//     const Index::Mark mark = index.mark();   // agreed with a peer: both have this root
//     … later …  index.since(mark.position)    // what is different now
#pragma once

#include <optional>
#include <vector>

#include "core/base/id.h"
#include "core/base/queue.h"
#include "core/sync/difference_estimate.h"
#include "core/sync/merkle_tree.h"
#include "core/sync/symbol.h"

namespace core::sync {

class Index {
public:
    struct Options {
        // So many symbols are kept, as soon as there are that many entries: 64 kB, for some 1,450
        // differences. Those behind cost a walk over all entries.
        std::uint32_t standing_symbols_max = 2'048;
        std::size_t recent_changes_max = 1'024;
        std::size_t marks_max = 64;
    };

    // How many changes there were: names a state of this index, as long as it lives.
    using Position = Id<struct PositionTag, std::uint64_t>;

    struct Mark {
        Blake3Digest root;
        Position position;
    };
    // What came and what went; neither what came and went again. Both in order, each id once.
    struct Net {
        std::vector<KeyId> inserted;
        std::vector<KeyId> erased;
    };

    explicit Index(const SketchKey& key) : Index(key, Options()) {}
    // Over a tree that was read from a snapshot, for one.
    Index(const SketchKey& key, const Options& options, MerkleTree tree = {});

    // False if nothing changes.
    bool insert(const Key& key);
    bool erase(const Key& key);

    [[nodiscard]] const MerkleTree& tree() const { return tree_; }
    [[nodiscard]] std::size_t size() const { return tree_.size(); }
    [[nodiscard]] const SketchKey& sketch_key() const { return key_; }
    [[nodiscard]] const DifferenceEstimate& estimate() const { return estimate_; }
    // Of the row's symbols those from `first` on; symbol_count_max is their end.
    [[nodiscard]] std::vector<Symbol> symbols(std::uint32_t first, std::uint32_t count) const;

    [[nodiscard]] Position position() const { return Position{position_}; }
    // None if that is too long ago.
    [[nodiscard]] std::optional<Net> since(Position position) const;
    // Notes that this is a root that others may come back with; of too many the oldest is
    // forgotten.
    Mark mark();
    // Also finds the present one, noted or not.
    [[nodiscard]] std::optional<Position> position_of(const Blake3Digest& root) const;

private:
    struct Change {
        KeyId id;
        bool is_inserted;
    };

    void change(const Key& key, bool is_inserted);
    // As many as there are entries, roughly, up to the limit.
    void keep_more_symbols();
    // Adds what the entries give to the symbols behind `first`.
    void sum_up(std::uint32_t first, std::vector<Symbol>& symbols) const;

    SketchKey key_;
    SymbolHasher hasher_;
    Options options_;
    MerkleTree tree_;
    std::vector<Symbol> symbols_;
    DifferenceEstimate estimate_;
    std::uint64_t position_ = 0;
    Queue<Change> recent_;
    Queue<Mark> marks_;
};

}  // namespace core::sync

// SketchDecoder takes the difference of two rows of symbols apart: it finds the entries that only
// one of the two replicas has. Give it symbols of both in their order, as they come, until it is
// complete (rules SK3 and SK4, spec/sync.md).
//
// It never finds more entries than it was given symbols, so that a row that means nothing costs no
// more than a true one of that length; and it is complete only when every symbol came out empty.
#pragma once

#include <span>
#include <vector>

#include "core/sync/symbol.h"

namespace core::sync {

class SketchDecoder {
public:
    struct Found {
        KeyId id;
        bool is_theirs;
    };

    explicit SketchDecoder(const SketchKey& key) : hasher_(key) {}

    // The next symbols of both, equally many, symbol_count_max in all at most.
    void add(std::span<const Symbol> theirs, std::span<const Symbol> ours);

    [[nodiscard]] std::uint32_t symbol_count() const {
        return static_cast<std::uint32_t>(symbols_.size());
    }
    // More symbols will not help: no two sets have such a difference.
    [[nodiscard]] bool is_broken() const { return is_broken_; }
    [[nodiscard]] bool is_complete() const;
    // In the order in which they were found; all there is if it is complete.
    [[nodiscard]] std::vector<Found> found() const;

private:
    struct Peeled {
        SymbolEntry entry;
        bool is_theirs;
        SymbolIndexes next;  // The first index that it was not taken out of yet.
    };

    [[nodiscard]] bool may_be_one_entry(std::uint32_t index) const;
    void take_out(Peeled& peeled);
    void peel();

    SymbolHasher hasher_;
    std::vector<Symbol> symbols_;  // Theirs less ours, less what was found.
    std::vector<Peeled> peeled_;
    std::vector<std::uint32_t> candidates_;
    bool is_broken_ = false;
};

}  // namespace core::sync

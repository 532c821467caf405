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
    explicit SketchDecoder(const SketchKey& key) : hasher_(key) {}

    // The next symbols of both, equally many, symbol_count_max in all at most.
    void add(std::span<const Symbol> theirs, std::span<const Symbol> ours);

    [[nodiscard]] std::uint32_t symbol_count() const {
        return static_cast<std::uint32_t>(symbols_.size());
    }
    // More symbols will not help: no two sets have such a difference.
    [[nodiscard]] bool is_broken() const { return is_broken_; }
    [[nodiscard]] bool is_complete() const;
    // In ascending order; all there are if it is complete.
    [[nodiscard]] std::vector<KeyId> found() const;

private:
    struct Peeled {
        SymbolEntry entry;
        SymbolIndexes next;  // The first index that it was not taken out of yet.
    };

    void take_out(Peeled& peeled);
    void peel();

    SymbolHasher hasher_;
    std::vector<Symbol> symbols_;  // Of what differs, less what was found.
    std::vector<Peeled> peeled_;
    std::vector<std::uint32_t> candidates_;  // That may be of one entry.
    bool is_broken_ = false;
};

}  // namespace core::sync

// Cuts say of which authors not everything counts: of each so many changes of its chain do, and
// those behind them are void. Void changes are in the history as all others are, and a document
// shows nothing of them (rules DC9, DC10, spec/document.md; RP10, spec/replica.md).
#pragma once

#include <cstdint>
#include <limits>

#include "core/base/flat_map.h"
#include "core/crdt/change/change.h"

namespace core::crdt {

// Of an author who has no cut.
inline constexpr std::uint64_t all_changes = std::numeric_limits<std::uint64_t>::max();

class Cuts {
public:
    [[nodiscard]] bool empty() const { return last_.empty(); }
    // By author, each with the sequence number of the last change that counts; 0 if none does.
    [[nodiscard]] auto begin() const { return last_.begin(); }
    [[nodiscard]] auto end() const { return last_.end(); }

    [[nodiscard]] std::uint64_t operator[](Author author) const {
        const std::uint64_t* const last = last_.find(author);
        return last ? *last : all_changes;
    }
    [[nodiscard]] bool is_void(const Change& change) const {
        return change.sequence > (*this)[change.author];
    }
    void set(Author author, std::uint64_t last) {
        if (last == all_changes)
            last_.erase(author);
        else
            last_.ensure(author) = last;
    }

    friend bool operator==(const Cuts&, const Cuts&) = default;

private:
    FlatMap<Author, std::uint64_t> last_;
};

}  // namespace core::crdt

// ChangesSince gives, one at a time and in causal order, the changes of a history that a version
// does not include: for a peer who lacks them, and for whoever plays them again. The history may
// grow in between; what it learns after the beginning is not given.
#pragma once

#include <vector>

#include "core/crdt/change/history.h"

namespace core::crdt {

class ChangesSince {
public:
    // The history outlives it.
    ChangesSince(const History& history, const Version& version);

    // Nothing behind the last. Error::value_missing if something was forgotten: then a snapshot is
    // needed. The bytes are the history's, and valid until it forgets them.
    [[nodiscard]] Result<std::optional<KeptChange>> next();

    // Who wrote any of it.
    [[nodiscard]] const std::vector<Author>& authors() const { return authors_; }

private:
    [[nodiscard]] Result<void> look_behind(Author author, std::uint64_t counter);

    const History& history_;
    Version end_;
    std::vector<Author> authors_;
    // The next one of each author, the one with the smallest stamp in front: a heap.
    std::vector<KeptChange> next_;
    Result<void> outcome_;
};

}  // namespace core::crdt

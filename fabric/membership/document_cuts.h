// DocumentCuts say what counts of the changes of a key that has no role any more: what revocations
// name (rules ML26–ML29, spec/membership.md).
#pragma once

#include <optional>
#include <vector>

#include "fabric/membership/entry.h"

namespace fabric::membership {

struct DocumentCuts {
    std::vector<DocumentCut> cuts;  // Ascending by their documents.
    // Of whoever left by its own word: all counts in documents that it does not name.
    bool leaves_others = false;

    // How many of its changes to the document count; nothing if all do.
    [[nodiscard]] std::optional<std::uint64_t> of(const DocumentId& document) const;
    // The larger of both.
    void unite(const DocumentCut& cut);

    friend bool operator==(const DocumentCuts&, const DocumentCuts&) = default;
};

}  // namespace fabric::membership

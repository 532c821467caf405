// AllRecords gives everything that is kept of a document, record by record, those that wait for
// their past last: what restore() makes the same document of. The document may grow meanwhile.
#pragma once

#include <optional>
#include <vector>

#include "fabric/documents/shared_document.h"

namespace fabric::documents {

class AllRecords {
public:
    // The document outlives it.
    explicit AllRecords(const SharedDocument& document);

    // Nothing behind the last.
    [[nodiscard]] core::Result<std::optional<core::Buffer>> next();

private:
    const SharedDocument& document_;
    core::crdt::ChangesSince changes_;
    std::vector<core::Buffer> waiting_;
};

}  // namespace fabric::documents

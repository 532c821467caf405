// What two replicas found out about one another.
#pragma once

#include <vector>

#include "core/sync/key.h"

namespace core::sync {

struct Differences {
    std::vector<Key> they_lack;  // Of ours.
    std::vector<KeyId> we_lack;  // Whoever has an entry knows its key, the other its id.

    [[nodiscard]] bool empty() const { return they_lack.empty() && we_lack.empty(); }

    friend bool operator==(const Differences&, const Differences&) = default;
};

}  // namespace core::sync

// Who may write in a document, as its owner knows it.
#pragma once

#include <cstdint>
#include <optional>

#include "core/crdt/change/change.h"
#include "core/crypto/ed25519.h"

namespace fabric::documents {

// Whose changes are taken, and how many of them count. Asked anew whenever one arrives.
class Writers {
public:
    // So many of the author's chain, or core::crdt::all_changes; nothing if none is to be taken.
    [[nodiscard]] virtual std::optional<std::uint64_t> counted(
        const core::crypto::Ed25519PublicKey& author,
        const core::crdt::DocumentId& document) const = 0;

protected:
    ~Writers() = default;
};

}  // namespace fabric::documents

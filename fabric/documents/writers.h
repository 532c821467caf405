// Who may write in a document, as its owner knows it.
#pragma once

#include <cstdint>
#include <optional>

#include "core/codec/peer_id.h"
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
    // What an Authority says and hands on is believed further than that of others.
    [[nodiscard]] virtual bool is_authority(const core::codec::PeerId& peer) const = 0;

protected:
    ~Writers() = default;
};

}  // namespace fabric::documents

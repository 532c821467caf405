// What a node knows of connections, and of the doors that are gone through on them.
#pragma once

#include <optional>

#include "core/base/deadlines.h"
#include "core/base/variant.h"
#include "core/crypto/sha256.h"
#include "fabric/membership/door.h"
#include "fabric/node/events.h"
#include "net/swarm/events.h"

namespace fabric::node {

struct LinkFacts {
    PeerId peer;
    net::Direction direction;
    core::crypto::Sha256Digest binding;
    bool was_door_silent = false;  // The last one that we had opened on it.
};

struct Door {
    PeerId peer;
    core::Variant<membership::DoorOpener, membership::DoorAcceptor> machine;
    std::optional<membership::MeshId> mesh;  // Ours, when it began.
    bool has_finished = false;
    bool has_peer_finished = false;
    // The peer should have closed its end by then.
    std::optional<core::Instant> forget_at = {};

    [[nodiscard]] bool is_ours() const {
        return core::holds_alternative<membership::DoorOpener>(machine);
    }
    [[nodiscard]] bool has_ended() const {
        return core::match(machine, [](const auto& end) { return end.ended(); });
    }
    [[nodiscard]] std::optional<core::Instant> deadline() const {
        return core::earlier(forget_at,
                             core::match(machine, [](const auto& end) { return end.deadline(); }));
    }
};

// A stream of a peer whose door is not over yet, and what came on it.
struct Held {
    PeerId peer;
    core::Buffer bytes;
};

}  // namespace fabric::node

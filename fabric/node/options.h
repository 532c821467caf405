// What a node is made with, and every bound of its own.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "core/base/time.h"
#include "core/store/store.h"
#include "fabric/documents/shared_document.h"
#include "fabric/liveness/liveness.h"
#include "fabric/membership/exchange.h"
#include "fabric/membership/genesis.h"
#include "fabric/membership/grant.h"
#include "fabric/membership/mesh_keys.h"
#include "fabric/node/reaching.h"
#include "fabric/ordering/ordering.h"
#include "fabric/quorum/quorum.h"

namespace fabric::node {

struct Options {
    // The Program ID, and what knowing it takes. An open mesh has no secret.
    std::string name;
    membership::OptionalSecret secret = {};
    // Of an invite that its bearer has not used yet, in place of the secret.
    std::optional<membership::Bearing> bearing = {};
    // A node that has found nobody of its mesh for so long founds it. Nothing: only when told.
    std::optional<core::Duration> found_after = std::chrono::seconds{3};
    // All documents of the mesh, as an Authority does, or those that were opened here.
    bool keeps_everything = false;
    // If it keeps nothing: whether it did before, under the same key.
    bool may_have_forgotten = false;

    liveness::Presence presence = {};
    liveness::Options liveness = {};
    quorum::Options quorum = {};
    documents::DocumentOptions documents = {};
    membership::LogLimits log = {};
    membership::ExchangeOptions exchange = {};
    ordering::Options ordering = {};
    core::store::Store::Options store = {};

    // In a closed mesh, who knows the secret and is no member yet is admitted after so long.
    core::Duration admit_after = std::chrono::seconds{1};
    Reaching::Options reaching = {};
    // Who is no Authority keeps connected to so many of them.
    std::size_t authorities_wanted = 3;
    // Some documents are compared with all peers each time, so that all are in turn.
    core::Duration compare_after = std::chrono::seconds{15};
    std::size_t documents_compared_max = 32;
    std::size_t documents_max = 4'096;  // Beyond: Error::too_large, and others' are not kept.
    // Of those that one member brought who is no Authority. Beyond: they are not kept.
    std::size_t documents_per_member_max = 2'048;
    std::size_t sessions_max = 1'024;                     // Beyond: a peer is not let in.
    std::size_t letters_size_max = std::size_t{4} << 20;  // About tasks, that wait for a peer.
    std::size_t doors_max = 256;                          // Beyond: a stream is reset.
    // Of what waits for one peer on a lane, before documents are not asked for more.
    std::size_t lane_size_max = std::size_t{256} << 10;
    // Beyond, what Raft says to it is as if the network lost it.
    std::size_t leadership_size_max = std::size_t{2} << 20;
};

// What comes on a stream whose door is not over yet. Beyond: it is reset.
inline constexpr std::size_t held_size_max = std::size_t{64} << 10;
inline constexpr std::size_t document_name_size_max = 1'024;

}  // namespace fabric::node

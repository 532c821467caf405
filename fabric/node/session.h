// What a node knows of a peer that it is in session with: one of its mesh, over one stream.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/base/time.h"
#include "core/crdt/change/change.h"
#include "fabric/lanes/lanes.h"
#include "fabric/node/events.h"
#include "net/swarm/events.h"

namespace fabric::node {

struct Session {
    PeerId peer;
    documents::Peer number;  // For documents; no two sessions have had the same.
    net::swarm::StreamHandle stream;
    bool is_ours = false;  // We opened the stream.
    core::Instant begun_at = {};
    lanes::Sender sender = {};
    lanes::Receiver receiver = {};
    bool keeps_everything = false;
    std::set<core::crdt::DocumentId> documents = {};  // That it has said to have.
    std::set<std::string> wanted = {};                // Of these, those that are not kept here yet.
    std::set<DocumentNumber> stalled = {};            // For want of room on a lane.
    // Places of who is not known for a member yet: that may be told a moment later.
    std::map<PeerId, core::Buffer> early_places = {};
    // In a closed mesh, until it is a member.
    std::optional<core::Instant> admit_at = {};
    std::optional<std::string_view> broken_off = {};  // Why.
};

// A stream whose session is over, and what was said last may still be read.
struct Closing {
    PeerId peer;
    core::Instant reset_at;
};

// Nothing for peers that no member can be.
[[nodiscard]] std::optional<membership::MemberKey> key_of(const PeerId& peer);
[[nodiscard]] PeerId id_of_member(const membership::MemberKey& key);

}  // namespace fabric::node

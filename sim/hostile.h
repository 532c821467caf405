// Hostile is a member that was let in and wishes the mesh ill: it says again what others said, to
// whom it likes and with other bytes in it, writes in others' names and two tales in its own,
// acknowledges what it does not keep, claims roles, and sends more than anybody wants. It hands
// nothing on (rule SM28, spec/sim.md).
//
// It is no node: it speaks the protocol by hand, from what a member knows.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "core/base/prng.h"
#include "core/crdt/change/change.h"
#include "fabric/lanes/lanes.h"
#include "fabric/liveness/types.h"
#include "fabric/membership/door.h"
#include "net/swarm/swarm.h"
#include "sim/fault.h"

namespace sim {

class Hostile {
public:
    using PeerId = core::codec::PeerId;

    struct Targets {
        core::crdt::DocumentId document;  // In which it writes in others' names.
        core::crdt::DocumentId lies;      // In which it tells two tales in its own.
        std::vector<std::string> names;   // Of these, and what else it says to have.
    };
    // What every member knows.
    struct Knows {
        std::string mesh_name;
        fabric::membership::OptionalSecret secret;
        Targets targets;
    };

    // The identity and the counts outlive it.
    Hostile(const fabric::membership::KeyPair& identity, Knows knows, core::Prng prng,
            FaultCounts& faults);

    void hear(const net::swarm::Event& event, net::swarm::Swarm& swarm, core::Instant now);
    [[nodiscard]] core::Instant next_attack() const { return next_attack_; }
    void attack(net::swarm::Swarm& swarm, core::Instant now);

private:
    using StreamHandle = net::swarm::StreamHandle;

    struct Link {
        PeerId peer;
        core::crypto::Sha256Digest binding;
    };
    struct Door {
        PeerId peer;
        fabric::membership::DoorOpener opener;
    };
    struct Session {
        fabric::lanes::Sender sender = {};
        fabric::lanes::Receiver receiver = {};
    };

    // What comes.
    void hear(const net::swarm::StreamTold& told, net::swarm::Swarm& swarm, core::Instant now);
    void knock(const PeerId& peer, net::swarm::Swarm& swarm, core::Instant now);
    void pump(StreamHandle stream, Door& door, net::swarm::Swarm& swarm, core::Instant now);
    void pump(StreamHandle stream, Session& session, net::swarm::Swarm& swarm);
    void begin(StreamHandle stream, net::swarm::Swarm& swarm);
    void take(Session& session, fabric::lanes::Message message);
    void take_changes(Session& session, core::Bytes message);
    void take_members(core::Bytes message);

    // What it does.
    void say(Session& session, fabric::lanes::Lane lane, core::Buffer message);
    void say_about(Session& session, const core::crdt::DocumentId& document,
                   fabric::lanes::Lane lane, core::Bytes message);
    void tell_tale(Session& session);
    void replay(Session& session);
    void distort(Session& session);
    void forge(Session& session);
    void claim(Session& session);
    void pulse(Session& session);
    void claim_past(Session& session);
    void flood(Session& session);
    void write(Session& session, const core::crdt::DocumentId& document,
               const fabric::membership::MemberKey& author, std::string_view key,
               std::int64_t value);

    const fabric::membership::KeyPair& identity_;
    Knows knows_;
    core::Prng prng_;
    FaultCounts& faults_;
    // Does nothing for which anybody would break off.
    bool is_quiet_;
    fabric::liveness::Sequence pulses_{0};
    std::optional<fabric::membership::MeshId> mesh_;
    std::map<net::LinkId, Link> links_;
    std::map<StreamHandle, Door> doors_;
    std::map<StreamHandle, Session> sessions_;
    std::deque<fabric::lanes::Message> heard_;
    std::vector<fabric::membership::MemberKey> authors_;
    // Of the entries that it was told, the deepest.
    std::optional<fabric::membership::SignedEntry> last_entry_;
    core::Instant next_attack_ = {};
};

}  // namespace sim

// The door, /selvage/door/1.0.0: what two connected peers do before anything else, to find out
// whether they are of one mesh. Each proves that it knows the mesh's secret and name, in a way that
// is worth nothing on any other connection; then they tell which mesh they have. A bearer of an
// invite proves that instead, and is told the secret.
//
// Opener and Acceptor are stream machines: core/base/machine.h. The one whose stream it is opens.
// Rules: DO1–DO15, spec/membership.md.
//
//   opener → hello {nonce}                acceptor → {nonce}
//   opener → proof, or the invite         acceptor → proof and mesh, or the welcome
//   opener → proof and mesh               whoever has more → genesis
//
// The opener proves first: whoever accepts gives a stranger nothing that depends on the key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/bytes.h"
#include "core/base/machine.h"
#include "core/base/time.h"
#include "core/base/trace.h"
#include "core/base/variant.h"
#include "core/codec/peer_id.h"
#include "fabric/membership/door_wire.h"
#include "fabric/membership/genesis.h"
#include "fabric/membership/grant.h"
#include "fabric/membership/mesh_keys.h"
#include "fabric/membership/writing.h"

namespace fabric::membership {

inline constexpr std::string_view door_protocol = "/selvage/door/1.0.0";

enum class DoorRefusal : std::uint8_t {
    silence = 1,
    stream_ended,
    malformed,
    version_unknown,
    proof_wrong,    // Another name or another secret.
    mesh_unknown,   // Neither end has a genesis.
    genesis_wrong,  // Not of this name, or not what was claimed.
    secret_wrong,   // Not the one that the invite is for.
    key_unsupported,
    invite_foreign,
    invite_expired,
    invite_spent,
    invite_void,  // Its minter is no Authority.
    key_revoked,
    not_now,  // The owner of the other end could not admit.
};

using DoorStep = std::expected<void, DoorRefusal>;

// We know one another's mesh, and it is the same.
struct Admitted {};
// This end had no genesis, or no secret.
struct Learned {
    SignedGenesis genesis;
    OptionalSecret secret;  // As before, or as the invite's mesh has it.
};
// Who gives its mesh up, so that there is one.
enum class Precedence : std::uint8_t { we_step_back, they_step_back, undecided };
struct OtherMesh {
    SignedGenesis theirs;
    Precedence precedence;
};
// The acceptor's owner is asked: see Acceptor::answer().
struct GrantShown {
    GrantUse use;
    MemberKey bearer;
};
struct Refused {
    DoorRefusal reason;
    bool is_by_peer;
};
using DoorEvent = core::Variant<Admitted, Learned, OtherMesh, GrantShown, Refused>;

// The cause and the next step, for people. None of them holds anything secret.
[[nodiscard]] std::string_view describe(Precedence precedence);
[[nodiscard]] std::string_view describe(const Refused& refused);
[[nodiscard]] std::string describe(const DoorEvent& event);
void record(core::Trace& trace, const DoorEvent& event);

// Of two meshes of one name and secret the younger one steps back, unless it has members or data.
[[nodiscard]] Precedence precedence_of(const SignedGenesis& ours, bool are_we_settled,
                                       const SignedGenesis& theirs, bool are_they_settled);

struct DoorOptions {
    core::codec::PeerId self;
    core::codec::PeerId peer;  // As the connection has proven.
    // What only the two ends of this connection have, such as its handshake's hash.
    core::Buffer binding;
    std::optional<SignedGenesis> genesis;
    // Whether our mesh has members besides its founder, or data.
    bool is_settled = false;
    // Whether the peer's key has lost its role in our mesh.
    bool is_revoked = false;
    core::Duration patience = std::chrono::seconds{10};
};

// Of a mesh whose name and secret are known.
struct Knowledge {
    std::string name;
    OptionalSecret secret;
};

class DoorOpener {
public:
    using Event = DoorEvent;

    // The nonce is fresh chance, and serves once.
    DoorOpener(DoorOptions options, Knowledge knowledge, const DoorNonce& nonce, core::Instant now);
    DoorOpener(DoorOptions options, Bearing bearing, const DoorNonce& nonce, core::Instant now);

    void receive(core::Bytes bytes, core::Instant now);
    void expire(core::Instant now);
    void end(core::Instant now);

    [[nodiscard]] core::Bytes outgoing() const { return wire_.outgoing(); }
    void consume(std::size_t size) { wire_.consume(size); }
    [[nodiscard]] std::optional<Event> next_event() { return std::exchange(event_, std::nullopt); }
    [[nodiscard]] std::optional<core::Instant> deadline() const { return wire_.deadline(); }
    [[nodiscard]] bool ended() const { return state_ == State::ended; }

private:
    enum class State : std::uint8_t { awaiting_nonce, awaiting_claim, awaiting_genesis, ended };

    [[nodiscard]] DoorStep handle(DoorFrame kind, core::Reader& reader);
    [[nodiscard]] DoorStep prove(core::Reader& reader);
    [[nodiscard]] DoorStep show_invite();
    [[nodiscard]] DoorStep take_claim(core::Reader& reader);
    [[nodiscard]] DoorStep take_welcome(core::Reader& reader);
    [[nodiscard]] DoorStep take_genesis(core::Reader& reader);
    void refuse(DoorRefusal reason);
    void finish(Event event);

    DoorOptions options_;
    std::optional<Knowledge> knowledge_;
    std::optional<Bearing> bearing_;
    DoorKey key_;
    DoorTranscript transcript_;
    Claim their_claim_;
    State state_ = State::awaiting_nonce;
    DoorWire wire_;
    std::optional<Event> event_;
};

// What the acceptor's owner says to an invite; check_use() or admit_invited() told it.
struct LetIn {};
using GrantAnswer = core::Variant<LetIn, DoorRefusal>;
[[nodiscard]] DoorRefusal door_refusal_of(WriteRefusal refusal);

class DoorAcceptor {
public:
    using Event = DoorEvent;

    DoorAcceptor(DoorOptions options, Knowledge knowledge, const DoorNonce& nonce,
                 core::Instant now);

    void receive(core::Bytes bytes, core::Instant now);
    void expire(core::Instant now);
    void end(core::Instant now);

    // To GrantShown, when the log has the admission, or when it cannot have it. Too late an answer
    // changes nothing.
    void answer(const GrantAnswer& answer);

    [[nodiscard]] core::Bytes outgoing() const { return wire_.outgoing(); }
    void consume(std::size_t size) { wire_.consume(size); }
    [[nodiscard]] std::optional<Event> next_event() { return std::exchange(event_, std::nullopt); }
    [[nodiscard]] std::optional<core::Instant> deadline() const { return wire_.deadline(); }
    [[nodiscard]] bool ended() const { return state_ == State::ended; }

private:
    enum class State : std::uint8_t {
        awaiting_hello,
        awaiting_proof,
        awaiting_answer,  // Of our owner.
        awaiting_claim,
        awaiting_genesis,
        ended,
    };

    [[nodiscard]] DoorStep handle(DoorFrame kind, core::Reader& reader);
    [[nodiscard]] DoorStep take_hello(core::Reader& reader);
    [[nodiscard]] DoorStep take_proof(core::Reader& reader);
    [[nodiscard]] DoorStep take_invite(core::Reader& reader);
    [[nodiscard]] DoorStep take_claim(core::Reader& reader);
    [[nodiscard]] DoorStep take_genesis(core::Reader& reader);
    void refuse(DoorRefusal reason);
    void finish(Event event);

    DoorOptions options_;
    Knowledge knowledge_;
    DoorKey key_;
    DoorNonce nonce_;
    DoorTranscript transcript_;
    Claim our_claim_;
    Claim their_claim_;
    State state_ = State::awaiting_hello;
    DoorWire wire_;
    std::optional<Event> event_;
};

}  // namespace fabric::membership

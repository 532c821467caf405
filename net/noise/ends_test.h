// Both ends of a Noise handshake for tests, with secrets of their own, and what carries bytes
// between them.
#pragma once

#include <algorithm>

#include "net/noise/handshake.h"

namespace net::noise {

inline core::crypto::X25519Secret secret_of(unsigned char fill) {
    core::crypto::X25519Secret secret;
    std::ranges::fill(secret.mutable_view(), std::byte{fill});
    return secret;
}

inline core::crypto::Ed25519KeyPair identity_of(unsigned char fill) {
    core::crypto::Ed25519Seed seed;
    std::ranges::fill(seed.mutable_view(), std::byte{fill});
    return core::crypto::Ed25519KeyPair(std::move(seed));
}

inline core::codec::PeerId peer_of(const core::crypto::Ed25519KeyPair& identity) {
    return core::codec::PeerId::of(core::codec::PublicKey(identity.public_key()));
}

// Everything that waits to be sent.
template <class Machine>
core::Buffer sent_by(Machine& machine) {
    const core::Buffer bytes(machine.outgoing().begin(), machine.outgoing().end());
    machine.consume(bytes.size());
    return bytes;
}

template <class Machine>
std::optional<EndReason> end_of(Machine& machine) {
    const auto event = machine.next_event();
    const auto* const ended = event ? core::get_if<Ended>(&*event) : nullptr;
    return ended ? std::optional(ended->reason) : std::nullopt;
}

template <class Machine>
std::optional<Secured> secured_by(Machine& machine) {
    auto event = machine.next_event();
    auto* const secured = event ? core::get_if<Secured>(&*event) : nullptr;
    return secured ? std::optional(std::move(*secured)) : std::nullopt;
}

// The options of one end, without its role.
struct EndOptions {
    core::Bytes prologue = {};
    std::span<const std::string_view> muxers = {};
    std::optional<core::codec::PeerId> expected_peer = std::nullopt;
};

struct Ends {
    explicit Ends(const EndOptions& first = {}, const EndOptions& second = {})
        : initiator(options_of(Role::initiator, first), initiator_identity, secret_of(1),
                    secret_of(2), core::Instant{}),
          responder(options_of(Role::responder, second), responder_identity, secret_of(3),
                    secret_of(4), core::Instant{}) {}

    static Handshake::Options options_of(Role role, const EndOptions& options) {
        return {.role = role,
                .prologue = options.prologue,
                .muxers = options.muxers,
                .expected_peer = options.expected_peer};
    }

    // Whether everything that waits at one end was used by the other.
    static bool carry(Handshake& from, Handshake& to) {
        const core::Buffer bytes = sent_by(from);
        return to.receive(bytes, core::Instant{}) == bytes.size();
    }
    // All three messages.
    bool talk() {
        return carry(initiator, responder) && carry(responder, initiator) &&
               carry(initiator, responder);
    }

    core::crypto::Ed25519KeyPair initiator_identity = identity_of(5);
    core::crypto::Ed25519KeyPair responder_identity = identity_of(6);
    Handshake initiator;
    Handshake responder;
};

}  // namespace net::noise

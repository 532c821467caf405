// Two ends of a door for tests, and the wire between them.
#pragma once

#include <vector>

#include "core/codec/public_key.h"
#include "fabric/membership/door.h"
#include "fabric/membership/mesh_world.h"

namespace fabric::membership::world {

inline core::codec::PeerId peer_of(unsigned number) {
    return core::codec::PeerId::of(core::codec::PublicKey(key_of(number)));
}

inline constexpr core::Instant start{};

// Of the end that is key `self`, connected with key `peer`.
inline DoorOptions door_options(unsigned self, unsigned peer,
                                std::optional<SignedGenesis> genesis = {},
                                bool is_settled = false) {
    return {.self = peer_of(self),
            .peer = peer_of(peer),
            .binding = core::Buffer(32, std::byte{0xb1}),
            .genesis = std::move(genesis),
            .is_settled = is_settled};
}

inline Knowledge knows(unsigned char secret, std::string name = "Alpha") {
    return {std::move(name), secret_of(secret)};
}
inline Knowledge knows_name() { return {"Alpha", {}}; }

inline DoorNonce nonce_of(unsigned char fill) {
    DoorNonce nonce;
    nonce.bytes.fill(std::byte{fill});
    return nonce;
}

template <class Machine>
core::Buffer sent_by(Machine& machine) {
    const core::Buffer bytes(machine.outgoing().begin(), machine.outgoing().end());
    machine.consume(bytes.size());
    return bytes;
}

// Carries bytes until both are silent, and gathers what each says.
struct Said {
    std::vector<DoorEvent> opener;
    std::vector<DoorEvent> acceptor;
};
inline void gather(std::vector<DoorEvent>& events, auto& machine) {
    while (auto event = machine.next_event()) events.push_back(std::move(*event));
}
inline void carry(DoorOpener& opener, DoorAcceptor& acceptor, Said& said,
                  std::size_t piece = 1024) {
    while (!opener.outgoing().empty() || !acceptor.outgoing().empty()) {
        const auto move = [piece](auto& from, auto& to) {
            core::Buffer bytes(from.outgoing().begin(), from.outgoing().end());
            bytes.resize(std::min(bytes.size(), piece));
            from.consume(bytes.size());
            to.receive(bytes, start);
        };
        move(opener, acceptor);
        gather(said.acceptor, acceptor);
        move(acceptor, opener);
        gather(said.opener, opener);
    }
}

}  // namespace fabric::membership::world

// Steps that both ends of the door take alike.
#pragma once

#include <expected>
#include <optional>

#include "core/base/reader.h"
#include "core/base/result.h"
#include "fabric/membership/door.h"
#include "fabric/membership/door_wire.h"

namespace fabric::membership {

inline constexpr std::uint8_t door_version = 1;

// What cannot be read is the peer's fault.
template <class T>
[[nodiscard]] std::expected<T, DoorRefusal> well_formed(core::Result<T> result) {
    if (!result) return std::unexpected(DoorRefusal::malformed);
    if constexpr (std::is_void_v<T>)
        return {};
    else
        return std::move(*result);
}

struct ToldGenesis {
    SignedGenesis genesis;
    bool is_settled;
};

[[nodiscard]] Claim claim_of(const std::optional<SignedGenesis>& genesis);
// Nothing for peers whose key is no Ed25519 key.
[[nodiscard]] std::optional<MemberKey> member_key_of(const core::codec::PeerId& peer);
// Whether a genesis can be of a mesh with this secret.
[[nodiscard]] bool fits(const SignedGenesis& genesis, const OptionalSecret& secret);

void send_hello(DoorWire& wire, const DoorTranscript& transcript);
void send_opener_claim(DoorWire& wire, const DoorKey& key, const DoorTranscript& transcript,
                       const Claim& opener, const Claim& acceptor);
void send_genesis(DoorWire& wire, const SignedGenesis& genesis, bool is_settled);
void send_refusal(DoorWire& wire, DoorRefusal reason);

// A peer may have reasons that are not known here.
[[nodiscard]] DoorRefusal told_reason(core::Reader& reader);
[[nodiscard]] std::expected<OptionalSecret, DoorRefusal> read_secret(core::Reader& reader);
[[nodiscard]] std::expected<ToldGenesis, DoorRefusal> read_told_genesis(core::Reader& reader,
                                                                        const Knowledge& knowledge,
                                                                        const Claim& claim);
// What comes of their genesis.
[[nodiscard]] DoorEvent conclude(const DoorOptions& options, const Knowledge& knowledge,
                                 ToldGenesis told);

}  // namespace fabric::membership

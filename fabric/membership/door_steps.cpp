// Reading and writing what passes through the door.
#include "fabric/membership/door_steps.h"

#include <utility>

#include "core/base/writer.h"

namespace fabric::membership {

Claim claim_of(const std::optional<SignedGenesis>& genesis) {
    if (!genesis) return std::nullopt;
    return genesis->mesh();
}

std::optional<MemberKey> member_key_of(const core::codec::PeerId& peer) {
    const auto key = peer.public_key();
    if (!key) return std::nullopt;
    const auto ed25519 = key->ed25519();
    return ed25519 ? std::optional(*ed25519) : std::nullopt;
}

bool fits(const SignedGenesis& genesis, const OptionalSecret& secret) {
    return (genesis.genesis().policy == Policy::closed) == secret.has_value();
}

void send_hello(DoorWire& wire, const DoorTranscript& transcript) {
    wire.send(DoorFrame::hello, [&](core::BufferWriter& writer) {
        writer.u8(door_version);
        writer.u8(transcript.is_by_invite);
        writer.bytes(transcript.opener_nonce.view());
    });
}

void send_opener_claim(DoorWire& wire, const DoorKey& key, const DoorTranscript& transcript,
                       const Claim& opener, const Claim& acceptor) {
    wire.send(DoorFrame::claim, [&](core::BufferWriter& writer) {
        writer.bytes(opener_claim_proof(key, transcript, opener, acceptor).view());
        write_claim(writer, opener);
    });
}

void send_genesis(DoorWire& wire, const SignedGenesis& genesis, bool is_settled) {
    wire.send(DoorFrame::genesis, [&](core::BufferWriter& writer) {
        writer.u8(is_settled);
        writer.bytes(genesis.bytes());
    });
}

void send_refusal(DoorWire& wire, DoorRefusal reason) {
    wire.send(DoorFrame::refused,
              [&](core::BufferWriter& writer) { writer.u8(std::to_underlying(reason)); });
}

DoorRefusal told_reason(core::Reader& reader) {
    const std::uint8_t number = reader.u8().value_or(0);
    const bool is_known = number >= std::to_underlying(DoorRefusal::silence) &&
                          number <= std::to_underlying(DoorRefusal::not_now);
    return is_known && reader.at_end() ? DoorRefusal{number} : DoorRefusal::malformed;
}

std::expected<OptionalSecret, DoorRefusal> read_secret(core::Reader& reader) {
    const std::uint8_t is_there = TRY(well_formed(reader.u8()));
    if (is_there > 1) return std::unexpected(DoorRefusal::malformed);
    if (is_there == 0) return OptionalSecret();
    const core::Bytes bytes = TRY(well_formed(reader.take(MeshSecret::size_bytes)));
    return MeshSecret(bytes.first<MeshSecret::size_bytes>());
}

std::expected<ToldGenesis, DoorRefusal> read_told_genesis(core::Reader& reader,
                                                          const Knowledge& knowledge,
                                                          const Claim& claim) {
    const std::uint8_t is_settled = TRY(well_formed(reader.u8()));
    if (is_settled > 1) return std::unexpected(DoorRefusal::malformed);
    auto genesis = SignedGenesis::from_bytes(reader.rest());
    if (!genesis || genesis->mesh() != claim || genesis->genesis().name != knowledge.name ||
        !fits(*genesis, knowledge.secret))
        return std::unexpected(DoorRefusal::genesis_wrong);
    return ToldGenesis{std::move(*genesis), is_settled == 1};
}

DoorEvent conclude(const DoorOptions& options, const Knowledge& knowledge, ToldGenesis told) {
    if (!options.genesis) return Learned{std::move(told.genesis), clone(knowledge.secret)};
    const Precedence precedence =
        precedence_of(*options.genesis, options.is_settled, told.genesis, told.is_settled);
    return OtherMesh{std::move(told.genesis), precedence};
}

}  // namespace fabric::membership
